"""Places with a store in which everything has happened, on both databases, and how two are compared."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, Any

from teahouse.copies.blobs import BlobFolder
from teahouse.copies.postgres_connection import connect
from teahouse.copies.source import open_source
from teahouse.copies.sums import Sums, sums_of
from teahouse.copies.tables import META
from teahouse.model.files import FileRecord, preview_of
from teahouse.model.people import Role
from teahouse.protocol.parts import Extras, File
from teahouse.settings import Settings
from teahouse.store import effects
from teahouse.store.driver import driver
from teahouse.store.port import Store, Wanted
from tests.harness.migrated import lay_down
from tests.store.contract import LOBBY, NOW, Said

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.tables import Row

TEA = "茶馆里听雨，上海的早晨 tea & rain"
FILE, IMAGE, GONE = (letter * 26 for letter in "abc")


class Place:
    """A store's settings; `url` is None for SQLite. The files are in the folder either way."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self.url = url
        self.settings = Settings(data=folder, database=url or "sqlite")
        self.blobs = BlobFolder(self.settings.files_root)

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        store: Store
        if self.url is None:
            from teahouse.store.sqlite import open_store

            lay_down(self.folder)
            store = await open_store(self.folder)
        else:
            from teahouse.store.postgres import open_postgres

            store = await open_postgres(self.url)
        try:
            yield store
        finally:
            await store.close()

    async def sums(self) -> Sums:
        """Of all that is in it now."""
        async with open_source(self.settings.database, self.folder) as source:
            return await sums_of(source, source.tables)

    async def all_of(self, name: str) -> list[Row]:
        """The rows of one table."""
        async with open_source(self.settings.database, self.folder) as source:
            table = next(table for table in source.tables if table.name == name)
            return [row async for rows in source.rows(table) for row in rows]

    async def meta(self) -> dict[str, Any]:
        """What the store says of itself."""
        async with open_source(self.settings.database, self.folder) as source:
            table = next(table for table in source.tables if table.name == META)
            rows = [row async for rows in source.rows(table) for row in rows]
        return dict(zip(table.names, rows[0], strict=True))

    async def index(self) -> list[tuple[Any, ...]]:
        """The full-text index as it is, in the database's own form."""
        if self.url is None:
            with closing(driver.connect(self.folder / "teahouse.db")) as connection:
                return connection.execute("SELECT rowid, words, tags FROM search ORDER BY rowid").fetchall()
        connection = await connect(self.url)
        try:
            rows = await connection.fetch("SELECT id, terms::text FROM searched ORDER BY id")
            return [tuple(row) for row in rows]
        finally:
            await connection.close()

    async def execute(self, sql: str) -> None:
        """For what no store would do."""
        if self.url is None:
            with closing(driver.connect(self.folder / "teahouse.db")) as connection, connection:
                connection.execute(sql)
            return
        connection = await connect(self.url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


async def furnish(place: Place, bulk: int = 40) -> None:
    """Something of everything: people, rooms of all kinds, changes, files, order, and `bulk` plain messages."""
    async with place.store() as store:
        ann, ben, cem = [
            await store.add_person(name, Role.GUEST, f"secret of {name}", NOW, 0)
            for name in ("Ann", "阿本", "Cem")
        ]
        say = Said(store)
        for number in range(bulk):
            await say((ann, ben)[number % 2], f"message {number} 第{number}条 {TEA}", calls=(cem.id,))
        await say.whisper(ann, f"a whisper to you alone, {TEA}", ben)
        seq = await say(ann, "hallo 你好")
        await say.change(ann, effects.EDITED, seq, body="better: 更好的茶 https://tea.example")
        recalled = await say(ben, "never said 没说过")
        await say.change(ben, effects.RECALLED, recalled)
        for person, emoji in ((ann, "👍"), (ben, "🍵"), (cem, "🍵")):
            await say.change(person, effects.REACTED, seq, extras=Extras(emoji=emoji))
        await say.change(cem, effects.PINNED, seq)
        poll = await say(
            cem, "which tea?", extras=Extras(options=("龙井", "oolong")), words="which tea 龙 井 oolong"
        )
        await say.change(ann, effects.VOTED, poll, extras=Extras(option=1))
        await _files(place, store, say, ann.id)
        direct, _ = await store.open_direct([ann.id, ben.id], NOW)
        await say(ann, f"between us {TEA}", room=direct.info.id)
        private = await store.add_room(
            "quiet", "Quiet 静", "", ann.id, NOW, access="private", history="joined"
        )
        await say(ann, f"behind the door {TEA}", room=private.info.id)
        await store.set_ignored(ben.id, cem.id, ignored=True)
        await store.mark_read(LOBBY, cem.id, 12)
        await store.set_notify(LOBBY, ben.id, "all")
        await store.push_keys(lambda: json.dumps({"a": 1}))


async def _files(place: Place, store: Store, say: Said, owner: int) -> None:
    carried = []
    for id, type, preview in ((FILE, "text/plain", False), (IMAGE, "image/webp", True)):
        record = FileRecord(
            id=id, owner=owner, name=f"{id[0]} 茶.bin", size=6000, type=type,
            width=None, height=None, preview=preview, created_at=NOW,
        )  # fmt: skip
        await store.add_file(record)
        carried.append(File(id=id, name=record.name, size=6000, type=type, preview=preview))
        for name in record.blobs:
            _put(place, name)
    sender = (await store.people([owner]))[0]
    found_by = "look b 茶 bin a 茶 bin"
    await say(sender, "look", extras=Extras(files=tuple(reversed(carried))), words=found_by)


def _put(place: Place, name: str) -> None:
    place.blobs.put(name, io.BytesIO(bytes_of(name)))


def bytes_of(name: str) -> bytes:
    """What a file of that name holds in these tests."""
    return f"{name} 茶 ".encode() * 300


BLOBS = (FILE, IMAGE, preview_of(IMAGE))


async def assert_same(one: Place, other: Place) -> None:
    """Everything that a store has is the same in both, but its epoch and what it counts."""
    ours, theirs = await one.sums(), await other.sums()
    assert ours.rooms() == theirs.rooms()
    assert ours.tables() == theirs.tables()
    assert ours.rows == theirs.rows
    assert len(ours.rooms()) == 3
    before, after = await one.meta(), await other.meta()
    assert before["epoch"] != after["epoch"]
    assert {name: before[name] for name in ("store_id", "secret", "serves", "push_keys")} == {
        name: after[name] for name in ("store_id", "secret", "serves", "push_keys")
    }
    assert after["rights"] > before["rights"]
    assert after["listing"] > before["listing"]
    for name in BLOBS:
        assert other.blobs.place(name).read_bytes() == bytes_of(name)
    await assert_alive(other)


async def assert_alive(place: Place) -> None:
    """A store opens there, finds Chinese words by right, knows its people, and goes on."""
    async with place.store() as store:
        ann = await store.person_by_token("secret of Ann")
        assert ann is not None
        found = await store.search(ann.person.id, Wanted(phrases=("听 雨", "上 海")), None, 500)
        assert {"between", "behind", "a whisper"} <= {
            (each.body or "").split(" ")[0] for each in found.messages
        } | {"a whisper" for each in found.messages if (each.body or "").startswith("a whisper")}
        stranger = await store.search(None, Wanted(phrases=("听 雨",)), None, 500)
        assert 0 < stranger.count < found.count
        assert (await store.search(None, Wanted(phrases=("更 好 的",), has=("link",)), None, 9)).count == 1
        assert (await store.search(None, Wanted(phrases=("没 说 过",)), None, 9)).count == 0
        assert (await store.search(None, Wanted(has=("image",)), None, 9)).count == 1
        head = (await store.survey([LOBBY], 0)).heads[LOBBY]
        sender = (await store.people([ann.person.id]))[0]
        assert (await Said(store)(sender, f"and on it goes {head}")) == head + 1
        another = await store.add_person(f"New {head}", Role.GUEST, None, NOW, 0)
        assert another.id > 3
