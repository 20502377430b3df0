"""Ids, permissions, text rules and errors: pure data and pure functions."""
