"""What is too old leaves a running server: the rows, the index, the files, and the pages that are open."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import httpx

from tests.harness.http import Guest, browse, register
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.harness.server import Server

DAY = 86_400_000
WITHIN = 20.0


def grown_old(server: Server, days: int, owner: int) -> None:
    """While it is stopped, so many days go by; and somebody owns the place."""
    database = sqlite3.connect(server.database)
    with database:
        database.execute("UPDATE events SET at = at - ?", (days * DAY,))
        database.execute("UPDATE people SET role = 'owner' WHERE id = ?", (owner,))
    database.close()


def has(folder: Path, secrets: tuple[str, ...]) -> set[str]:
    """Which of these any file of the data has in it; the database in place, while the server runs."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {secret for secret in secrets if any(secret.encode() in file for file in files)}


def upload(http: httpx.Client, text: str) -> str:
    answer = http.post("/api/v1/files?name=old.txt", content=text.encode())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_retention_of_one_day_removes_text_index_and_file_from_the_disk(
    start_server: Callable[..., Server],
) -> None:
    server = await asyncio.to_thread(start_server, "--limits", "off")
    ann = register(server.http, "Ann")
    secrets = ("xylophone", "quizzical", "zephyrous")
    with browse(server.http, headers=ann.bearer) as http:
        file = upload(http, "zephyrous " * 50)
        room = f"/api/v1/rooms/{LOBBY}"
        said = http.post(f"{room}/messages", json={"body": "xylophone", "files": [file]}).json()["seq"]
        http.patch(f"{room}/messages/{said}", json={"body": "quizzical"}).raise_for_status()
        http.put(f"{room}/messages/{said}/reactions/🍵", json={}).raise_for_status()
    await asyncio.to_thread(server.stop)
    assert has(server.data, secrets) == {"xylophone", "quizzical", "zephyrous"}
    grown_old(server, 2, ann.id)
    await asyncio.to_thread(server.start)
    async with talking(server, ann) as talk:
        new = (await talk.say("young tea"))["seq"]
        with browse(server.http, headers=ann.bearer) as http:
            for path in (f"/files/{file}/old.txt",):
                assert http.get(path).status_code == 200
            answer = http.patch("/api/v1/admin/house", json={"retention_days": 1})
            assert answer.status_code == 200, answer.text
        changed = await talk.event("house.changed")
        assert changed["house"]["retention_days"] == 1
        listed = await talk.wait(
            lambda frame: frame["type"] == "room.listed" and frame["room"]["first_seq"] == new, "what is left"
        )
        assert listed["room"]["id"] == LOBBY
        async with asyncio.timeout(WITHIN):
            while has(server.data, secrets):
                await asyncio.sleep(0.05)
        loaded = await talk.load(50)
        assert [event["seq"] for event in loaded["events"]] == [new]
        below = await talk.ask("room.sync", room=LOBBY, seq=said, epoch=talk.hello["epoch"])
        assert (below["type"], below.get("reason")) == ("room.reset", "below"), below
        with browse(server.http, headers=ann.bearer) as http:
            assert http.get(f"/files/{file}/old.txt").status_code == 404
            for secret in secrets:
                assert http.get("/api/v1/search", params={"q": secret}).json()["count"] == 0
        assert talk.hello["house"]["retention_days"] == 0
    async with talking(server, ann, loaded=False) as late:
        assert late.hello["house"]["retention_days"] == 1
        assert late.hello["rooms"][0]["first_seq"] == new


async def test_a_change_that_no_hint_told_of_is_noticed_within_two_seconds(
    start_server: Callable[..., Server],
) -> None:
    server = await asyncio.to_thread(start_server, "--limits", "off")
    ann: Guest = register(server.http, "Ann")
    async with talking(server, ann) as talk:
        database = sqlite3.connect(server.database, timeout=5)
        with database:
            database.execute("INSERT INTO house (key, value) VALUES ('name', '\"By hand\"')")
            database.execute("UPDATE meta SET rights = rights + 1")
        database.close()
        async with asyncio.timeout(4):
            assert (await talk.event("house.changed"))["house"]["name"] == "By hand"
