"""Servers broken on purpose: Python loads `sitecustomize` of this folder before the server itself."""

from __future__ import annotations

from pathlib import Path


def broken(variant: str | None) -> dict[str, str]:
    """The variables of a process that is broken in this way, or of a sound one."""
    return {} if variant is None else {"PYTHONPATH": str(Path(__file__).parent), "SABOTAGE": variant}
