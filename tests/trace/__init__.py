"""Traces of clients and the offline checker of the promise."""
