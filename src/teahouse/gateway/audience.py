"""The two kinds of members of a room, and how each reads an event.

An event is encoded once for each kind and the same bytes go to all of that kind:
once in full, and once as those get it who may not see it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from msgspec import Struct

from teahouse.chat import visibility
from teahouse.gateway import notices
from teahouse.protocol import classic, codec
from teahouse.protocol.events import EventBlank
from teahouse.store import effects
from teahouse.store.port import StoredEvent

TEXTS = frozenset({effects.EDITED, effects.PREVIEWED})


class Kind(IntEnum):
    """Index into a room's audiences."""

    PAGE = 0
    CLASSIC = 1


class Frames(Struct, frozen=True, gc=False):
    """An event ready for the wire: `shown` to those in `only` (None: all), `hidden` to the rest.

    `text_of` is the seq of the message whose text is in it, beside its own: an edit has that.
    `target` is the seq of the message that it changes, of `room`.
    """

    seq: int
    shown: bytes
    hidden: bytes
    only: frozenset[int] | None
    text_of: int | None = None
    room: int = 0
    target: int | None = None

    def to(self, person: int | None, after: int = 0) -> bytes:
        """What this person (None: a visitor) gets, who sees the room after that seq."""
        if after and self.is_before(after):
            return self.hidden or codec.frame(EventBlank(room=self.room, seq=self.seq))
        return self.shown if self.only is None or person in self.only else self.hidden

    def is_before(self, after: int) -> bool:
        """Whether it is of, or changes, what was before this seq; see `visibility.is_before`."""
        return self.seq <= after or (self.target is not None and self.target <= after)


Encoder = Callable[[StoredEvent], Frames]


def page_frames(event: StoredEvent) -> Frames:
    """For `/ws`: the event, or a blank that keeps its place."""
    only = None if event.visible_to is None else frozenset(event.visible_to)
    hidden = b"" if only is None else codec.frame(visibility.blank(event))
    text_of = event.target if event.kind in TEXTS else None
    target = event.target if event.kind in effects.CHANGES else None
    return Frames(event.seq, codec.frame(visibility.seen(event)), hidden, only, text_of, event.room, target)


def classic_frames(language: str) -> Encoder:
    """For the article's dialogue: what was said, a line of what was changed, or nothing."""

    def encode(event: StoredEvent) -> Frames:
        only = None if event.visible_to is None else frozenset(event.visible_to)
        said = _classic(event, language, whisper=event.to is not None)
        return Frames(event.seq, codec.text_frame(said) if said else b"", b"", only)

    return encode


def encoders(language: str) -> tuple[Encoder, ...]:
    """By Kind; `language` is that of the lines in the article's dialogue."""
    return (page_frames, classic_frames(language))


def _classic(event: StoredEvent, language: str, *, whisper: bool) -> bytes:
    name = event.sender.name
    if event.kind == effects.CREATED:
        extras = event.extras or visibility.NOTHING
        lines = [event.body] if event.body else []
        lines += [f"{place}. {option}" for place, option in enumerate(extras.options, 1)]
        lines += [notices.text(language, "file", name=file.name) for file in extras.files]
        text = "\n".join(lines)
        if not text:
            return b""  # taken back before it came here
        return classic.user(name, f"* {name} {text}" if extras.action else text, whisper=whisper)
    if event.kind == effects.EDITED and event.body is not None:
        return classic.system(notices.text(language, "edited", name=name, body=event.body))
    if event.kind == effects.RECALLED:
        return classic.system(notices.text(language, "recalled", name=name))
    return b""
