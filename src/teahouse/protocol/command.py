"""What all commands share, and the bounds of their fields."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

RoomId = Annotated[int, Meta(ge=1, le=2**53)]
PersonId = Annotated[int, Meta(ge=1, le=2**53)]
Seq = Annotated[int, Meta(ge=0, le=2**53)]
Place = Annotated[int, Meta(ge=1, le=2**53)]
Limit = Annotated[int, Meta(ge=1, le=200)]
Cursor = Annotated[int, Meta(ge=1, le=2**53)]
Option = Annotated[int, Meta(ge=0, le=9)]
Colour = Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")]
Reason = Annotated[str, Meta(max_length=300)]
FileId = Annotated[str, Meta(pattern="^[a-z2-7]{26}$")]


class Command(Struct, frozen=True, kw_only=True, tag_field="type", gc=False):
    """What all commands share."""

    id: UUID


class Change(Command, frozen=True, kw_only=True, gc=False):
    """A change of the message at `seq` of `room`; it becomes an event of the room's log."""

    room: RoomId
    seq: Place
