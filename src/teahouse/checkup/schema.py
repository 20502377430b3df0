"""What a database says of itself, whichever it is: its schema's version, and its newest event's time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teahouse.checkup.finding import Finding, Place, bad, note, ok
from teahouse.store.errors import StoreTooNewError
from teahouse.store.migrations import NEWEST, REVISIONS

AHEAD_SECONDS: Final = 5.0

NEWEST_EVENT: Final = """
SELECT max(events.at) FROM rooms JOIN events ON events.room = rooms.id AND events.seq = rooms.head
"""
"""By key: one look-up a room."""

FILES: Final = "SELECT id, size, preview FROM files"


def check_schema(version: str | None, serves: str | None, where: str) -> Iterator[Finding]:
    """Against what this release knows."""
    name = "schema"
    if version == NEWEST:
        yield ok(name, f"version {version}, as this release has it")
    elif version is None:
        yield ok(name, "none yet; the first start makes it")
    elif version in REVISIONS:
        yield note(
            name,
            f"version {version}; this release has {NEWEST}",
            "The next start migrates it: have a backup before.",
        )
    elif serves in REVISIONS:
        yield note(
            name,
            f"version {version} is newer than this release, and serves it too",
            "Bring this machine to the newer release.",
        )
    else:
        yield bad(name, str(StoreTooNewError(where, version)), "Start the newer release.")


def check_newest(place: Place, newest_ms: int | None) -> Iterator[Finding]:
    """Whether the clock is behind what was said already."""
    if newest_ms is None:
        return
    ahead = newest_ms / 1000 - place.now()
    if ahead > AHEAD_SECONDS:
        yield bad(
            "clock and events",
            f"the newest event is dated {ahead:.0f} s in the future: this clock was set back, or another one is ahead",
            "Set the clock: messages are dated by it, and sessions end by it.",
        )
    else:
        yield ok("clock and events", "no event is dated in the future")
