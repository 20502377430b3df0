"""How much the ring gives at once."""

from __future__ import annotations

import pytest

from teahouse.gateway.audience import page_frames
from teahouse.gateway.hub import REPLAY_BYTES, Hub
from teahouse.gateway.ring import Ring
from teahouse.model.meters import Meters
from tests.gateway.fakes import FakeMember, event


@pytest.mark.parametrize("after", [0, 7, 19])
def test_a_ring_knows_the_size_of_what_it_would_give(after: int) -> None:
    ring = Ring(0)
    for seq in range(1, 20):
        ring.append(page_frames(event(seq)))
    assert ring.size(after) == len(ring.since(after, None))


def test_more_than_a_reader_takes_at_once_is_not_joined_at_once() -> None:
    hub = Hub(lambda work: None, lambda: 0.0, Meters())
    long = "x" * (REPLAY_BYTES // 10)
    room = hub.open(1, 20, [event(seq, body=long) for seq in range(1, 21)])
    member = FakeMember()
    assert not hub.join(room, member, 0)
    assert member.writes == []
    assert member not in room.audiences[member.kind]
    assert hub.join(room, member, 15)
    assert member.seqs() == [16, 17, 18, 19, 20]
