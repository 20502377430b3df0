"""Why something cannot be exported or imported."""

from __future__ import annotations


class MoveError(Exception):
    """It cannot go on; the text is one line for the operator."""


class BadArchiveError(MoveError):
    """An archive is not what it must be, or tries what it must not."""
