"""What every store looks at once more when an event gets its place: who was sent out, and who spoke meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.model.errors import RoomNotFoundError, SlowModeError
from teahouse.protocol.parts import Extras
from teahouse.store.effects import MEMBER_REMOVED, REACTED
from teahouse.store.port import Guard
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, changed, guest, said
from tests.store.contract_members import add, remove

MEMBER = Guard(member=True)


class GuardsContract(StoreHarness):
    """Guards of appends."""

    async def test_who_was_sent_out_says_and_changes_nothing_whatever_was_asked_before(
        self, place: Place
    ) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            room = (await store.add_room("tea", "Tea", "", ann.id, NOW, access="private")).info.id
            say = Said(store)
            await add(say, ann, room, ben)
            first = said(ben, 1, "in time", room=room, guard=MEMBER)
            known = await store.append(first)
            await remove(say, ann, room, ben)
            for event in (
                said(ben, 2, "too late", room=room, guard=MEMBER),
                changed(ben, 3, REACTED, known.seq, room=room, extras=Extras(emoji="x"), guard=MEMBER),
            ):
                with pytest.raises(RoomNotFoundError):
                    await store.append(event)
            # What was said in time is acknowledged as it was.
            again = await store.append(first)
            assert (again.seq, again.duplicate) == (known.seq, True)
            head = (await store.load(room, ann.id, 50)).state.head
            assert await say(ann, "quiet", room=room, guard=MEMBER) == head + 1

    async def test_what_comes_in_one_batch_behind_the_removal_is_refused_and_nothing_else_of_it(
        self, place: Place
    ) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            room = (await store.add_room("tea", "Tea", "", ann.id, NOW, access="private")).info.id
            await add(Said(store), ann, room, ben)
            gone = changed(ann, 4, MEMBER_REMOVED, None, room=room, extras=Extras(member=ben))
            outcomes = await asyncio.gather(
                store.append(said(ben, 1, "one", room=room, guard=MEMBER)),
                store.append(said(ann, 2, "two", room=room, guard=MEMBER)),
                store.append(gone),
                store.append(said(ben, 5, "three", room=room, guard=MEMBER)),
                store.append(said(ann, 6, "four", room=room, guard=MEMBER)),
                return_exceptions=True,
            )
            refused = [isinstance(outcome, RoomNotFoundError) for outcome in outcomes]
            assert refused == [False, False, False, True, False]
            bodies = [event.body for event in (await store.load(room, ann.id, 50)).events]
            assert bodies[-4:] == ["one", "two", None, "four"]

    async def test_a_stranger_in_a_batch_keeps_no_other_out(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            room = (await store.add_room("tea", "Tea", "", ann.id, NOW, access="private")).info.id
            outcomes = await asyncio.gather(
                *(
                    store.append(said(who, number, f"tea {number}", room=room, guard=MEMBER))
                    for number, who in enumerate((ann, ben, ann, ben, ann), 1)
                ),
                return_exceptions=True,
            )
            refused = [isinstance(outcome, RoomNotFoundError) for outcome in outcomes]
            assert refused == [False, True, False, True, False]
            snapshot = await store.load(room, ann.id, 50)
            assert [event.body for event in snapshot.events] == ["tea 1", "tea 3", "tea 5"]
            assert (snapshot.state.head, snapshot.state.count) == (3, 3)

    async def test_who_spoke_on_another_node_meanwhile_waits(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            await say(ann)
            at, head = await store.last_said(LOBBY, ann.id)
            assert (at, head) == (NOW, 1)
            slow = Guard(silent_since=head, pause_ms=30_000)
            await say(ben)
            first = said(ann, 1, "first", guard=slow)
            known = await store.append(first)
            with pytest.raises(SlowModeError) as refusal:
                await store.append(said(ann, 2, "second", guard=slow))
            assert refusal.value.retry_after_ms == 30_000
            assert (await store.append(first)).seq == known.seq
            assert (await store.last_said(LOBBY, ann.id))[1] == known.seq
            later = Guard(silent_since=known.seq, pause_ms=30_000)
            cem = await guest(store, "Cem")
            outcomes = await asyncio.gather(
                *(store.append(said(cem, number, str(number), guard=later)) for number in (3, 4)),
                return_exceptions=True,
            )
            assert [isinstance(outcome, SlowModeError) for outcome in outcomes] == [False, True]
            await say(ben, guard=later)
            with pytest.raises(SlowModeError):
                await say(ben, guard=later)
