"""The article's JSON dialogue, spoken at `/` with an Upgrade header."""
