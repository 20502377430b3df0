"""What is too long for one signal, in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from teahouse.broker.port import SIGNAL_BYTES
from teahouse.protocol import codec

AROUND_BYTES = 200
"""More than the rest of any signal needs: its tag, its fields' names and numbers."""

T = TypeVar("T")


def pieces(items: Iterable[T], most: int = SIGNAL_BYTES - AROUND_BYTES) -> Iterator[tuple[T, ...]]:
    """The items in order, in groups of at most `most` bytes of JSON; nothing for no items."""
    group: list[T] = []
    size = 0
    for item in items:
        length = len(codec.encode(item)) + 1
        if group and size + length > most:
            yield tuple(group)
            group, size = [], 0
        group.append(item)
        size += length
    if group:
        yield tuple(group)
