"""A store moves to the other database, in however many attempts."""

from __future__ import annotations

import random
import secrets
from typing import TYPE_CHECKING

import pytest

from teahouse.copies import postgres_source, sqlite_source
from teahouse.copies.errors import CopyError
from teahouse.copies.migrate import Migrated, migrate, place_of
from teahouse.copies.migrate import Place as End
from teahouse.store.errors import StoreBusyError, StoreUnfinishedError
from teahouse.store.lock import FolderLock
from teahouse.telling import Silent
from tests.copies.places import Place, assert_same, furnish

if TYPE_CHECKING:
    from tests.copies.conftest import NewPlace

WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")]


class Stopped(Exception):
    """As by Ctrl+C."""


class Stopper(Silent):
    """Stops after so many steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def advance(self, steps: int) -> None:
        self._left -= 1
        if self._left < 0:
            raise Stopped


def end(place: Place) -> End:
    return End(place.url or "sqlite", place.folder)


async def moved(one: Place, other: Place, telling: Silent | None = None) -> Migrated:
    return await migrate(end(one), end(other), one.blobs.root, other.blobs.root, telling or Silent())


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sqlite_source, postgres_source):
        monkeypatch.setattr(module, "AT_ONCE", 7)


@pytest.mark.parametrize(("origin", "goal"), WAYS)
async def test_stopped_anywhere_it_goes_on_to_the_same(
    new_place: NewPlace, few_at_once: None, origin: str, goal: str
) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    one, other = new_place(origin), new_place(goal)
    await furnish(one)
    stops = 0
    while True:
        try:
            done = await moved(one, other, Stopper(chance.randrange(25, 60) + 2 * stops))
            break
        except Stopped:
            stops += 1
            with pytest.raises(StoreUnfinishedError, match="not whole"):
                async with other.store():
                    pass
    assert stops > 0
    assert done.went_on
    assert done.rooms == 3
    await assert_same(one, other)


async def test_without_a_stop_it_is_as_a_backup(new_place: NewPlace) -> None:
    one, other = new_place("sqlite"), new_place("sqlite")
    await furnish(one)
    index = await one.index()
    assert not (await moved(one, other)).went_on
    assert await other.index() == index
    await assert_same(one, other)
    with pytest.raises(CopyError, match="already"):
        await moved(one, other)


async def test_a_store_that_was_only_opened_is_as_good_as_empty(new_place: NewPlace) -> None:
    one, other = new_place("sqlite"), new_place("postgresql")
    await furnish(one, bulk=3)
    async with other.store():
        pass
    await moved(one, other)
    await assert_same(one, other)


async def test_what_changed_meanwhile_is_not_mixed_with_what_it_was(new_place: NewPlace) -> None:
    one, other = new_place("sqlite"), new_place("sqlite")
    await furnish(one)
    with pytest.raises(Stopped):
        await moved(one, other, Stopper(25))
    async with one.store() as store:
        ann = await store.person_by_token("secret of Ann")
        assert ann is not None
        room = await store.add_room("later", "Later", "", ann.person.id, 1)
        from tests.store.contract import Said

        await Said(store)((await store.people([ann.person.id]))[0], "more", room=room.info.id)
    with pytest.raises(CopyError, match="another store, or that one has changed"):
        await moved(one, other)


async def test_a_row_that_arrived_as_another_is_noticed(new_place: NewPlace) -> None:
    one, other = new_place("sqlite"), new_place("sqlite")
    await furnish(one)
    with pytest.raises(Stopped):
        await moved(one, other, Stopper(32))
    await other.execute("UPDATE people SET status = 'elsewhere'")
    with pytest.raises(CopyError, match="checksums differ"):
        await moved(one, other)
    with pytest.raises(StoreUnfinishedError):
        async with other.store():
            pass


async def test_nobody_may_be_at_work_on_either(new_place: NewPlace) -> None:
    one, other = new_place("sqlite"), new_place("postgresql")
    await furnish(one, bulk=1)
    lock = FolderLock(one.folder)
    with pytest.raises(StoreBusyError):
        await moved(one, other)
    lock.release()
    async with other.store():
        with pytest.raises(CopyError, match="Servers are at work"):
            await moved(one, other)
    with pytest.raises(CopyError, match="same place"):
        await moved(one, one)


def test_places_are_told_as_text() -> None:
    assert place_of("sqlite:data").is_sqlite
    assert place_of("postgresql://ann@host/tea").database == "postgresql://ann@host/tea"
    for bad in ("data", "sqlite:", "mysql://host/tea"):
        with pytest.raises(CopyError):
            place_of(bad)
