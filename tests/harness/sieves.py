"""Sieves for the proxy that know where a message of Redis or PostgreSQL ends, and lose some of them."""

from __future__ import annotations

from collections.abc import Callable

Wanted = Callable[[bytes], bool]
"""Whether a whole message is to be lost."""

_LINES = b"+-:_#,("
_TEXTS = b"$=!"
_LISTS = b"*>~"
_PAIRS = b"%|"
_SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))


class RedisPushes:
    """From Redis to a subscriber: loses published messages that are wanted lost, nothing else.

    Replies in RESP 2 and 3 alike; a published message is a list that begins with `message`.
    """

    def __init__(self, lose: Wanted) -> None:
        self._lose = lose
        self._rest = b""

    def __call__(self, data: bytes) -> bytes:
        self._rest += data
        kept: list[bytes] = []
        start = 0
        while (end := _reply_end(self._rest, start)) is not None:
            message = self._rest[start:end]
            start = end
            if not (b"message\r\n" in message[:40] and self._lose(message)):
                kept.append(message)
        self._rest = self._rest[start:]
        return b"".join(kept)


class PostgresNotes:
    """From PostgreSQL to a client: loses notifications that are wanted lost, nothing else.

    Messages are a letter and a length (protocol 3.0); only the answer to a request for
    TLS is a letter alone, and comes first.
    """

    def __init__(self, lose: Wanted) -> None:
        self._lose = lose
        self._rest = b""
        self._begun = False

    def __call__(self, data: bytes) -> bytes:
        self._rest += data
        kept: list[bytes] = []
        if not self._begun:
            self._begun = True
            if self._rest[:1] == b"N":
                kept.append(b"N")
                self._rest = self._rest[1:]
        start = 0
        while len(self._rest) - start >= 5:
            end = start + 1 + int.from_bytes(self._rest[start + 1 : start + 5], "big")
            if end > len(self._rest):
                break
            message = self._rest[start:end]
            start = end
            if not (message[:1] == b"A" and self._lose(message)):
                kept.append(message)
        self._rest = self._rest[start:]
        return b"".join(kept)


class PostgresCount:
    """From a client to PostgreSQL: counts what is executed; all passes."""

    def __init__(self, executed: Callable[[], None]) -> None:
        self._executed = executed
        self._rest = b""
        self._begun = False

    def __call__(self, data: bytes) -> bytes:
        self._rest += data
        while not self._begun and len(self._rest) >= 8:
            # What comes first has no letter: a request for TLS, then who one is.
            size = int.from_bytes(self._rest[:4], "big")
            if size > len(self._rest):
                break
            self._begun = self._rest[:8] != _SSL_REQUEST
            self._rest = self._rest[size:]
        while self._begun and len(self._rest) >= 5:
            end = 1 + int.from_bytes(self._rest[1:5], "big")
            if end > len(self._rest):
                break
            if self._rest[:1] in b"EQ":
                self._executed()
            self._rest = self._rest[end:]
        return data


def _reply_end(data: bytes, start: int) -> int | None:
    """Where the reply that begins at `start` ends; None if it is not whole yet."""
    wanted = 1
    while wanted:
        line = data.find(b"\r\n", start)
        if line < 0:
            return None
        kind, wanted = data[start : start + 1], wanted - 1
        if kind not in _LINES:
            size = int(data[start + 1 : line])
            if kind in _TEXTS and size >= 0:
                line += size + 2
                if line + 2 > len(data):
                    return None
            elif kind in _LISTS:
                wanted += max(size, 0)
            elif kind in _PAIRS:
                # Attributes stand before the reply that they belong to.
                wanted += 2 * size + (kind == b"|")
        start = line + 2
    return start
