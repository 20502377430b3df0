"""By what the names of rooms are compared.

A room that only accounts know of is compared with its like alone, and a private one with
none: whoever makes a room learns nothing of rooms that are hidden from them.
"""

from __future__ import annotations

from teahouse.model.names import name_key

CLOSED = "+"
"""Before the key of a room that only accounts know of: no key of a name has such a sign."""


def room_key(title: str, access: str) -> str | None:
    """What `rooms.name_key` holds for a room of this title; None for a private one."""
    if access == "private":
        return None
    return (CLOSED if access == "members" else "") + name_key(title)
