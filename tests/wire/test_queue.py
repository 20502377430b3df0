"""What waits for moderators: told to each without what is about themselves, and found where no hint told of it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.harness.http import browse, error_of, register
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness.server import Server

WITHIN = 20.0


def written(server: Server, statement: str, *values: object) -> None:
    """By another process, of which no hint tells."""
    with closing(sqlite3.connect(server.database, timeout=10)) as database, database:
        database.execute(statement, values)
        database.execute("UPDATE meta SET queue = queue + 1")


async def test_a_badge_counts_nothing_about_oneself_and_catches_up_without_a_hint(
    start_server: Callable[..., Server],
) -> None:
    server = await asyncio.to_thread(start_server, "--limits", "off")
    mod, ann, ben = [register(server.http, name) for name in ("Mod", "Ann", "Ben")]
    written(server, "UPDATE people SET role = 'moderator' WHERE id = ?", mod.id)
    async with talking(server, mod) as talk, talking(server, ann) as other:
        assert talk.hello["role"] == "moderator"
        theirs = [(await other.say(text))["seq"] for text in ("one", "two")]
        own = (await talk.say("order!"))["seq"]

        def report(seq: int, about: int) -> None:
            row = (LOBBY, seq, about, ben.id, "", 0)
            columns = "room, seq, person, made_by, reason, at"
            written(server, f"INSERT INTO reports ({columns}) VALUES (?, ?, ?, ?, ?, ?)", *row)

        def counted(number: int) -> Callable[[dict[str, Any]], bool]:
            return lambda frame: frame["type"] == "queue.changed" and frame["reports"] == number

        report(theirs[0], ann.id)
        await talk.wait(counted(1), "the first report, of which no hint told", WITHIN)
        report(own, mod.id)
        report(theirs[1], ann.id)
        await talk.wait(counted(2), "the second of others", WITHIN)
        with browse(server.http, headers=mod.bearer) as http:
            listed = http.get("/api/v1/reports").json()["reports"]
        assert [each["seq"] for each in listed] == theirs
    async with talking(server, mod) as again:
        await again.wait(counted(2), "the same after coming back", WITHIN)
        for each in (talk, again):
            assert '"reports":3' not in each.seen


async def test_a_visitor_who_decides_of_a_held_message_is_asked_to_sign_in(server: Server) -> None:
    with browse(server.http, headers={"Origin": server.http}) as http:
        answer = http.post(f"/api/v1/held/{LOBBY}/1", json={"approve": True})
    assert (answer.status_code, error_of(answer)["code"]) == (401, "not_signed_in")
