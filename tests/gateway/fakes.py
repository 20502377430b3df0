"""A member, a log and time, for the gateway's plain objects."""

from __future__ import annotations

from uuid import UUID

import msgspec

from teahouse.gateway.audience import Kind
from teahouse.model.people import Person
from teahouse.store.port import StoredEvent


def event(
    seq: int, *, room: int = 1, sender: int = 1, body: str = "tea", only: tuple[int, ...] | None = None
) -> StoredEvent:
    """The event of this seq."""
    return StoredEvent(
        room=room,
        seq=seq,
        at=seq,
        kind="message.created",
        sender=Person(sender, f"p{sender}"),
        key=UUID(int=seq),
        body=f"{body}{seq}",
        to=Person(only[-1], f"p{only[-1]}") if only else None,
        visible_to=only,
    )


class FakeMember:
    """Keeps what was written to it."""

    def __init__(self, person_id: int | None = None, kind: Kind = Kind.PAGE) -> None:
        self.person_id = person_id
        self.kind = kind
        self.writes: list[bytes] = []
        self.fading: list[bytes] = []

    def send(self, frames: bytes) -> int:
        self.writes.append(frames)
        return len(frames)

    def rest(self, frames: bytes, sent: int) -> None:
        raise AssertionError("all was taken")

    def write(self, frames: bytes) -> None:
        self.send(frames)

    def write_ephemeral(self, frames: bytes) -> None:
        self.fading.append(frames)

    def messages(self) -> list[dict[str, object]]:
        """All durable frames, decoded."""
        return list(unframe(b"".join(self.writes)))

    def seqs(self) -> list[object]:
        """Their seqs."""
        return [message["seq"] for message in self.messages()]


def unframe(data: bytes) -> list[dict[str, object]]:
    """Unmasked text frames (RFC 6455 section 5.2) to their JSON payloads."""
    found: list[dict[str, object]] = []
    while data:
        if data[:2] == b"\x89\x00":  # a ping
            data = data[2:]
            continue
        assert data[0] == 0x81, data[:40]
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        found.append(msgspec.json.decode(data[start : start + length], type=dict[str, object]))
        data = data[start + length :]
    return found
