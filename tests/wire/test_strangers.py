"""A conversation of others is no room at all, whatever is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from teahouse.protocol import commands
from tests.harness.http import Guest, browse, error_of, register, unique
from tests.harness.talk import talking
from tests.protocol.minimal import REQUIRED

if TYPE_CHECKING:
    from tests.harness.server import Server

OF_ROOMS = [
    str(kind.__struct_config__.tag)
    for kind in get_args(commands.AnyCommand)
    if "room" in kind.__struct_fields__
]
NOTHING = {"outbox.resume", "room.leave"}
"""These say nothing of a room: of what one is not in, they are done at once."""

SECRET = "between the two of us"


class Private:
    """A conversation with a message in it, and somebody else."""

    def __init__(self, server: Server) -> None:
        self.ann, self.ben, self.cem = (register(server.http, unique(name)) for name in ("Ann", "Ben", "Cem"))
        self.room = self.ask(server, "conversations", {"people": [self.ben.id]}).json()["id"]
        path = f"rooms/{self.room}/messages"
        answer = self.ask(server, path, {"body": SECRET, "options": ["green", "black"]})
        self.seq = answer.json()["seq"]
        self.epoch = answer.json()["epoch"]

    def ask(self, server: Server, path: str, body: object) -> Any:
        with browse(server.http, headers=self.ann.bearer) as http:
            return http.post(f"/api/v1/{path}", json=body)


@pytest.fixture
def private(server: Server) -> Private:
    return Private(server)


@pytest.mark.parametrize("kind", OF_ROOMS)
async def test_there_is_no_such_room(server: Server, private: Private, kind: str) -> None:
    fields: dict[str, Any] = {**REQUIRED[kind], "room": private.room}
    for name, value in (("seq", private.seq), ("seqs", [private.seq]), ("epoch", private.epoch)):
        if name in fields:
            fields[name] = value
    people: list[Guest | None] = [private.cem, None]
    for guest in people:
        async with talking(server, guest) as talk:
            reply = await talk.ask(kind, **fields)
            if kind in NOTHING:
                assert reply["type"] == "done"
            else:
                told = {"room_not_found"} if guest else {"room_not_found", "not_signed_in"}
                assert reply["code"] in told, reply
            assert SECRET not in talk.seen
            assert f'"room":{private.room},' not in talk.seen
    async with talking(server, private.ben) as talk:
        reply = await talk.ask("room.load", room=private.room)
        assert [event["type"] for event in reply["events"]] == ["message.created"]


async def test_it_is_in_no_list_and_found_by_no_search(server: Server, private: Private) -> None:
    async with talking(server, private.cem) as talk:
        assert private.room not in [room["id"] for room in talk.hello["rooms"]]
        for query in (
            f'"{SECRET}"',
            f"{SECRET} in:direct-{private.ann.id},{private.ben.id}",
            "between has:link",
        ):
            assert (await talk.ask("search", query=query))["count"] == 0
        called = (await talk.ask("mentions.read", limit=200))["messages"]
        assert private.room not in [message["room"] for message in called]
    async with talking(server, private.ben) as talk:
        assert (await talk.ask("search", query=f'"{SECRET}"'))["count"] >= 1


def test_a_room_that_is_not_there_is_told_in_the_same_way(server: Server, private: Private) -> None:
    with browse(server.http, headers=private.cem.bearer) as http:
        answers = [http.get(f"/api/v1/rooms/{room}/messages") for room in (private.room, 2**50)]
    assert [answer.status_code for answer in answers] == [404, 404]
    one, other = ({**error_of(answer), "request_id": ""} for answer in answers)
    assert one == other
