"""Every command has an answer, and all that is sent is of the protocol's types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
import pytest

from teahouse.protocol.events import AnyEvent
from teahouse.protocol.replies import AnyReply
from tests.harness.http import register, unique
from tests.harness.talk import LOBBY, Talk, talking
from tests.protocol.minimal import REQUIRED

if TYPE_CHECKING:
    from tests.harness.server import Server

FITTING: dict[str, dict[str, Any]] = {
    "room.create": {"title": ""},
    "person.rename": {"name": ""},
}
REFUSED = {"room.change": "not_allowed"}
"""Nobody's own is the lobby."""


@pytest.mark.parametrize("kind", REQUIRED)
async def test_it_is_carried_out(server: Server, kind: str) -> None:
    ann, ben = register(server.http, unique("Ann")), register(server.http, unique("Ben"))
    async with talking(server, ann) as talk:
        place = await talk.say("which?", options=["green", "black"])
        fields: dict[str, Any] = {**REQUIRED[kind], **dict.fromkeys(FITTING.get(kind, ()), unique("Fitting"))}
        if "seq" in fields:
            fields["seq"] = place["seq"]
        if kind == "room.sync":
            fields["epoch"] = place["epoch"]
        if kind in ("direct.open", "person.ignore"):
            fields |= {"people": [ben.id]} if kind == "direct.open" else {"person": ben.id}
        if kind == "room.change":
            fields["topic"] = "x"
        reply = await talk.ask(kind, **fields)
        assert reply.get("code") == REFUSED.get(kind), reply
        check_types(talk)


async def test_what_is_told_by_itself_is_of_the_types_too(server: Server) -> None:
    ann, ben = register(server.http, unique("Ann")), register(server.http, unique("Ben"))
    async with talking(server, ann) as here, talking(server, ben) as there:
        made = (await here.ask("room.create", title=unique("Teas")))["room"]["id"]
        await there.event("room.listed")
        place = await here.say("which?", options=["green", "black"], mentions=[ben.id], everyone=True)
        await there.event("notice.created")
        await here.ask("message.send", room=made, body="elsewhere")
        for kind, fields in (
            ("message.edit", {"body": "which tea?"}),
            ("reaction.add", {"emoji": "🍵"}),
            ("poll.vote", {"option": None}),
            ("poll.vote", {"option": 1}),
            ("message.pin", {}),
            ("poll.close", {}),
            ("message.unpin", {}),
            ("reaction.remove", {"emoji": "🍵"}),
            ("message.recall", {}),
        ):
            assert (await here.ask(kind, room=LOBBY, seq=place["seq"], id=str(uuid4()), **fields))["seq"]
        await there.ask("read.mark", room=LOBBY, seq=place["seq"])
        await there.event("read.changed")
        await there.event("room.activity")
        await there.event("message.recalled", target=place["seq"])
        check_types(there)
        seen = {msgspec.json.decode(raw)["type"] for raw in there.raw}
        assert len(seen) > 15


def check_types(talk: Talk) -> None:
    """Each frame is read as what the protocol says of its type."""
    for raw in talk.raw:
        frame = msgspec.json.decode(raw)
        wanted: Any = AnyReply if "id" in frame else AnyEvent
        msgspec.json.decode(raw, type=wanted)
