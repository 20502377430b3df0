"""The two kinds of members of a room, and how each reads an event.

An event is encoded once for each kind and the same bytes go to all of that kind:
once in full, and once as those get it who may not see it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from msgspec import Struct

from teahouse.chat import visibility
from teahouse.protocol import classic, codec
from teahouse.store.port import StoredEvent


class Kind(IntEnum):
    """Index into a room's audiences."""

    PAGE = 0
    CLASSIC = 1


class Frames(Struct, frozen=True, gc=False):
    """An event ready for the wire: `shown` to those in `only` (None: all), `hidden` to the rest."""

    seq: int
    shown: bytes
    hidden: bytes
    only: frozenset[int] | None

    def to(self, person: int | None) -> bytes:
        """What this person (None: a visitor) gets."""
        return self.shown if self.only is None or person in self.only else self.hidden


def page_frames(event: StoredEvent) -> Frames:
    """For `/ws`: the event, or a blank that keeps its place."""
    only = None if event.visible_to is None else frozenset(event.visible_to)
    hidden = b"" if only is None else codec.frame(visibility.blank(event))
    return Frames(event.seq, codec.frame(visibility.seen(event)), hidden, only)


def classic_frames(event: StoredEvent) -> Frames:
    """For the article's dialogue: what was said, or nothing."""
    only = None if event.visible_to is None else frozenset(event.visible_to)
    said = classic.user(event.sender.name, event.body or "", whisper=only is not None)
    return Frames(event.seq, codec.text_frame(said), b"", only)


ENCODERS: tuple[Callable[[StoredEvent], Frames], ...] = (page_frames, classic_frames)
