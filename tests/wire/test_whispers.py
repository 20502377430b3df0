"""A whisper is in its place for two people, and a blank for everyone else, down to the bytes."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.harness.http import Guest, browse, register, unique
from tests.harness.talk import LOBBY, Talk, talking

if TYPE_CHECKING:
    from tests.harness.server import Server

SECRET = "the kettle is behind the third shelf"


def three(server: Server) -> tuple[Guest, Guest, Guest]:
    """Sender, target and a third, with names that appear nowhere else."""
    return (
        register(server.http, unique("Sender")),
        register(server.http, unique("Target")),
        register(server.http, unique("Third")),
    )


def holds_nothing(text: str, *secrets: str) -> bool:
    """Whether none of it is in there, escaped as JSON or not."""
    return not any(secret in text or json.dumps(secret)[1:-1] in text for secret in secrets)


def blank_at(seq: int) -> dict[str, object]:
    return {"type": "event.blank", "room": LOBBY, "seq": seq}


async def _whisper(sender: Talk, target: Guest) -> int:
    seq: int = (await sender.say(SECRET, to=target.id))["seq"]
    return seq


async def test_live_the_two_see_it_and_a_third_sees_a_blank(server: Server) -> None:
    ana, bo, eve = three(server)
    async with (
        talking(server, ana) as sender,
        talking(server, bo) as target,
        talking(server, eve) as third,
        talking(server) as visitor,
    ):
        before = (await sender.say("before"))["seq"]
        key = str(uuid4())
        seq = (await sender.say(SECRET, to=bo.id, id=key))["seq"]
        after = (await sender.say("after"))["seq"]
        assert (seq, after) == (before + 1, before + 2)
        for talk in (sender, target):
            event = await talk.event("message.created", seq=seq)
            assert event["body"] == SECRET
            assert event["sender"] == {"id": ana.id, "name": ana.name}
            assert event["to"] == {"id": bo.id, "name": bo.name}
            assert event["key"] == key
        for talk in (third, visitor):
            await talk.event("message.created", seq=after)
            frames = [json.loads(text) for text in talk.raw]
            assert [frame for frame in frames if frame.get("seq") == seq] == [blank_at(seq)]
            assert holds_nothing(talk.seen, SECRET, key)
            # The names go by in presence and in what is said aloud, but never in a frame about a target.
            assert not any("to" in frame for frame in frames)


async def test_no_page_or_resume_shows_it_to_a_third(server: Server) -> None:
    ana, bo, eve = three(server)
    async with talking(server, eve) as third:
        cursor = (await third.load(1))["seq"]
        epoch = third.hello["epoch"]
    async with talking(server, ana) as sender:
        seq = await _whisper(sender, bo)
    async with talking(server, eve, loaded=False) as third:
        caught_up = await third.ask("room.sync", room=LOBBY, seq=cursor, epoch=epoch)
        assert caught_up["type"] == "room.caught_up"
        await third.event("event.blank", seq=seq)
        assert blank_at(seq) in (await third.load())["events"]
        page = await third.ask("history.read", room=LOBBY, before=seq + 1, limit=5)
        assert page["events"][-1] == blank_at(seq)
        around = await third.ask("history.read", room=LOBBY, around=seq, limit=5)
        assert blank_at(seq) in around["events"]
        assert holds_nothing(third.seen, SECRET)
    for headers in (eve.bearer, {}):
        with browse(server.http, headers=headers) as http:
            answer = await asyncio.to_thread(
                http.get, f"/api/v1/rooms/{LOBBY}/messages", params={"around": seq}
            )
        assert blank_at(seq) in answer.json()["events"]
        assert holds_nothing(answer.text, SECRET)


async def test_resumed_and_loaded_the_two_see_it_in_its_place(server: Server) -> None:
    ana, bo, _ = three(server)
    async with talking(server, bo) as target:
        cursor, epoch = (await target.load(1))["seq"], target.hello["epoch"]
    async with talking(server, ana) as sender:
        seq = await _whisper(sender, bo)
    for guest in (ana, bo):
        async with talking(server, guest, loaded=False) as talk:
            await talk.ask("room.sync", room=LOBBY, seq=cursor, epoch=epoch)
            assert (await talk.event("message.created", seq=seq))["body"] == SECRET
            loaded = {event["seq"]: event for event in (await talk.load())["events"]}
            assert loaded[seq]["body"] == SECRET
        with browse(server.http, headers=guest.bearer) as http:
            page = await asyncio.to_thread(
                http.get, f"/api/v1/rooms/{LOBBY}/messages", params={"before": seq + 1}
            )
        assert page.json()["events"][-1]["body"] == SECRET


async def test_it_waits_for_an_absent_target(server: Server) -> None:
    ana = register(server.http, unique("Sender"))
    absent = register(server.http, unique("Absent"))  # has never connected
    async with talking(server, ana) as sender:
        seq = await _whisper(sender, absent)
    async with talking(server, absent, loaded=False) as target:
        lobby = target.hello["rooms"][0]
        assert lobby["read"] < seq <= lobby["head"], "it is unread"
        loaded = {event["seq"]: event for event in (await target.load())["events"]}
        assert loaded[seq]["body"] == SECRET
        assert loaded[seq]["to"]["id"] == absent.id


async def test_by_http_too(server: Server) -> None:
    ana, bo, eve = three(server)
    async with talking(server, bo) as target, talking(server, eve) as third:
        with browse(server.http, headers={**ana.bearer, "Idempotency-Key": str(uuid4())}) as http:
            answer = await asyncio.to_thread(
                http.post, f"/api/v1/rooms/{LOBBY}/messages", json={"body": SECRET, "to": bo.id}
            )
        seq = answer.json()["seq"]
        assert (await target.event("message.created", seq=seq))["body"] == SECRET
        await third.event("event.blank", seq=seq)
        assert holds_nothing(third.seen, SECRET)


async def test_to_oneself_it_is_a_note_nobody_else_sees(server: Server) -> None:
    ana, _, eve = three(server)
    async with talking(server, ana) as sender, talking(server, eve) as third:
        seq = await _whisper(sender, ana)
        assert (await sender.event("message.created", seq=seq))["body"] == SECRET
        await third.event("event.blank", seq=seq)


async def test_to_a_person_who_does_not_exist_it_is_not_sent(server: Server) -> None:
    ana, _, _ = three(server)
    async with talking(server, ana) as sender:
        before = (await sender.load(1))["seq"]
        assert (await sender.ask("message.send", room=LOBBY, body=SECRET, to=10**9))[
            "code"
        ] == "person_not_found"
        assert (await sender.load(1))["seq"] == before


async def test_on_the_socket_a_leading_at_is_only_text(server: Server) -> None:
    ana, bo, eve = three(server)
    async with talking(server, ana) as sender, talking(server, eve) as third:
        seq = (await sender.say(f"@{bo.name} hello"))["seq"]
        assert (await third.event("message.created", seq=seq))["body"] == f"@{bo.name} hello"


async def test_a_taker_of_a_freed_name_inherits_nothing(server: Server) -> None:
    """The first holder renames, so the name is free; what was whispered hangs on the id."""
    ana, bo, _ = three(server)
    async with talking(server, ana) as sender, talking(server, bo) as first:
        seq = await _whisper(sender, bo)
        await first.event("message.created", seq=seq)
        assert (await first.ask("person.rename", name=unique("Gone")))["type"] == "person.accepted"
    taker = register(server.http, bo.name)
    assert taker.id != bo.id
    async with talking(server, taker) as second:
        assert blank_at(seq) in (await second.load())["events"]
        assert holds_nothing(second.seen, SECRET)
    async with talking(server, bo) as first:
        loaded = {event["seq"]: event for event in (await first.load())["events"]}
        assert loaded[seq]["body"] == SECRET


async def test_typing_before_a_whisper_tells_no_target(server: Server) -> None:
    """What is ephemeral never names the two together."""
    ana, bo, eve = three(server)
    async with talking(server, ana) as sender, talking(server, eve) as third:
        await sender.ask("typing.start", room=LOBBY)
        seq = await _whisper(sender, bo)
        await third.event("event.blank", seq=seq)
        typing = [text for text in third.raw if '"typing.changed"' in text]
        assert holds_nothing("\n".join(typing), bo.name)
