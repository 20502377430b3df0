"""An import into PostgreSQL while a server is at work: its pages hear of what comes, and nothing comes twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from teahouse import setting_sources
from tests.harness.cluster import Cluster
from tests.harness.http import browse, register, unique
from tests.harness.talk import talking
from tests.moves.conftest import Place
from tests.moves.slack_maker import SlackMaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.harness.postgres import Postgres
    from tests.harness.talk import Frame, Talk

PATIENCE = 60.0


async def bring(path: Path, cluster: Cluster) -> tuple[int, int, int]:
    """Beside the server: how many messages and rooms are new, and how many messages were known."""
    found = setting_sources.load({"data": str(path.parent / "data"), "database": cluster.database}, {}, None)
    report = await asyncio.to_thread(lambda: asyncio.run(Place(found).bring(path, access="public")))
    return report.messages, report.rooms, report.known


def listed(title: str) -> Callable[[Frame], bool]:
    def wanted(frame: Frame) -> bool:
        return bool(frame["type"] == "room.listed" and frame["room"]["title"] == title)

    return wanted


async def texts(talk: Talk, room: int) -> list[str]:
    """What a fresh load of the room shows; from here on it is open."""
    reply = await talk.ask("room.load", room=room, limit=200)
    events = [event for event in reply["events"] if event["type"] == "message.created"]
    assert [event["seq"] for event in reply["events"]] == list(range(1, reply["seq"] + 1))
    return [event["body"] for event in events]


async def test_a_server_shows_what_is_imported_beside_it(postgres: Postgres, tmp_path: Path) -> None:
    made = SlackMaker()
    made.user("U1", "Mei")
    made.channel("C1", "general")
    for number in range(5):
        made.say("general", "U1", f"long ago {number}")
    path = made.write(tmp_path / "slack.zip")
    with Cluster(tmp_path / "nodes", postgres, None, nodes=1, broker="none") as cluster:
        guest = await asyncio.to_thread(register, cluster[0].http, unique("Ann"))
        async with talking(cluster[0], guest) as talk:
            assert await bring(path, cluster) == (5, 1, 0)
            # Nobody told the server: it looks every two seconds.
            room = (await talk.wait(listed("general"), "the new room", PATIENCE))["room"]["id"]
            assert await texts(talk, room) == [f"long ago {number}" for number in range(5)]
            # Who has it open sees what a newer export brings, once, and nothing of what was there.
            made.say("general", "U1", "the newest")
            made.channel("C2", "random")
            made.say("random", "U1", "elsewhere")
            assert await bring(made.write(tmp_path / "newer.zip"), cluster) == (2, 1, 5)
            event = await talk.wait(
                lambda frame: frame["type"] == "message.created" and frame["room"] == room, "it", PATIENCE
            )
            assert (event["body"], event["seq"], event["sender"]["name"]) == ("the newest", 6, "Mei")
            other = (await talk.wait(listed("random"), "the other room", PATIENCE))["room"]["id"]
            assert (await talk.say("still here", room=room))["seq"] == 7
            await talk.event("message.created", room=room, seq=7)
            assert talk.seen.count('"body":"the newest"') == 1
            async with talking(cluster[0], loaded=False) as visitor:
                titles = [each["title"] for each in visitor.hello["rooms"]]
                assert (titles.count("general"), titles.count("random")) == (1, 1)
                assert await texts(visitor, other) == ["elsewhere"]
                assert (await texts(visitor, room))[-2:] == ["the newest", "still here"]
        with browse(cluster[0].http, headers=guest.bearer) as http:
            rooms = {each["id"]: each for each in http.get("/api/v1/rooms").json()["rooms"]}
        assert (rooms[room]["count"], rooms[other]["count"]) == (7, 1)
