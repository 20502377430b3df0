"""What every store makes of events that change a message."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.model.errors import ConflictError, MessageGoneError, PersonNotFoundError, RoomNotFoundError
from teahouse.model.people import Person
from teahouse.protocol.parts import Extras, Folded, Preview, Reaction
from teahouse.store import effects
from teahouse.store.port import Store, Version
from tests.store.contract import (
    LOBBY,
    NOW,
    Place,
    Said,
    StoreHarness,
    changed,
    folded,
    log,
    said,
    whispered,
)

ALL_CHANGES = sorted(effects.CHANGES)
THUMB, TEA = Extras(emoji="👍"), Extras(emoji="🍵")
POLL = Extras(options=("tea", "水"))


def extras_of(kind: str) -> Extras | None:
    """What an event of this kind needs."""
    return {
        effects.REACTED: THUMB,
        effects.UNREACTED: THUMB,
        effects.VOTED: Extras(option=0),
        effects.PREVIEWED: Extras(preview=Preview(url="https://a.example", title="A")),
    }.get(kind)


async def body_of(store: Store, seq: int) -> str | None:
    """What a page says that the message says."""
    ((event),) = (await store.messages(LOBBY, [seq])).events
    return event.body


class EffectsContract(StoreHarness):
    """Edits, recalls, reactions, pins, polls and previews."""

    async def test_nothing_is_folded_into_a_message_that_nothing_changed(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await Said(store)(ann, extras=POLL)
            assert await folded(store, 1) is None

    async def test_an_edit_is_what_pages_tell_and_the_log_keeps_both(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            await say(ann, "hallo", mentions=(ann.id,))
            await say.change(ann, effects.EDITED, 1, body="hello Ben", mentions=(ben.id,))
            assert await folded(store, 1) == Folded(edited_at=NOW)
            (message, edit) = (await store.load(LOBBY, None, 9)).events
            assert (message.body, message.mentions, message.seq) == ("hello Ben", (ben.id,), 1)
            assert (edit.kind, edit.body, edit.target, edit.folded) == (effects.EDITED, "hello Ben", 1, None)
            assert [event.body for event in await log(store)] == ["hallo", "hello Ben"]
            await say.change(ann, effects.EDITED, 1, body="你好")
            assert await body_of(store, 1) == "你好"
            assert (await store.messages(LOBBY, [1])).events[0].mentions == ()
            versions = [Version(NOW, body) for body in ("hallo", "hello Ben", "你好")]
            assert await store.edits(LOBBY, 1) == versions
            assert await store.edits(LOBBY, 2) == await store.edits(LOBBY, 99) == []
            with pytest.raises(RoomNotFoundError):
                await store.edits(99, 1)

    async def test_reactions_are_in_the_order_of_their_first_adding(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            say = Said(store)
            await say(ann)
            for person, extras in ((cem, TEA), (ben, THUMB), (ann, TEA), (cem, TEA), (cem, THUMB)):
                await say.change(person, effects.REACTED, 1, extras=extras)
            found = await folded(store, 1)
            assert found == Folded(
                reactions=(Reaction("🍵", (cem.id, ann.id)), Reaction("👍", (ben.id, cem.id)))
            )
            await say.change(cem, effects.UNREACTED, 1, extras=TEA)
            await say.change(cem, effects.UNREACTED, 1, extras=TEA)
            await say.change(ben, effects.UNREACTED, 1, extras=TEA)
            found = await folded(store, 1)
            assert found == Folded(reactions=(Reaction("👍", (ben.id, cem.id)), Reaction("🍵", (ann.id,))))
            for person, extras in ((ann, TEA), (ben, THUMB), (cem, THUMB)):
                await say.change(person, effects.UNREACTED, 1, extras=extras)
            assert await folded(store, 1) is None

    async def test_pins_are_told_the_last_one_first(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say = Said(store)
            for _ in range(4):
                await say(ann)
            for target in (2, 4, 1, 2):
                await say.change(ann, effects.PINNED, target)
            assert (await store.load(LOBBY, None, 1)).pins == (1, 4, 2)
            assert await folded(store, 4) == Folded(pinned=True)
            await say.change(ann, effects.UNPINNED, 4)
            await say.change(ann, effects.UNPINNED, 3)
            assert await folded(store, 4) is None
            await say.change(ann, effects.PINNED, 4)
            assert (await store.load(LOBBY, None, 1)).pins == (4, 1, 2)

    async def test_each_has_one_vote_until_it_is_taken_back(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            await say(ann, extras=POLL)
            for person, option in ((ben, 1), (ann, 0), (ann, 1)):
                await say.change(person, effects.VOTED, 1, extras=Extras(option=option))
            assert await folded(store, 1) == Folded(votes=((), (ben.id, ann.id)))
            await say.change(ben, effects.VOTED, 1, extras=Extras(option=0))
            await say.change(ann, effects.CLOSED, 1)
            assert await folded(store, 1) == Folded(votes=((ben.id,), (ann.id,)), closed=True)
            for person in (ann, ben, ben):
                await say.change(person, effects.VOTED, 1, extras=Extras())
            assert await folded(store, 1) == Folded(closed=True)

    async def test_previews_come_one_after_another(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say = Said(store)
            await say(ann, "https://a.example https://b.example")
            previews = tuple(Preview(url=f"https://{name}.example", title="茶 \"'") for name in "ab")
            for preview in previews:
                await say.change(ann, effects.PREVIEWED, 1, extras=Extras(preview=preview))
            assert await folded(store, 1) == Folded(previews=previews)
            assert (await log(store))[1].extras == Extras(preview=previews[0])

    async def test_a_recalled_message_is_erased_wherever_it_was(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            await say(ann, "secret tea", mentions=(ben.id,), calls=(ben.id,), extras=POLL)
            await say.change(
                ann, effects.EDITED, 1, body="another secret", mentions=(ben.id,), calls=(ben.id,)
            )
            for kind in ALL_CHANGES:
                if kind not in (effects.EDITED, effects.RECALLED, effects.UNREACTED, effects.UNPINNED):
                    await say.change(ben, kind, 1, extras=extras_of(kind))
            await say(ben, "an answer", target=1)
            recalled = await say.change(ben, effects.RECALLED, 1)
            everything = await log(store)
            assert len(everything) == recalled
            for event in everything:
                if event.seq == 1 or event.kind in (effects.EDITED, effects.PREVIEWED):
                    assert (event.body, event.mentions, event.extras) == (None, (), None)
            assert everything[-2].body == "an answer"
            assert await folded(store, 1) == Folded(recalled_at=NOW, recalled_by=ben.id)
            assert (await store.load(LOBBY, None, 9)).pins == ()
            assert [version.body for version in await store.edits(LOBBY, 1)] == [None, None]
            assert (await store.mentions(ben.id, None, 9)).messages == []

    @pytest.mark.parametrize("kind", ALL_CHANGES)
    async def test_what_is_no_message_or_erased_cannot_be_changed(self, place: Place, kind: str) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say = Said(store)
            other = await store.add_room("tea", "Tea", "", ann.id, NOW)
            await say(ann)
            await say(ann)
            pinned = await say.change(ann, effects.PINNED, 1)
            recalled = await say.change(ann, effects.RECALLED, 1)
            for target in (1, pinned, recalled, 99, 0, None):
                with pytest.raises(MessageGoneError):
                    await say.change(ann, kind, target, extras=extras_of(kind))
            with pytest.raises(MessageGoneError):
                await say.change(ann, kind, 2, room=other.info.id, extras=extras_of(kind))
            with pytest.raises(RoomNotFoundError):
                await say.change(ann, kind, 2, room=99, extras=extras_of(kind))
            with pytest.raises(PersonNotFoundError):
                await say.change(Person(99, "Nobody"), kind, 2, extras=extras_of(kind))
            assert len(await log(store)) == recalled, "nothing refused is in the log"
            assert await say.change(ann, kind, 2, extras=extras_of(kind)) == recalled + 1

    async def test_a_duplicate_is_told_as_one_even_if_its_target_is_gone(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            await store.append(said(ann, 1))
            reaction = changed(ben, 1, effects.REACTED, 1, extras=THUMB)
            first = await store.append(reaction)
            recall = changed(ann, 2, effects.RECALLED, 1)
            await store.append(recall)
            for event, seq in ((reaction, first.seq), (recall, 3), (said(ann, 1), 1)):
                again = await store.append(event)
                assert (again.seq, again.duplicate, again.count) == (seq, True, 0)
            for other in (
                changed(ben, 1, effects.REACTED, 1, extras=TEA),
                changed(ben, 1, effects.REACTED, 2, extras=THUMB),
                said(ann, 1, "goodbye"),
            ):
                with pytest.raises(ConflictError):
                    await store.append(other)
            assert (await log(store))[-1].seq == 3
            assert await folded(store, 1) == Folded(recalled_at=NOW, recalled_by=ann.id)

    async def test_events_at_once_take_effect_in_the_order_of_their_calls(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            react = changed(ben, 3, effects.REACTED, 1, extras=THUMB)
            outcomes = await asyncio.gather(
                *map(
                    store.append,
                    [
                        said(ann, 1, "one"),
                        said(ben, 1, "two"),
                        react,
                        changed(ann, 2, effects.EDITED, 1, body="ONE"),
                        said(ann, 3, "three"),
                        changed(ann, 4, effects.RECALLED, 1),
                        changed(ben, 4, effects.REACTED, 1, extras=TEA),
                        changed(ben, 4, effects.REACTED, 1, extras=TEA),
                        changed(ben, 5, effects.REACTED, 2, extras=TEA),
                        changed(ben, 6, effects.UNREACTED, 2, extras=TEA),
                        changed(ben, 7, effects.REACTED, 2, extras=THUMB),
                        changed(ann, 8, effects.REACTED, 2, extras=TEA),
                        changed(ben, 9, effects.REACTED, 2, extras=TEA),
                        react,
                        changed(ann, 10, effects.EDITED, 1, body="once more"),
                        said(ann, 11, "four"),
                    ],
                ),
                return_exceptions=True,
            )
            gone = MessageGoneError
            assert [getattr(outcome, "seq", type(outcome)) for outcome in outcomes] == [
                1, 2, 3, 4, 5, 6, gone, gone, 7, 8, 9, 10, 11, 3, gone, 12,
            ]  # fmt: skip
            assert [getattr(outcome, "count", None) for outcome in outcomes] == [
                1, 2, 2, 2, 3, 3, None, None, 3, 3, 3, 3, 3, 0, None, 4,
            ]  # fmt: skip
            assert [event.seq for event in await log(store)] == list(range(1, 13))
            assert [event.body for event in await log(store)] == [
                None, "two", None, None, "three", *[None] * 6, "four",
            ]  # fmt: skip
            assert await folded(store, 1) == Folded(recalled_at=NOW, recalled_by=ann.id)
            assert await folded(store, 2) == Folded(
                reactions=(Reaction("👍", (ben.id,)), Reaction("🍵", (ann.id, ben.id)))
            )

    async def test_a_changed_room_beside_a_message_changed_at_once(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            renamed = Extras(title="Tea", topic="茶")
            outcomes = await asyncio.gather(
                store.append(said(ann, 1)),
                store.append(changed(ann, 2, effects.ROOM_CHANGED, None, extras=renamed)),
                store.append(changed(ann, 3, effects.PINNED, 1)),
            )
            assert [place.seq for place in outcomes] == [1, 2, 3]
            snapshot = await store.load(LOBBY, None, 9)
            assert (snapshot.state.title, snapshot.state.topic, snapshot.pins) == ("Tea", "茶", (1,))

    async def test_a_whisper_changes_as_any_message(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            await store.append(whispered(ann, 1, "psst", ben))
            edit = changed(ann, 2, effects.EDITED, 1, body="pssst", to=ben, visible_to=(ann.id, ben.id))
            await store.append(edit)
            ((message),) = (await store.messages(LOBBY, [1])).events
            assert (message.body, message.to, message.visible_to) == ("pssst", ben, (ann.id, ben.id))
            assert message.folded == Folded(edited_at=NOW)

    async def test_an_answer_needs_no_message_that_is_still_there(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            for number, target in enumerate((99, 1, 0)):
                await store.append(said(ann, number, target=target))
            assert [event.target for event in await log(store)] == [99, 1, 0]

    async def test_a_change_survives_a_restart(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await store.append(said(ann, 1, "hallo"))
            await store.append(changed(ann, 2, effects.EDITED, 1, body="hello"))
            await store.append(changed(ann, 3, effects.REACTED, 1, extras=THUMB))
        async with self.opened(place) as store:
            assert await body_of(store, 1) == "hello"
            assert await folded(store, 1) == Folded(edited_at=NOW, reactions=(Reaction("👍", (ann.id,)),))
