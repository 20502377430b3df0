"""Our own export: what is in it, what is never in it, and that it comes back as it was."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from teahouse.files.folder import FolderBlobs
from teahouse.model.files import FileRecord
from teahouse.model.people import Person, Role
from teahouse.moves.errors import MoveError
from teahouse.protocol.parts import Extras, File, Folded, Preview
from teahouse.store import effects
from teahouse.store.port import NewEvent, Store, StoredEvent
from tests.files.samples import image
from tests.moves.conftest import MakePlace, Place, room_called, said_in

FILE = "a" * 26


class Teller:
    """Says things in a room."""

    def __init__(self, store: Store, room: int) -> None:
        self.store = store
        self.room = room
        self._number = 0

    async def put(self, sender: Person, body: str | None, kind: str = effects.CREATED, **more: Any) -> int:
        self._number += 1
        event = NewEvent(
            room=self.room, kind=kind, sender=sender, key=UUID(int=self._number), body=body, words=body, **more
        )  # fmt: skip
        return (await self.store.append(event)).seq


async def lived_in(place: Place) -> None:
    """A room with something of everything."""
    async with place.store() as store:
        ann = await store.add_person("Ann", Role.OWNER, None, 1, 0)
        ben = await store.add_person("听雨的茶客", Role.GUEST, None, 1, 0)
        room = (await store.add_room("room-1", "Tea & talk", "What we drink", ann.id, 1)).info.id
        teller = Teller(store, room)
        blobs = FolderBlobs(place.settings.data / "files")
        draft = await blobs.draft()
        content = image("PNG")
        await draft.write(content)
        await draft.keep(FILE)
        await blobs.close()
        record = FileRecord(
            id=FILE, owner=ann.id, name="leaf.png", size=len(content), type="image/png", width=64, height=48,
            preview=False, created_at=1,
        )  # fmt: skip
        await store.add_file(record)
        file = File(id=FILE, name="leaf.png", size=len(content), type="image/png", width=64, height=48)
        hello = await teller.put(ann, "hello **all** 茶")
        gone = await teller.put(ann, "TAKEN BACK")
        answer = await teller.put(ben, "to what is gone", target=gone)
        await teller.put(ann, None, effects.RECALLED, target=gone)
        await teller.put(ben, "an answer", target=hello, mentions=(ann.id,), calls=(ann.id,))
        await teller.put(ann, "hello **everybody** 茶", effects.EDITED, target=hello)
        await teller.put(ben, None, effects.REACTED, target=hello, extras=Extras(emoji="🍵"))
        await teller.put(ann, None, effects.REACTED, target=hello, extras=Extras(emoji="🍵"))
        await teller.put(ann, None, effects.REACTED, target=hello, extras=Extras(emoji="👍"))
        await teller.put(ann, "a leaf", extras=Extras(files=(file,)))
        poll = await teller.put(ben, "which?", extras=Extras(options=("green", "black")))
        await teller.put(ann, None, effects.VOTED, target=poll, extras=Extras(option=1))
        await teller.put(ben, None, effects.VOTED, target=poll, extras=Extras(option=1))
        await teller.put(ben, None, effects.CLOSED, target=poll)
        await teller.put(ann, "sips", extras=Extras(action=True, color="#aa3300"))
        link = await teller.put(ann, "https://tea.example/x")
        preview = Extras(preview=Preview(url="https://tea.example/x", title="A page"))
        await teller.put(ann, None, effects.PREVIEWED, target=link, extras=preview)
        for seq in (answer, poll, hello):
            await teller.put(ann, None, effects.PINNED, target=seq)
        await teller.put(ann, "WHISPERED", to=ben, visible_to=(ann.id, ben.id))
        await teller.put(ann, "HELD WHISPER", to=ben, visible_to=(ann.id,))
        await teller.put(ben, "SHADOWED", visible_to=(ben.id,))
        direct, _ = await store.open_direct([ann.id, ben.id], 1)
        talk = Teller(store, direct.info.id)
        await talk.put(ann, "DIRECT WORDS")
        await talk.put(ann, "DIRECT SHADOWED", visible_to=(ann.id,))


def shown(events: list[StoredEvent]) -> list[Any]:
    """Messages as they are, without numbers of people, files and places, which are others elsewhere."""
    places = {event.seq: number for number, event in enumerate(events)}
    people: dict[int, int] = {}

    def person(id: int) -> int:
        return people.setdefault(id, len(people))

    found = []
    for event in events:
        fold = event.folded or Folded()
        extras = event.extras or Extras()
        found.append(
            (
                event.at, event.sender.name, person(event.sender.id), event.body, places.get(event.target or 0),
                tuple(map(person, event.mentions)), extras.action, extras.color, extras.options,
                [(file.name, file.type, file.width, file.height) for file in extras.files],
                fold.edited_at, fold.pinned, fold.closed, fold.previews,
                [(each.emoji, tuple(map(person, each.people))) for each in fold.reactions],
                [tuple(map(person, voters)) for voters in fold.votes],
            )
        )  # fmt: skip
    return found


SECRETS = ("WHISPERED", "HELD", "SHADOWED", "TAKEN BACK", "DIRECT")


def texts(path: Path) -> str:
    """All that can be read in an export."""
    if path.is_dir():
        files = [file for file in path.rglob("*") if file.suffix in (".json", ".jsonl", ".html")]
        return "".join(file.read_text() for file in files)
    with zipfile.ZipFile(path) as archive:
        return "".join(
            archive.read(name).decode() for name in archive.namelist() if name.endswith(("json", "jsonl"))
        )


@pytest.mark.parametrize("name", ["out.zip", "folder"])
async def test_a_room_comes_back_as_it_was(place: MakePlace, tmp_path: Path, name: str) -> None:
    origin, goal = place("origin"), place("goal")
    await lived_in(origin)
    out = tmp_path / name
    report = await origin.export(out)
    assert (report.messages, report.files) == (7, 1)
    for secret in SECRETS:
        assert secret not in texts(out)
    async with origin.store() as store:
        hidden = ("WHISPERED", "HELD WHISPER", "SHADOWED", None)
        before = [event for event in await said_in(store, "Tea & talk") if event.body not in hidden]
        pins = (await store.load(await room_called(store, "Tea & talk"), None, 1)).pins
        pinned = [next(event.body for event in before if event.seq == seq) for seq in pins]
    for expected in (7, 0):
        report = await goal.bring(out)
        assert report.messages == expected
    async with goal.store() as store:
        after = await said_in(store, "Tea & talk")
        assert shown(after) == shown(before)
        room = await store.load(await room_called(store, "Tea & talk"), None, 1)
        assert [next(event.body for event in after if event.seq == seq) for seq in room.pins] == pinned
        assert (room.state.topic, room.state.access, room.state.count) == ("What we drink", "public", 7)
        (file,) = [file for event in after for file in (event.extras or Extras()).files]
        record = await store.file(file.id)
        assert record is not None
    blobs = FolderBlobs(goal.settings.data / "files")
    assert await blobs.size(file.id) == record.size > 0
    await blobs.close()


async def test_private_words_only_if_asked_for_and_never_what_nobody_read(
    place: MakePlace, tmp_path: Path
) -> None:
    origin, goal = place("origin"), place("goal")
    await lived_in(origin)
    for form in ("html", "jsonl"):
        await origin.export(tmp_path / f"all-{form}", form=form)
        for secret in SECRETS:
            assert secret not in texts(tmp_path / f"all-{form}")
        await origin.export(tmp_path / f"private-{form}", form=form, private=True)
        private = texts(tmp_path / f"private-{form}")
        assert "WHISPERED" in private
        assert "DIRECT WORDS" in private
        for secret in ("HELD", "SHADOWED", "TAKEN BACK"):
            assert secret not in private
    with pytest.raises(MoveError, match="conversation of a few"):
        await origin.export(tmp_path / "one", "direct-1,2")
    report = await goal.bring(tmp_path / "private-jsonl", private=True)
    assert report.messages == 9
    async with goal.store() as store:
        (whisper,) = [event for event in await said_in(store, "Tea & talk") if event.to is not None]
        assert whisper.visible_to == tuple(sorted((whisper.sender.id, whisper.to.id)))  # type: ignore[union-attr]
        (direct,) = await said_in(store, "Ann, 听雨的茶客")
        place_of = await store.room(direct.room)
        assert place_of.members is not None
        assert whisper.to is not None
        assert place_of.members == {whisper.sender.id, whisper.to.id}


async def test_export_reads_beside_the_server_and_writes_nothing_over(
    sqlite_place: MakePlace, tmp_path: Path
) -> None:
    here = sqlite_place()
    await lived_in(here)
    async with here.store() as store:
        # The store is open, and its folder locked: as beside a server.
        await here.export(tmp_path / "beside.zip", "Tea & talk")
        assert await store.all_rooms()
    with pytest.raises(MoveError, match="there already"):
        await here.export(tmp_path / "beside.zip", "Tea & talk")
    with pytest.raises(MoveError, match="no room Coffee"):
        await here.export(tmp_path / "x.zip", "Coffee")
    assert sorted(os.listdir(tmp_path)) == ["beside.zip", "place"]


async def test_imported_where_it_is_from_it_is_a_room_beside_it(
    sqlite_place: MakePlace, tmp_path: Path
) -> None:
    here = sqlite_place()
    await lived_in(here)
    await here.export(tmp_path / "out.zip", "Tea & talk")
    async with here.store() as store:
        epoch = store.epoch
    await here.bring(tmp_path / "out.zip", match_names=True)
    async with here.store() as store:
        assert store.epoch == epoch
        copy = await said_in(store, "Tea & talk 2")
        original = await said_in(store, "Tea & talk")
        assert copy[0].sender == original[0].sender, "Ann has an account, and is matched"
        assert copy[0].room != original[0].room
