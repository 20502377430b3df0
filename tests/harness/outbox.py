"""What a client has said and not yet been answered for, in the order of saying."""

from __future__ import annotations

from collections import deque
from typing import Any

from msgspec import Struct


class Pending(Struct, frozen=True):
    """A message, or a change of one, that waits for its acknowledgement."""

    key: str
    room: int
    body: str | None
    to: int | None
    kind: str = "message.send"
    fields: dict[str, Any] = {}

    def command(self) -> dict[str, Any]:
        """The same command at each sending."""
        command = {"type": self.kind, "id": self.key, "room": self.room, **self.fields}
        given = {"body": self.body, "to": self.to}
        return command | {name: value for name, value in given.items() if value is not None}


class Outbox:
    """Keeps each message until it has its place or is refused for good."""

    def __init__(self) -> None:
        self.pending: dict[str, Pending] = {}
        self.accepted: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, dict[str, Any]] = {}
        self.queue: deque[Pending] = deque()
        """Those that this connection has not sent yet."""
        self.held = False
        """After a retryable refusal, until `outbox.resume`."""

    def add(
        self,
        key: str,
        room: int,
        body: str | None,
        to: int | None = None,
        kind: str = "message.send",
        **fields: Any,
    ) -> Pending:
        pending = Pending(key, room, body, to, kind, fields)
        self.pending[key] = pending
        self.queue.append(pending)
        return pending

    def requeue(self) -> None:
        """All that has no answer is to be sent again, in the order of saying."""
        self.queue = deque(self.pending.values())

    def accept(self, reply: dict[str, Any]) -> None:
        del self.pending[reply["id"]]
        self.accepted[reply["id"]] = reply

    def refuse(self, reply: dict[str, Any]) -> None:
        del self.pending[reply["id"]]
        self.refused[reply["id"]] = reply
