"""What the server sends out: link previews, webhooks and Web Push, all under one guard."""
