"""How much the ring gives at once."""

from __future__ import annotations

from teahouse.gateway.audience import page_frames
from teahouse.gateway.hub import Hub
from teahouse.gateway.ring import RING_BYTES, Ring
from teahouse.model.meters import Meters
from tests.gateway.fakes import FakeMember, event


def test_a_ring_keeps_no_more_than_it_gives_at_once() -> None:
    ring = Ring(0)
    size = len(page_frames(event(1, body="x" * 8_000)).shown)
    most = RING_BYTES // size
    for seq in range(1, 3 * most):
        ring.append(page_frames(event(seq, body="x" * 8_000)))
        first = max(0, seq - most)
        assert ring.reaches(first)
        assert first == 0 or not ring.reaches(first - 1)
        assert len(ring.since(first, None)) <= RING_BYTES
    ring.erase(3 * most - 2)
    ring.forget(3 * most)
    assert len(ring.since(ring.tail, None)) == 0
    for seq in range(3 * most, 4 * most):
        ring.append(page_frames(event(seq, body="x" * 8_000)))
    assert ring.reaches(3 * most - 1), "what was let go of is not counted"


def test_what_is_longer_than_the_ring_is_not_kept() -> None:
    ring = Ring(0)
    ring.append(page_frames(event(1, body="x" * RING_BYTES)))
    assert (ring.tail, ring.reaches(1), ring.reaches(0)) == (1, True, False)


def test_more_than_a_reader_takes_at_once_is_not_joined_at_once() -> None:
    hub = Hub(lambda work: None, lambda: 0.0, Meters())
    long = "x" * (RING_BYTES // 10)
    room = hub.open(1, 20, [event(seq, body=long) for seq in range(1, 21)])
    member = FakeMember()
    assert not hub.join(room, member, 0)
    assert member.writes == []
    assert member not in room.audiences[member.kind]
    assert hub.join(room, member, 15)
    assert member.seqs() == [16, 17, 18, 19, 20]
