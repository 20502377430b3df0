"""Load, resume and reset on `/ws`: nothing lost, nothing twice, and said so when it cannot be."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from tests.harness.http import register, unique
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from tests.harness.server import Server


async def test_a_resume_gives_exactly_what_came_since(server: Server) -> None:
    guest = register(server.http, unique("Back"))
    async with talking(server, guest) as talk:
        cursor, epoch = (await talk.say("seen"))["seq"], talk.hello["epoch"]
        missed = [(await talk.say(f"missed {number}"))["seq"] for number in range(5)]
    async with talking(server, guest, loaded=False) as talk:
        reply = await talk.ask("room.sync", room=LOBBY, seq=cursor, epoch=epoch)
        assert (reply["type"], reply["seq"]) == ("room.caught_up", missed[-1])
        position = talk.raw.index(talk.raw[-1])
        events = [await talk.event("message.created", seq=seq) for seq in missed]
        assert [event["body"] for event in events] == [f"missed {number}" for number in range(5)]
        created = [index for index, text in enumerate(talk.raw) if '"message.created"' in text]
        assert created == sorted(created)
        assert max(created) < position, "caught_up comes after them"
        live = (await talk.say("live again"))["seq"]
        assert live == missed[-1] + 1
        await talk.event("message.created", seq=live)
        assert sum('"message.created"' in text for text in talk.raw) == 6, "each once"


async def test_a_cursor_at_the_head_gives_nothing(server: Server) -> None:
    guest = register(server.http, unique("Head"))
    async with talking(server, guest) as talk:
        head, epoch = (await talk.say("seen"))["seq"], talk.hello["epoch"]
    async with talking(server, guest, loaded=False) as talk:
        reply = await talk.ask("room.sync", room=LOBBY, seq=head, epoch=epoch)
        assert (reply["type"], reply["seq"]) == ("room.caught_up", head)
        assert '"message.created"' not in talk.seen


async def test_a_cursor_that_proves_nothing_is_reset(server: Server) -> None:
    guest = register(server.http, unique("Reset"))
    async with talking(server, guest) as talk:
        head, epoch = (await talk.say("seen"))["seq"], talk.hello["epoch"]
        other = await talk.ask("room.sync", room=LOBBY, seq=head, epoch="another")
        assert (other["type"], other["reason"]) == ("room.reset", "epoch")
        ahead = await talk.ask("room.sync", room=LOBBY, seq=head + 1, epoch=epoch)
        assert (ahead["type"], ahead["reason"]) == ("room.reset", "ahead")


async def test_too_far_behind_is_reset_and_just_near_enough_is_not(fresh_server: Server) -> None:
    guest = register(fresh_server.http, "Far")
    async with talking(fresh_server, guest) as talk:
        epoch = talk.hello["epoch"]
        limit = talk.hello["limits"]["resume_events"]
        for number in range(limit + 1):
            await talk.push({"type": "message.send", "room": LOBBY, "body": f"{number}"})
        head = (await talk.say("the last"))["seq"]
    async with talking(fresh_server, guest, loaded=False) as talk:
        reset = await talk.ask("room.sync", room=LOBBY, seq=head - limit - 1, epoch=epoch)
        assert (reset["type"], reset["reason"]) == ("room.reset", "behind")
        reply = await talk.ask("room.sync", room=LOBBY, seq=head - limit, epoch=epoch)
        assert reply["type"] == "room.caught_up"
        created = [text for text in talk.raw if '"message.created"' in text]
        assert len(created) == limit
        for index, seq in enumerate(range(head - limit + 1, head + 1)):
            assert f'"seq":{seq},' in created[index]


async def test_a_load_under_fire_has_no_hole_and_no_repeat(server: Server) -> None:
    speaker, reader = register(server.http, unique("Speaker")), register(server.http, unique("Reader"))
    async with talking(server, speaker) as talk, talking(server, reader, loaded=False) as other:
        stop = asyncio.Event()

        async def speak() -> int:
            seq = 0
            while not stop.is_set():
                seq = (await talk.say("fire"))["seq"]
            return seq

        speaking = asyncio.create_task(speak())
        for _ in range(20):
            loaded = await other.load(5)
            mark = len(other.raw)
            upto = loaded["seq"] + 5
            await other.event("message.created", seq=upto)
            seqs = [
                frame["seq"]
                for frame in map(_decode, other.raw[mark:])
                if frame["type"] in ("message.created", "event.blank")
            ]
            assert seqs[: upto - loaded["seq"]] == list(range(loaded["seq"] + 1, upto + 1))
            # Each load answers in full: newest events up to its seq, contiguous.
            assert [event["seq"] for event in loaded["events"]] == list(
                range(loaded["seq"] - 4, loaded["seq"] + 1)
            )
        stop.set()
        await speaking


async def test_read_positions_only_move_up(server: Server) -> None:
    guest = register(server.http, unique("Read"))
    async with talking(server, guest) as talk:
        head = (await talk.say("to read"))["seq"]
        assert (await talk.ask("read.mark", room=LOBBY, seq=head))["type"] == "done"
        assert (await talk.ask("read.mark", room=LOBBY, seq=1))["type"] == "done"
        assert (await talk.load(1))["state"]["read"] == head
    async with talking(server, guest, loaded=False) as talk:
        assert talk.hello["rooms"][0]["read"] == head


async def test_a_restart_keeps_what_was_said_and_who_said_it(fresh_server: Server) -> None:
    guest = register(fresh_server.http, "Keeper")
    async with talking(fresh_server, guest) as talk:
        place = await talk.say("kept")
        epoch = talk.hello["epoch"]
    assert await asyncio.to_thread(fresh_server.stop) == 0
    await asyncio.to_thread(fresh_server.start)
    async with talking(fresh_server, guest, loaded=False) as talk:
        assert talk.hello["epoch"] == epoch
        assert talk.hello["you"] == {"id": guest.id, "name": guest.name}
        (event,) = [event for event in (await talk.load())["events"] if event["seq"] == place["seq"]]
        assert (event["body"], event["at"], event["sender"]["id"]) == ("kept", place["at"], guest.id)
        reply = await talk.ask("room.sync", room=LOBBY, seq=place["seq"], epoch=epoch)
        assert reply["type"] == "room.caught_up"


def _decode(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text)
    return found
