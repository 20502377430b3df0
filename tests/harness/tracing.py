"""A client's trace: one JSON line for everything it did and saw, in order."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Literal, Self, TextIO

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

Op = Literal[
    "connect",
    "disconnect",
    "send",
    "ack",
    "refuse",
    "sync",
    "caught_up",
    "reset",
    "load",
    "apply",
    "blank",
    "presence",
    "quiet",
    "revoke",
    "fault",
    "healed",
    "memory",
]


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of one client. `t` is `time.monotonic_ns()`, one clock for a whole machine.

    - connect: `person` is who the client is there (None: a visitor), `epoch` the server's,
      `session` the id of the session that says so.
    - disconnect: `code` is the close code, 1006 if there was none.
    - send: written before the bytes leave; every sending of a key is a line.
    - ack, refuse: the reply; `code` and `retryable` say why it was refused.
    - load: a new log of the room begins; `first` is the first seq of what the load holds
      (its last one plus 1 if it holds none), `seq` its last; its events follow as lines.
    - sync: resumes the log after `seq`; caught_up: the resumption ended at `seq`.
    - apply, blank: the event took its place in the log; `epoch` is that of the connection.
    - presence: `people` are those who are in the room, as the client knows it now.
    - quiet: nothing is under way any more, as far as the test knows.

    Whoever makes the faults has a trace too:

    - revoke: the end of `session` was acknowledged.
    - fault, healed: a fault begins and is over; `code` is what it concerns: node, broker,
      store, client or reader.
    - memory: what the process `code` holds, `size` in bytes.
    """

    t: int
    client: str
    op: Op
    person: int | None = None
    key: str | None = None
    room: int | None = None
    seq: int | None = None
    first: int | None = None
    epoch: str | None = None
    hash: str | None = None
    sender: int | None = None
    to: int | None = None
    code: str | None = None
    retryable: bool = False
    duplicate: bool = False
    session: str | None = None
    people: tuple[int, ...] | None = None
    size: int | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Line)


def body_hash(body: str | None) -> str | None:
    """SHA-256 of a body in UTF-8; None for an erased one."""
    return None if body is None else hashlib.sha256(body.encode()).hexdigest()


class Trace:
    """Appends to one file; a line is on its way to the kernel before the call returns."""

    def __init__(self, path: Path, client: str) -> None:
        self.path = path
        self.client = client
        self._file: TextIO = path.open("a", buffering=1, encoding="utf-8")

    def write(
        self,
        op: Op,
        *,
        person: int | None = None,
        key: str | None = None,
        room: int | None = None,
        seq: int | None = None,
        first: int | None = None,
        epoch: str | None = None,
        hash: str | None = None,
        sender: int | None = None,
        to: int | None = None,
        code: str | None = None,
        retryable: bool = False,
        duplicate: bool = False,
        session: str | None = None,
        people: tuple[int, ...] | None = None,
        size: int | None = None,
    ) -> None:
        """Add a line with the time of now."""
        line = Line(
            t=time.monotonic_ns(),
            client=self.client,
            op=op,
            person=person,
            key=key,
            room=room,
            seq=seq,
            first=first,
            epoch=epoch,
            hash=hash,
            sender=sender,
            to=to,
            code=code,
            retryable=retryable,
            duplicate=duplicate,
            session=session,
            people=people,
            size=size,
        )
        self._file.write(_encoder.encode(line).decode() + "\n")

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def read_trace(path: Path) -> list[Line]:
    """The lines of one file, in the order of writing."""
    return [_decoder.decode(line) for line in path.read_bytes().splitlines()]
