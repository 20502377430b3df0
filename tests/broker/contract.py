"""What every broker keeps, for one node, between nodes, and when its server fails.

To test an adapter of one's own, subclass the suite that fits, with a fixture `place` that
says how one of its brokers is opened (a generator may clean up behind it):

    class TestMine(ServerContract):
        @pytest.fixture
        def place(self) -> MyPlace: ...

`Contract` needs `Place`, `NodesContract` too, `ServerContract` (in `contract_server`) a `ServerPlace`. The tests
are coroutines; `tests/conftest.py` runs them, each on a loop of its own. pytest collects
no class from here, since none of these is called Test….
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol, get_args

import pytest
from msgspec.json import encode

from teahouse.broker.port import (
    SIGNAL_BYTES,
    Broker,
    LimitsSpent,
    PeopleCalled,
    PersonRenamed,
    PresenceAsked,
    PresenceMoved,
    PresenceRange,
    QueueTouched,
    ReadsMoved,
    RightsTouched,
    RoomSignal,
    RoomsMoved,
    RoomTouched,
    SessionRevoked,
    Signal,
    TypingSignal,
)
from teahouse.model.people import Person
from teahouse.store.port import ReadState
from tests.broker.hearing import ANN, EPOCH, Hearing, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MANY = tuple(Person(number, "听雨的茶客") for number in range(120))
SIGNALS: dict[type, Signal] = {
    PersonRenamed: PersonRenamed(ANN),
    RightsTouched: RightsTouched(7),
    SessionRevoked: SessionRevoked("f" * 64),
    LimitsSpent: LimitsSpent((("message", 3, 1.5), ("sign_in", "192.0.2.1", 0.25))),
    RoomsMoved: RoomsMoved(((7, 12, 9), (8, 1, 1))),
    ReadsMoved: ReadsMoved(
        (ReadState(room=7, person=1, read=9, count=12, unread=3, mentions=1, notify="all"),)
    ),
    PeopleCalled: PeopleCalled(7, 12, "mention", (1, 2)),
    RoomTouched: RoomTouched(7, listed=True),
    QueueTouched: QueueTouched(),
    TypingSignal: TypingSignal(7, ANN, True),
    PresenceAsked: PresenceAsked(7),
    PresenceMoved: PresenceMoved(7, (ANN,), (2, 3)),
    PresenceRange: PresenceRange(7, 0, None, MANY),
}


class Place(Protocol):
    """Where brokers are opened."""

    async def open(self, store_id: str = "contract") -> Broker:
        """Another node's broker, ready."""
        ...


class ServerPlace(Place, Protocol):
    """Where brokers are opened that need a server."""

    async def say(self, topic: str, payload: str, store_id: str = "contract") -> None:
        """Give the server a payload as if a node had said it; `topic` is `all` or `room:7`."""
        ...

    def stop(self) -> None:
        """The server is gone, its connections have ended."""
        ...

    def start(self) -> None:
        """It is back, and knows nothing."""
        ...


@asynccontextmanager
async def nodes(place: Place, *store_ids: str) -> AsyncIterator[list[Hearing]]:
    """As many nodes as there are stores named, all watching room 7."""
    opened: list[Hearing] = []
    try:
        for store_id in store_ids:
            opened.append(Hearing(await place.open(store_id)))
            await opened[-1].broker.watch(7)
        yield opened
    finally:
        for node in opened:
            await node.broker.close()


class Contract:
    """A node alone."""

    async def test_what_it_tells_it_hears_at_once_and_once(self, place: Place) -> None:
        async with nodes(place, "contract") as (node,):
            node.broker.publish(said(1), EPOCH)
            assert (node.events, node.epochs) == ([said(1)], {EPOCH})
            for signal in SIGNALS.values():
                node.broker.signal(signal)
            assert node.signals == [(signal, node.broker.node) for signal in SIGNALS.values()]
            await node.broker.watch(8)
            node.broker.publish(said(1, room=9), EPOCH)
            assert node.seqs(9) == [1], "its own hints are for it, watched or not"
            assert (len(node.events), len(node.signals)) == (2, len(SIGNALS)), "an echo was heard"

    async def test_each_process_has_a_name_of_its_own(self, place: Place) -> None:
        async with nodes(place, "contract") as (one,), nodes(place, "contract") as (other,):
            assert one.broker.node
            assert one.broker.node != other.broker.node

    async def test_it_is_healthy_from_the_start(self, place: Place) -> None:
        async with nodes(place, "contract") as (node,):
            assert node.broker.healthy
            assert node.restorations == 0

    async def test_without_a_listener_nothing_breaks(self, place: Place) -> None:
        broker = await place.open()
        broker.publish(said(1), EPOCH)
        broker.signal(PresenceAsked(7))
        broker.unwatch(7)
        await broker.close()

    async def test_after_the_end_nothing_is_heard(self, place: Place) -> None:
        async with nodes(place, "contract") as (node,):
            await node.broker.close()
            node.broker.publish(said(1), EPOCH)
            node.broker.signal(PresenceAsked(7))
            assert (node.events, node.signals) == ([], [])


class NodesContract(Contract):
    """Several nodes that nothing disturbs."""

    async def test_the_others_hear_events_of_the_rooms_they_watch(self, place: Place) -> None:
        async with nodes(place, "contract", "contract", "contract") as (one, two, three):
            await two.broker.watch(8)
            one.broker.publish(said(1, room=9), EPOCH)
            one.broker.publish(said(1, room=8), EPOCH)
            one.broker.publish(said(2), EPOCH)
            await two.heard(2)
            await three.heard(2)
            await two.heard(1, room=8)
            assert two.events == [said(1, room=8), said(2)] or two.events == [said(2), said(1, room=8)]
            assert three.events == [said(2)]
            assert one.events == [said(1, room=9), said(1, room=8), said(2)]

    async def test_an_event_arrives_as_it_was(self, place: Place) -> None:
        event = said(3, "quotes \" ' \\ and\nlines \u2028 茶馆 👩‍👩‍👧 \x7f")
        whisper = type(event)(
            **{name: getattr(event, name) for name in event.__struct_fields__}
            | {"seq": 4, "to": Person(2, "本"), "visible_to": (1, 2), "mentions": (2,)}
        )
        blank = type(event)(
            **{name: getattr(event, name) for name in event.__struct_fields__} | {"seq": 5, "body": None}
        )
        async with nodes(place, "contract", "contract") as (one, two):
            for each in (event, whisper, blank):
                one.broker.publish(each, EPOCH)
            await two.heard(5)
            assert (two.events, two.epochs) == ([event, whisper, blank], {EPOCH})

    async def test_a_publishers_order_is_kept(self, place: Place) -> None:
        async with nodes(place, "contract", "contract") as (one, two):
            await two.broker.watch(8)
            for seq in range(1, 401):
                one.broker.publish(said(seq), EPOCH)
                one.broker.publish(said(seq, room=8), EPOCH)
                if seq % 50 == 0:
                    one.broker.signal(LimitsSpent((("message", seq, 1.0),)))
                    await asyncio.sleep(0)
            await two.heard(400)
            await two.heard(400, room=8)
            assert two.seqs(7) == list(range(1, 401))
            assert two.seqs(8) == list(range(1, 401))
            assert [signal.spent[0][1] for signal, _ in two.signals if isinstance(signal, LimitsSpent)] == [
                *range(50, 401, 50)
            ]

    async def test_a_large_event_is_heard_at_least_as_a_head(self, place: Place) -> None:
        async with nodes(place, "contract", "contract") as (one, two):
            large = said(1, "馆" * 16_384)
            one.broker.publish(large, EPOCH)
            one.broker.publish(said(2), EPOCH)
            await two.heard(2)
            assert two.events in ([large, said(2)], [said(2)])
            assert two.heads == ([] if large in two.events else [(7, 1)])
            assert two.epochs == {EPOCH}
            assert one.events == [large, said(2)]

    def test_the_table_of_signals_is_complete(self) -> None:
        assert set(SIGNALS) == set(get_args(Signal))

    @pytest.mark.parametrize("kind", SIGNALS, ids=lambda kind: kind.__name__)
    async def test_each_signal_arrives_with_the_name_of_its_node(self, place: Place, kind: type) -> None:
        signal = SIGNALS[kind]
        async with nodes(place, "contract", "contract", "contract") as (one, two, other_room):
            other_room.broker.unwatch(7)
            await other_room.broker.watch(8)
            one.broker.signal(signal)
            last = LimitsSpent(())
            one.broker.signal(last)
            await two.told(last)
            await other_room.told(last)
            assert two.signals == [(signal, one.broker.node), (last, one.broker.node)]
            expected = [last] if isinstance(signal, RoomSignal) else [signal, last]
            assert [heard for heard, _ in other_room.signals] == expected

    async def test_a_signal_of_the_largest_size_arrives(self, place: Place) -> None:
        signal = PresenceRange(7, 0, None, ())
        rest = SIGNAL_BYTES - len(encode(signal))
        signal = PresenceRange(7, 0, None, (Person(1, "茶" * ((rest - len('{"id":1,"name":""}')) // 3)),))
        assert SIGNAL_BYTES - 3 < len(encode(signal)) <= SIGNAL_BYTES
        async with nodes(place, "contract", "contract") as (one, two):
            one.broker.signal(signal)
            await two.told(signal)

    async def test_who_watches_no_more_hears_no_more(self, place: Place) -> None:
        async with nodes(place, "contract", "contract") as (one, two):
            one.broker.publish(said(1), EPOCH)
            await two.heard(1)
            two.broker.unwatch(7)
            await two.broker.watch(8)  # done after what was asked before it
            one.broker.publish(said(2), EPOCH)
            one.broker.publish(said(1, room=8), EPOCH)
            await two.heard(1, room=8)
            await two.broker.watch(7)
            one.broker.publish(said(3), EPOCH)
            await two.heard(3)
            assert two.seqs(7) == [1, 3]

    async def test_watching_takes_effect_before_it_returns(self, place: Place) -> None:
        async with nodes(place, "contract", "contract") as (one, two):
            for room in range(20, 40):
                await two.broker.watch(room)
                one.broker.publish(said(1, room=room), EPOCH)
            for room in range(20, 40):
                await two.heard(1, room=room)

    async def test_what_is_queued_is_sent_before_it_closes(self, place: Place) -> None:
        async with nodes(place, "contract", "contract") as (one, two):
            for seq in range(1, 301):
                one.broker.publish(said(seq), EPOCH)
            await one.broker.close()
            await two.heard(300)
            assert two.seqs() == list(range(1, 301))
