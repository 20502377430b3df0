"""Bytes taken within bounds, however they are compressed and cut into pieces."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.outbound.errors import AnswerTooLargeError, WrongTypeError
from teahouse.outbound.inflation import Inflation

PIECES = st.integers(1, 50)


def fed(inflation: Inflation, data: bytes, size: int) -> bytes:
    for start in range(0, len(data), size):
        if not inflation.feed(data[start : start + size]):
            break
    return inflation.body()


@given(st.binary(max_size=400), PIECES, st.integers(1, 500), st.booleans())
def test_whole_or_cut_or_refused(data: bytes, size: int, most: int, packed: bool) -> None:
    sent = gzip.compress(data) if packed else data
    coding = "gzip" if packed else "identity"
    # What is compressed may be longer on the line than it is.
    cut = fed(Inflation(coding, most, cut=True), sent, size)
    assert data.startswith(cut)
    assert len(cut) <= most
    if len(data) <= most and len(sent) <= most:
        assert cut == data
        assert fed(Inflation(coding, most, cut=False), sent, size) == data
    elif len(data) > most:
        with pytest.raises(AnswerTooLargeError):
            fed(Inflation(coding, most, cut=False), sent, size)


def test_no_call_unpacks_more_than_there_is_room_for() -> None:
    bomb = gzip.compress(bytes(30_000_000))
    inflation = Inflation("x-gzip", 1_000, cut=True)
    tracemalloc.start()
    try:
        assert not inflation.feed(bomb)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert inflation.body() == bytes(1_000)


def test_an_endless_stream_of_nothing_ends() -> None:
    header = gzip.compress(b"")[:10]
    inflation = Inflation("gzip", 1_000, cut=True)
    assert inflation.feed(header)
    # Stored blocks of length 0: nothing comes out, however many there are.
    assert not inflation.feed(b"\x00\x00\x00\xff\xff" * 300)
    assert inflation.body() == b""


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "compress"])
def test_a_coding_that_was_not_asked_for(coding: str) -> None:
    with pytest.raises(WrongTypeError):
        Inflation(coding, 10, cut=True)
