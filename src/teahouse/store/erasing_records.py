"""What a store tells of somebody who wants their own data, or wants it gone: plain data."""

from __future__ import annotations

from msgspec import Struct

NAMELESS = "—"
"""What is shown of who is gone, in any language: nobody can be called so."""


class Mention(Struct, frozen=True):
    """Seqs of events that name a person, and up to which seq was looked; None: to the end."""

    seqs: list[int]
    upto: int | None


class Membership(Struct, frozen=True):
    """A room or conversation and a person's place in it; None where there is none of that."""

    room: int
    name: str
    title: str
    kind: str
    role: str | None
    read: int | None
    notify: str | None


class Erased(Struct, frozen=True):
    """What went with a person: ids of the sessions that ended, and of files."""

    sessions: list[str]
    files: list[str]
