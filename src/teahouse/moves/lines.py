"""The lines of our own export: what `export --format jsonl` writes and `import` reads.

`head.json`, then `rooms.jsonl`, `messages.jsonl`, `people.jsonl` and the folder `files`, in a
folder or a ZIP file. Times are Unix milliseconds; people and messages are called by their ids
and seqs of where they come from.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from teahouse.protocol.parts import Preview

HEAD: Final = "head.json"
ROOMS: Final = "rooms.jsonl"
MESSAGES: Final = "messages.jsonl"
PEOPLE: Final = "people.jsonl"
FORMAT: Final = "teahouse-export"
VERSION: Final = 1


class Head(Struct, frozen=True, kw_only=True):
    """What the export is. `source` is the id of the store that it comes from."""

    format: str
    version: int
    source: str
    exported_at: int
    private: bool = False


class RoomLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A room. `members` are those of one that is for its members alone; `pins` seqs, the last one first."""

    id: int
    kind: str
    title: str
    topic: str = ""
    access: str = "public"
    history: str = "all"
    archived: bool = False
    read_only: bool = False
    members: tuple[int, ...] = ()
    pins: tuple[int, ...] = ()


class PersonLine(Struct, frozen=True, kw_only=True):
    """Somebody whom a room or message names."""

    id: int
    name: str


class FileLine(Struct, frozen=True, kw_only=True):
    """A file of a message; `path` is where it is in the export."""

    path: str
    name: str
    size: int
    type: str


class ReactionLine(Struct, frozen=True):
    """Who reacted with an emoji, in the order of reacting."""

    emoji: str
    people: tuple[int, ...]


class MessageLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message as it is now, with all that became of it. `name` is what its author was called then."""

    room: int
    seq: int
    at: int
    person: int
    name: str
    text: str
    to: int | None = None
    reply_to: int | None = None
    mentions: tuple[int, ...] = ()
    action: bool = False
    everyone: bool = False
    color: str | None = None
    files: tuple[FileLine, ...] = ()
    options: tuple[str, ...] = ()
    votes: tuple[tuple[int, ...], ...] = ()
    closed: bool = False
    edited_at: int | None = None
    pinned: bool = False
    reactions: tuple[ReactionLine, ...] = ()
    previews: tuple[Preview, ...] = ()
