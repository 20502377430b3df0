"""An answer's bytes, taken as they come and bounded before and after decompression."""

from __future__ import annotations

import zlib
from typing import Final

from teahouse.outbound.errors import AnswerTooLargeError, ConnectionFailedError, WrongTypeError

_GZIP: Final = 16 + zlib.MAX_WBITS
_CODINGS: Final = {"": False, "identity": False, "gzip": True, "x-gzip": True}


class Inflation:
    """Collects at most `most_bytes`; with `cut` what is beyond is left, without it is an error.

    A gzip stream can be a thousand times its size, so it is never asked for more than there is room for.
    """

    def __init__(self, coding: str, most_bytes: int, *, cut: bool) -> None:
        """`coding` is the header Content-Encoding; WrongTypeError for one that was not asked for."""
        try:
            compressed = _CODINGS[coding.strip().lower()]
        except KeyError:
            raise WrongTypeError from None
        self._gzip = zlib.decompressobj(_GZIP) if compressed else None
        self._most = most_bytes
        self._cut = cut
        self._read = 0
        self._parts: list[bytes] = []
        self._room = most_bytes

    def feed(self, chunk: bytes) -> bool:
        """Take what was read; False if no more is wanted. Raises AnswerTooLargeError, ConnectionFailedError."""
        self._read += len(chunk)
        if self._gzip is None:
            self._keep(chunk)
        else:
            # One byte above the room tells whether there is more.
            try:
                self._keep(self._gzip.decompress(self._gzip.unconsumed_tail + chunk, self._room + 1))
            except zlib.error:
                raise ConnectionFailedError from None
            if self._gzip.eof:
                return False
        if self._read > self._most:
            # An endless stream that decompresses to nothing.
            self._overflow()
            return False
        return self._room > 0 or not self._cut

    def body(self) -> bytes:
        """All that was kept. A compressed answer that broke off early is what there is of it."""
        return b"".join(self._parts)

    def _keep(self, data: bytes) -> None:
        if len(data) > self._room:
            self._overflow()
        kept = data[: self._room]
        self._parts.append(kept)
        self._room -= len(kept)

    def _overflow(self) -> None:
        if not self._cut:
            raise AnswerTooLargeError
