"""The queue of hints: bounded, joined by topic, in an order that means something."""

from __future__ import annotations

import json

from teahouse.broker import outbox as module
from teahouse.broker.outbox import Outbox


class _Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def _told(outbox: Outbox) -> list[tuple[str, list[int]]]:
    return [(topic, json.loads(payload)["hints"]) for topic, payload in outbox.take()]


async def test_hints_of_a_topic_are_joined_and_those_for_all_divide() -> None:
    outbox = Outbox("n", 7_000, _Clock())
    for number, room in enumerate([7, 8, 7, None, None, 8, 7, 8]):
        outbox.put(room, b"%d" % number)
    assert _told(outbox) == [
        ("room:7", [0, 2]),
        ("room:8", [1]),
        ("all", [3, 4]),
        ("room:8", [5, 7]),
        ("room:7", [6]),
    ]
    assert outbox.take() == []
    assert not outbox.filled.is_set()


async def test_the_oldest_give_way() -> None:
    outbox = Outbox("n", 7_000, _Clock())
    for number in range(module.HINTS + 5):
        outbox.put(7, b"%d" % number)
    assert outbox.dropped == 5
    assert _told(outbox)[0][1][0] == 5


async def test_bytes_are_bounded_too() -> None:
    outbox = Outbox("n", 7_000, _Clock())
    large = b'"' + b"x" * ((1 << 20) - 2) + b'"'
    for _ in range(20):
        outbox.put(7, large)
    assert outbox.dropped == 4


async def test_what_is_old_is_not_sent() -> None:
    clock = _Clock()
    outbox = Outbox("n", 7_000, clock)
    outbox.put(7, b"1")
    clock.seconds = module.SECONDS + 0.1
    outbox.put(7, b"2")
    assert _told(outbox) == [("room:7", [2])]
    assert outbox.dropped == 1


async def test_a_batch_is_bounded_and_the_rest_comes_next() -> None:
    outbox = Outbox("n", 7_000, _Clock())
    count = 2 * module.BATCH_HINTS + 1
    for number in range(count):
        outbox.put(7, b"%d" % number)
    batches = []
    while outbox.filled.is_set():
        batches.append([hint for _, hints in _told(outbox) for hint in hints])
    assert [len(batch) for batch in batches] == [module.BATCH_HINTS, module.BATCH_HINTS, 1]
    assert [hint for batch in batches for hint in batch] == list(range(count))


async def test_it_says_when_all_is_sent() -> None:
    outbox = Outbox("n", 7_000, _Clock())
    assert outbox.sent.is_set()
    outbox.put(7, b"1")
    outbox.take()
    assert not outbox.sent.is_set(), "taken is not sent"
    outbox.settle()
    assert outbox.sent.is_set()
