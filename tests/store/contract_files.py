"""What every store keeps of files, and of where people are told of what they miss."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from teahouse.model.errors import BadTextError, PersonNotFoundError, TooManyError
from teahouse.model.file_errors import FileMissingError
from teahouse.protocol.parts import Extras, Preview
from teahouse.store import effects
from teahouse.store.port import FileRecord, PushTarget
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, a_file, log, said


def record(owner: int, id: str, **more: Any) -> FileRecord:
    """A file that was just sent up."""
    return FileRecord(
        **{
            "id": id, "owner": owner, "name": "茶 \"x\".txt", "size": 100, "type": "text/plain",
            "width": None, "height": None, "preview": False, "created_at": NOW, **more,
        }
    )  # fmt: skip


def target(person: int, address: str = "https://push.example/1", **more: Any) -> PushTarget:
    """A browser."""
    return PushTarget(
        **{
            "id": 0, "person": person, "kind": "push", "address": address, "secret": '{"a": 1}',
            "language": "zh-CN", **more,
        }
    )  # fmt: skip


class FilesContract(StoreHarness):
    """Records of files."""

    async def test_a_file_comes_back_as_it_was_added(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            image = record(ann.id, "b", type="image/webp", width=640, height=480, preview=True, size=10**10)
            for one in (record(ann.id, "a"), image):
                await store.add_file(one)
                assert await store.file(one.id) == one
            assert await store.file("c") is None
            assert await store.known_files(["a", "b", "c", "' OR 1"]) == {"a", "b"}
            assert await store.known_files([]) == set()
            assert [await store.drop_file("a"), await store.drop_file("a")] == [True, False]
            assert await store.file("a") is None
            with pytest.raises(PersonNotFoundError):
                await store.add_file(record(99, "d"))
            with pytest.raises(BadTextError):
                await store.add_file(record(ann.id, "d", name="\0"))

    async def test_a_message_takes_its_files(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            for id in "abc":
                await store.add_file(record(ann.id, id))
            files = Extras(files=(a_file("a"), a_file("c")))
            event = said(ann, 1, "look", extras=files)
            assert (await store.append(event)).seq == 1
            dropped = [await store.drop_file(id, only_unsent=True) for id in "ad"]
            assert dropped == [False, False]
            assert (await log(store))[0].extras == files
            for id, seq in (("a", 1), ("b", None), ("c", 1)):
                found = await store.file(id)
                assert found is not None
                assert (found.room, found.seq) == (LOBBY if seq else None, seq)
            assert (await store.append(event)).duplicate
            assert await store.drop_file("b", only_unsent=True)
            assert await store.drop_file("a")
            assert await store.known_files(["a", "b", "c"]) == {"c"}

    async def test_what_is_not_ones_own_or_taken_cannot_be_sent(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            for person, id in ((ann, "a"), (ann, "b"), (ben, "c")):
                await store.add_file(record(person.id, id))
            outcomes = await asyncio.gather(
                store.append(said(ann, 1)),
                store.append(said(ann, 2, extras=Extras(files=(a_file("a"),)))),
                store.append(said(ann, 3, extras=Extras(files=(a_file("a"),)))),
                store.append(said(ann, 4, extras=Extras(files=(a_file("b"), a_file("c"))))),
                store.append(said(ann, 5, extras=Extras(files=(a_file("d"),)))),
                store.append(said(ann, 6)),
                store.append(said(ann, 3, extras=Extras(files=(a_file("a"),)))),
                return_exceptions=True,
            )
            missing = FileMissingError
            assert [getattr(outcome, "seq", type(outcome)) for outcome in outcomes] == [
                1, 2, missing, missing, missing, 3, missing,
            ]  # fmt: skip
            assert len(await log(store)) == 3
            left = await store.file("b")
            assert left is not None
            assert left.seq is None, "a refused message takes nothing"
            assert await Said(store)(ann, extras=Extras(files=(a_file("b"),))) == 4

    async def test_a_recall_takes_the_files_along(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say = Said(store)
            for id in "abc":
                await store.add_file(record(ann.id, id))
            await say(ann, extras=Extras(files=(a_file("a"),)))
            await say(ann, extras=Extras(files=(a_file("b"),)))
            await say.change(ann, effects.RECALLED, 1)
            assert [await store.file(id) is None for id in "abc"] == [True, False, False]
            assert await store.file_bytes(None) == 200

    async def test_a_preview_takes_its_image_for_the_message(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            await store.add_file(record(ann.id, "a", type="image/webp"))
            await say(ann, "https://a.example")
            extras = Extras(
                preview=Preview(url="https://a.example", title="A", image=a_file("a", "image/webp"))
            )
            with pytest.raises(FileMissingError):
                await say.change(ben, effects.PREVIEWED, 1, extras=extras)
            assert await say.change(ann, effects.PREVIEWED, 1, extras=extras) == 2
            image = await store.file("a")
            assert image is not None
            assert (image.room, image.seq) == (LOBBY, 1)
            await say.change(ann, effects.RECALLED, 1)
            assert await store.file("a") is None

    async def test_what_nobody_sent_is_told_and_counted(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            for person, id, at, size in (
                (ann, "a", 1, 5),
                (ann, "b", 2, 7),
                (ben, "c", 3, 11),
                (ann, "d", 4, 0),
            ):
                await store.add_file(record(person.id, id, created_at=at, size=size))
            await Said(store)(ann, extras=Extras(files=(a_file("a"),)))
            assert sorted(one.id for one in await store.unsent_files(4)) == ["b", "c"]
            assert await store.unsent_files(2) == []
            sums = [await store.file_bytes(person) for person in (ann.id, ben.id, 99, None)]
            assert sums == [12, 11, 0, 23]


class PushesContract(StoreHarness):
    """Where people are told."""

    async def test_the_keys_for_pushes_are_made_once(self, place: Place) -> None:
        made = iter(["first", "second", "third"])
        async with self.opened(place) as store:
            found = await asyncio.gather(*(store.push_keys(lambda: next(made)) for _ in range(2)))
            assert len(set(found)) == 1
        async with self.opened(place) as store:
            assert await store.push_keys(lambda: "another") == found[0]

    async def test_a_target_is_kept_once(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            first = await store.add_push(target(ann.id))
            others = [
                await store.add_push(other)
                for other in (target(ben.id), target(ann.id, kind="ntfy"), target(ann.id, "https://other"))
            ]
            assert len({first, *others}) == 4
            newer = target(ann.id, secret="{}", language="en")
            assert await store.add_push(newer) == first
            found = await store.pushes([ann.id])
            assert len(found) == 3
            assert replace(newer, id=first) in found
            assert await store.pushes([99]) == await store.pushes([]) == []
            assert len(await store.pushes([ann.id, ben.id])) == 4
            await store.drop_push(ben.id, first)
            await store.drop_push(ann.id, 4711)
            assert len(await store.pushes([ann.id])) == 3
            await store.drop_push(ann.id, first)
            assert first not in {one.id for one in await store.pushes([ann.id])}
            with pytest.raises(PersonNotFoundError):
                await store.add_push(target(99))
            with pytest.raises(BadTextError):
                await store.add_push(target(ann.id, "https://\0"))

    async def test_the_targets_of_a_room_are_of_those_who_were_there(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cat", "Dan") as (store, (ann, ben, cat, dan)):
            for person in (ann, ben, cat):
                await store.add_push(target(person.id))
            await store.add_push(target(ann.id, kind="ntfy"))
            await Said(store)(ann)
            for person in (ann, ben, dan):
                await store.mark_read(LOBBY, person.id, 1)
            found = await store.pushes_in(LOBBY)
            assert [(one.person, one.kind) for one in found] == [
                (ann.id, "push"), (ben.id, "push"), (ann.id, "ntfy"),
            ]  # fmt: skip
            await store.set_notify(LOBBY, ben.id, "none")
            assert {one.person for one in await store.pushes_in(LOBBY)} == {ann.id}
            assert await store.pushes_in(99) == []

    async def test_a_person_has_so_many_and_no_more(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            for number in range(20):
                await store.add_push(target(ann.id, f"https://push.example/{number}"))
            with pytest.raises(TooManyError):
                await store.add_push(target(ann.id, "https://push.example/20"))
            await store.add_push(target(ann.id, "https://push.example/3", language="en"))
            await store.add_push(target(ben.id))
            assert len(await store.pushes([ann.id])) == 20
