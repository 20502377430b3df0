"""How the house's settings and the sizes of its rooms are kept and read, in either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.model.people import Person
from teahouse.store.journal import check_text
from teahouse.store.port_house import RoomSize

if TYPE_CHECKING:
    from collections.abc import Mapping


def as_json(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The values as they are kept; BadTextError for what no database keeps."""
    kept: dict[str, str | None] = {}
    for key, value in values.items():
        check_text(key, "key")
        kept[key] = None if value is None else msgspec.json.encode(value).decode()
    return kept


def room_size(row: Any) -> RoomSize:
    """A row of `ROOM_SIZES`, of either database."""
    (
        id, name, title, topic, access, archived, read_only, retention_days,
        owner, owner_name, created_at, last_at, members, messages, size,
    ) = row  # fmt: skip
    return RoomSize(
        id=id,
        name=name,
        title=title,
        topic=topic,
        access=access,
        archived=bool(archived),
        read_only=bool(read_only),
        retention_days=retention_days,
        owner=None if owner is None or owner_name is None else Person(owner, owner_name),
        created_at=created_at,
        last_at=last_at,
        members=members,
        messages=messages,
        bytes=int(size),
    )
