"""What is known of rooms: asked for once by all who want it, and never older than the last change."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from teahouse.chat.places import Places
from teahouse.model.errors import RoomNotFoundError
from teahouse.protocol.parts import RoomInfo
from teahouse.store.port import Place, Store


class SlowStore:
    """Answers when told to, with the title that it has when it is asked."""

    def __init__(self) -> None:
        self.title = "before"
        self.asked = 0
        self.answer = asyncio.Event()
        self.missing = False

    async def is_asked(self, times: int = 1) -> None:
        while self.asked < times:
            await asyncio.sleep(0)

    async def room(self, room: int) -> Place:
        self.asked += 1
        title = self.title
        await self.answer.wait()
        if self.missing:
            raise RoomNotFoundError
        info = RoomInfo(
            id=room, kind="room", name="", title=title, topic="", archived=False, read_only=False,
            owner=None, head=0, first_seq=1, count=0,
        )  # fmt: skip
        return Place(info=info, members=None)


@pytest.fixture
def store() -> SlowStore:
    return SlowStore()


async def test_who_asks_at_once_shares_one_question(store: SlowStore) -> None:
    places = Places(cast(Store, store))
    asking = [asyncio.create_task(places.get(1)) for _ in range(100)]
    await store.is_asked()
    store.answer.set()
    assert {found.info.title for found in await asyncio.gather(*asking)} == {"before"}
    await places.get(1)
    assert store.asked == 1


async def test_who_asks_after_a_change_gets_no_older_answer(store: SlowStore) -> None:
    places = Places(cast(Store, store))
    early = asyncio.create_task(places.get(1))
    await store.is_asked()
    store.title = "after"
    places.forget(1)
    late = asyncio.create_task(places.get(1))
    await store.is_asked(2)
    store.answer.set()
    # What changed while it was read is read again.
    assert (await early).info.title == "after"
    assert (await late).info.title == "after"
    assert (await places.get(1)).info.title == "after"
    assert store.asked <= 3


async def test_a_refusal_is_everybodys_and_is_not_remembered(store: SlowStore) -> None:
    places = Places(cast(Store, store))
    store.missing = True
    asking = [asyncio.create_task(places.get(1)) for _ in range(3)]
    await store.is_asked()
    store.answer.set()
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    assert all(isinstance(outcome, RoomNotFoundError) for outcome in outcomes)
    store.missing = False
    assert (await places.get(1)).info.title == "before"
    assert store.asked == 2


async def test_who_gives_up_takes_nothing_from_the_others(store: SlowStore) -> None:
    places = Places(cast(Store, store))
    impatient, patient = (asyncio.create_task(places.get(1)) for _ in range(2))
    await store.is_asked()
    impatient.cancel()
    store.answer.set()
    assert (await patient).info.title == "before"
