"""What every source of an import is read as: people, rooms, and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from teahouse.protocol.parts import Preview


class Author(Struct, frozen=True, kw_only=True):
    """Somebody there. `key` is what messages call them by; `email` is for finding them here, and is not kept."""

    key: str
    name: str
    email: str | None = None


class Hall(Struct, frozen=True, kw_only=True):
    """A room there. `access` is as here, None where the source does not know it so; `members` are keys of authors.

    `title` is empty for a conversation of a few, which is called by its people. `pins` are keys of
    messages, the last pinned one first.
    """

    key: str
    title: str
    topic: str = ""
    access: str | None = None
    history: str = "all"
    members: tuple[str, ...] = ()
    archived: bool = False
    read_only: bool = False
    pins: tuple[str, ...] = ()


class Attachment(Struct, frozen=True, kw_only=True):
    """A file of a message: `member` is where it is in the archive, None if it is not there; `link` is where it was."""

    name: str
    member: str | None = None
    link: str = ""


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message as it is at the end, with all that became of it. People are keys of authors, times Unix ms.

    `key` is for good: it makes the message the same one when the import runs again. `name` is
    what the author was called then, None for the author's name.
    """

    hall: str
    key: str
    author: str
    at: int
    body: str
    name: str | None = None
    reply_to: str | None = None
    to: str | None = None
    mentions: tuple[str, ...] = ()
    action: bool = False
    everyone: bool = False
    color: str | None = None
    files: tuple[Attachment, ...] = ()
    options: tuple[str, ...] = ()
    votes: tuple[tuple[str, ...], ...] = ()
    closed: bool = False
    edited_at: int | None = None
    pinned: bool = False
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    previews: tuple[Preview, ...] = ()


class Source(Protocol):
    """Something that can be imported. All of it raises BadArchiveError."""

    @property
    def id(self) -> str:
        """Tells this source from all others, the same at each run."""
        ...

    def authors(self) -> Iterator[Author]:
        """Everybody; whoever a message names besides is made from its key."""
        ...

    def halls(self) -> Iterator[Hall]:
        """The rooms, in the order in which they are made."""
        ...

    def said(self) -> Iterator[Said]:
        """All messages, in any order."""
        ...
