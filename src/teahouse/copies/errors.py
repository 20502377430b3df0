"""Why a copy cannot be made, or is not what it was: one line for the operator."""

from __future__ import annotations


class CopyError(Exception):
    """The text is one line that says what is wrong and what to do."""


class DamagedError(CopyError):
    """The archive is not what was written."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This backup is damaged: {why}. Nothing was changed.")
