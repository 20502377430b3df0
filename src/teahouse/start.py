"""Why the server cannot start: for whoever starts it."""

from __future__ import annotations


class StartError(Exception):
    """The server cannot start; the message is one line for whoever started it."""


class CombinationError(StartError):
    """Settings that are each allowed, and not together; the line says what to give."""
