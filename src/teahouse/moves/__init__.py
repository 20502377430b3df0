"""Rooms that move: exports that anybody can read, and imports of our own, Slack's and Mattermost's."""
