"""What all workers of a server count together, in memory that they share.

Each worker writes its counts into a place of its own, once a second and when it is asked;
any of them adds up all places. What a worker counted that has ended stays in the sum.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import msgspec

from teahouse.http.metrics import BROKER_COUNTERS, Healthy
from teahouse.model.meters import Histogram, Meters

PLACE_BYTES = 16_384
GAUGES = frozenset(
    {"connections", "classic_connections", "database_up", "resident_bytes", "open_files", "most_files"}
)
"""They go with the worker; whatever else is counted stays."""

BROKER_COUNTS = tuple(name for name, _ in BROKER_COUNTERS)

_HEAD = struct.Struct("<II")
_TRIES = 100


class SharedMeters:
    """To be made before the first fork. Place 0 holds the sum of those who have ended."""

    def __init__(self, places: int) -> None:
        self._memory = mmap.mmap(-1, places * PLACE_BYTES)
        self._places = places

    def write(self, place: int, told: object) -> None:
        """Put this (of plain values) into a place, which nobody else writes to."""
        data = msgspec.msgpack.encode(told)
        if len(data) > PLACE_BYTES - _HEAD.size:
            raise ValueError("more counts than a place holds")
        start = place * PLACE_BYTES
        self._memory[start : start + _HEAD.size + len(data)] = _HEAD.pack(len(data), zlib.crc32(data)) + data

    def read(self, place: int) -> dict[str, Any]:
        """What a place holds; empty if there is nothing, or never a whole one to be had."""
        start = place * PLACE_BYTES
        for _ in range(_TRIES):
            size, sum_ = _HEAD.unpack(self._memory[start : start + _HEAD.size])
            if size == 0 or size > PLACE_BYTES - _HEAD.size:
                return {}
            data = self._memory[start + _HEAD.size : start + _HEAD.size + size]
            # A reader may come while it is being written.
            if zlib.crc32(data) == sum_:
                found: dict[str, Any] = msgspec.msgpack.decode(data)
                return found
        return {}

    def fold(self, place: int) -> None:
        """The worker of this place has ended: keep its counts, empty the place."""
        ended = self.read(place)
        lasting = {name: value for name, value in ended.items() if name not in GAUGES}
        counts = {name: value for name, value in ended.get("broker", {}).items() if name != "healthy"}
        total, broker = _sum([self.read(0), {**lasting, "broker": counts}])
        # In this order: read between the two, counts are too low for a moment, never doubled.
        self._memory[place * PLACE_BYTES : place * PLACE_BYTES + _HEAD.size] = bytes(_HEAD.size)
        self.write(0, {**msgspec.to_builtins(total), "broker": broker})

    def tell(self, place: int, meters: Meters, broker: Healthy) -> None:
        """Bring one's own place up to date."""
        counts = {name: getattr(broker, name) for name in BROKER_COUNTS if hasattr(broker, name)}
        self.write(place, {**msgspec.to_builtins(meters), "broker": {"healthy": broker.healthy, **counts}})

    def total(self) -> tuple[Meters, Healthy]:
        """The sum over all; the broker is healthy if it is so for each."""
        meters, broker = _sum([self.read(place) for place in range(self._places)])
        return meters, SimpleNamespace(**{"healthy": True, **broker})


def _sum(told: list[dict[str, Any]]) -> tuple[Meters, dict[str, Any]]:
    meters = Meters()
    broker: dict[str, Any] = {}
    for each in told:
        _add(meters, each)
        _merge(broker, each.get("broker", {}))
    return meters, broker


def _add(total: Meters, told: dict[str, Any]) -> None:
    """Add counts to a sum: numbers and buckets add up, a yes needs that of all."""
    for each in fields(Meters):
        if each.name not in told:
            continue
        old, new = getattr(total, each.name), told[each.name]
        if isinstance(old, Histogram):
            old.counts = [mine + yours for mine, yours in zip(old.counts, new["counts"], strict=True)]
            old.total += new["total"]
        elif isinstance(old, dict):
            _merge(old, new)
        else:
            setattr(total, each.name, old and new if isinstance(old, bool) else old + new)


def _merge(total: dict[str, Any], told: dict[str, Any]) -> None:
    for name, value in told.items():
        if isinstance(value, bool):
            total[name] = total.get(name, True) and value
        else:
            total[name] = total.get(name, 0) + value
