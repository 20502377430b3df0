"""Mattermost's JSON lines become rooms."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from teahouse.moves.errors import BadArchiveError
from tests.files.samples import image
from tests.moves.conftest import MakePlace, room_called, said_in

AT = 1_600_000_000_000


def line(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, kind: fields})


def lines() -> str:
    team = [{"name": "tea", "channels": [{"name": "town-square"}, {"name": "cellar"}]}]
    return "\n".join(
        [
            json.dumps({"type": "version", "version": 1, "info": {"generator": "mattermost-server"}}),
            line("team", name="tea", display_name="Tea", type="O"),
            line("channel", team="tea", name="town-square", display_name="Town Square", type="O", header="All *of us*"),
            line("channel", team="tea", name="cellar", display_name="Cellar", type="P"),
            line("user", username="ann", email="ann@example.org", nickname="Ann", teams=team),
            line("user", username="ben.k", email="ben@example.org", first_name="Ben", last_name="K", teams=team),
            # Not in the order of their times, as real exports are not.
            line("post", team="tea", channel="town-square", user="ben.k", message="last", create_at=AT + 9_000),
            line("post", team="tea", channel="town-square", user="ann", message="Hello @ben.k, **all** :tea:",
                create_at=AT, edit_at=AT + 500, is_pinned=True,
                reactions=[{"user": "ben.k", "emoji_name": "+1", "create_at": AT + 5}],
                replies=[{"user": "ben.k", "message": "an answer", "create_at": AT + 4_000,
                    "reactions": [{"user": "ann", "emoji_name": "tea", "create_at": AT + 4_100}],
                    "attachments": [{"path": "2020/leaf.png"}]}]),
            line("post", team="tea", channel="cellar", user="ann", message="among us", create_at=AT + 1),
            line("post", team="tea", channel="town-square", user="ann", message="ann joined", type="system_join_channel", create_at=AT + 2),
            line("direct_channel", members=["ann", "ben.k"]),
            line("direct_post", channel_members=["ben.k", "ann"], user="ann", message="psst", create_at=AT + 3),
        ]
    )  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
async def test_all_of_it_comes_and_comes_once(sqlite_place: MakePlace, tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("export.zip" if packed else "export.jsonl")
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("import.jsonl", lines())
            archive.writestr("data/2020/leaf.png", image("PNG"))
    else:
        path.write_text(lines())
    await bring_and_look(sqlite_place, path, packed)


async def test_in_either_database(place: MakePlace, tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_text(lines())
    await bring_and_look(place, tmp_path / "export.jsonl", packed=False)


async def bring_and_look(make: MakePlace, path: Path, packed: bool) -> None:
    here = make()
    report = await here.bring(path, access="public")
    assert (report.messages, report.rooms, report.people) == (4, 2, 2)
    assert (await here.bring(path, access="public")).messages == 0
    assert (await here.bring(path, access="public", private=True)).messages == 1
    async with here.store() as store:
        hello, answer, last = await said_in(store, "Town Square")
        assert (hello.body, hello.at, hello.sender.name) == ("Hello @Ben K, **all** 🍵", AT, "Ann")
        assert hello.mentions == (answer.sender.id,)
        assert hello.folded is not None
        assert (hello.folded.edited_at, hello.folded.pinned) == (AT + 500, True)
        assert [each.emoji for each in hello.folded.reactions] == ["👍"]
        assert (answer.target, answer.at, last.body) == (hello.seq, AT + 4_000, "last")
        if packed:
            assert answer.extras is not None
            assert [file.name for file in answer.extras.files] == ["leaf.png"]
        else:
            assert answer.body == "an answer\n📎 leaf.png"
        cellar = await store.room(await room_called(store, "Cellar"))
        assert cellar.members == frozenset({hello.sender.id, answer.sender.id})
        (psst,) = await said_in(store, "Ann, Ben K")
        assert psst.body == "psst"


async def test_another_version_is_refused(sqlite_place: MakePlace, tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text(json.dumps({"type": "version", "version": 2}) + "\n")
    with pytest.raises(BadArchiveError, match="version that this release does not know: 2"):
        await sqlite_place().bring(path)
