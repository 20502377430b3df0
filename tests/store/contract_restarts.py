"""What every store keeps when it is closed and opened again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from teahouse.model.errors import ConflictError, UnavailableError
from teahouse.model.people import Role
from teahouse.store.port_people import CLASSIC_LEASE_MS
from tests.store.contract import LOBBY, NOW, Place, StoreHarness, log, said


class RestartContract(StoreHarness):
    """Closing, opening again, and callers who leave."""

    async def test_all_is_there_after_a_restart(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "secret", NOW, 0)
            await store.add_person("Classic", Role.CLASSIC, None, NOW, 0)
            first = await store.append(said(ann, 1))
            await store.mark_read(LOBBY, ann.id, 1)
            identity = (store.epoch, store.store_id)
            before = (await log(store), await store.rooms(ann.id))
        async with self.opened(place, now=NOW + 5) as store:
            assert (store.epoch, store.store_id) == identity
            assert (await log(store), await store.rooms(ann.id)) == before
            found = await store.person_by_token("secret")
            assert found is not None
            assert found.person == ann
            assert await store.append(said(ann, 1)) == replace(first, duplicate=True, count=0)
            with pytest.raises(ConflictError):
                await store.append(said(ann, 1, "other"))
            place = await store.append(said(ann, 2))
            assert (place.seq, place.at) == (2, NOW + 5)
            await store.add_person("Classic", Role.CLASSIC, None, NOW + CLASSIC_LEASE_MS, 0)

    async def test_two_stores_differ(self, place: Place, tmp_path: Path) -> None:
        async with self.opened(place) as one, self.opened(self.new_place(tmp_path / "other")) as other:
            assert one.epoch != other.epoch
            assert one.store_id != other.store_id

    async def test_closing_commits_what_is_queued_and_takes_nothing_more(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            waiting = [asyncio.ensure_future(store.append(said(ann, number))) for number in range(700)]
            closing = asyncio.gather(store.close(), store.close())
            await asyncio.sleep(0)
            with pytest.raises(UnavailableError):
                await store.append(said(ann, 9999))
            await closing
            assert [place.result().seq for place in waiting] == list(range(1, 701))
        async with self.opened(place) as store:
            assert len(await log(store)) == 700

    async def test_one_who_stops_waiting_disturbs_nobody(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            waiting = [asyncio.ensure_future(store.append(said(ann, number))) for number in range(3)]
            waiting[1].cancel()
            places = await asyncio.gather(*waiting, return_exceptions=True)
            assert [getattr(place, "seq", type(place)) for place in places] == [1, asyncio.CancelledError, 3]
