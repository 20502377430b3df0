"""What a check found: how grave, what is, and what to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from teahouse.checkup.mounts import kind_of
from teahouse.settings import Settings


class Level(StrEnum):
    """How grave: `ok`, `note` (works, but know it), `bad` (does not work, or loses something)."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the operator, never with a password. `advice` is what to do; empty if all is well."""

    name: str
    level: Level
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What is examined, and how the machine is asked.

    `url` is the address that people type, None to stay within; `deep` allows what takes
    minutes. `now` is Unix seconds; `filesystem` names the kind of file system of a path.
    """

    settings: Settings
    url: str | None = None
    deep: bool = False
    now: Callable[[], float] = time.time
    filesystem: Callable[[Path], str] = kind_of


def ok(name: str, found: str) -> Finding:
    """All is well."""
    return Finding(name, Level.OK, found)


def note(name: str, found: str, advice: str) -> Finding:
    """It works, and is good to know."""
    return Finding(name, Level.NOTE, found, advice)


def bad(name: str, found: str, advice: str) -> Finding:
    """It does not work, or will not."""
    return Finding(name, Level.BAD, found, advice)


def size_text(count: float) -> str:
    """Bytes for people, in powers of 1000 as the settings have them."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
