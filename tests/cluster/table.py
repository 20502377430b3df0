"""The table of two nodes: each command, event and write is done on node a and seen on node b.

A new type of the protocol needs a row here: the tests are made from the protocol's own
unions and from the table of routes, and fail where a row is missing.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from uuid import uuid4

from teahouse.protocol import commands, events
from tests.cluster import (
    rows_accounts,
    rows_changes,
    rows_house,
    rows_http,
    rows_members,
    rows_order,
    rows_rooms,
    rows_sign_in,
)
from tests.cluster.meeting import Meeting, ask, guest, sees
from tests.cluster.rows_changes import Kind, Row
from tests.harness.talk import LOBBY, talking

BEATS = 15
"""So many connections in a row are beaten one a second."""


async def message_send(two: Meeting) -> None:
    place = await two.here.say("to the other node", mentions=[two.bert.id])
    event = await two.heard(place["seq"])
    assert (event["body"], event["sender"]["id"]) == ("to the other node", two.anna.id)
    assert (event["key"], event["at"], event["mentions"]) == (place["id"], place["at"], [two.bert.id])


async def outbox_resume(two: Meeting) -> None:
    reply = await two.here.ask("outbox.resume", room=LOBBY)
    assert reply["type"] == "done"
    await two.heard((await two.here.say("taken again"))["seq"])


async def room_load(two: Meeting) -> None:
    place = await two.here.say("to be loaded")
    await two.heard(place["seq"])
    one, other = await two.here.load(20), await two.there.load(20)
    assert one["events"] == other["events"]
    assert (one["seq"], one["epoch"]) == (other["seq"], other["epoch"])


async def room_sync(two: Meeting) -> None:
    """A cursor from node a is good on node b."""
    cursor = (await two.here.say("seen on a"))["seq"]
    missed = [(await two.here.say(f"missed {number}"))["seq"] for number in range(3)]
    await two.heard(missed[-1])
    async with talking(two.b, two.anna, loaded=False) as moved:
        reply = await moved.ask("room.sync", room=LOBBY, seq=cursor, epoch=two.here.hello["epoch"])
        assert (reply["type"], reply["seq"]) == ("room.caught_up", missed[-1])
        got = [(await moved.event("message.created"))["seq"] for _ in missed]
        assert got == missed


async def history_read(two: Meeting) -> None:
    seq = (await two.here.say("of old"))["seq"]
    await two.heard(seq)
    assert await two.history(two.here, seq) == await two.history(two.there, seq)


async def read_mark(two: Meeting) -> None:
    seq = (await two.here.say("read on a"))["seq"]
    assert (await two.here.ask("read.mark", room=LOBBY, seq=seq))["type"] == "done"
    async with talking(two.b, two.anna, loaded=False) as moved:
        assert moved.hello["rooms"][0]["read"] == seq


async def typing_start(two: Meeting) -> None:
    await two.here.ask("typing.start", room=LOBBY)
    await two.there.wait(
        lambda frame: frame["type"] == "typing.changed" and two.anna.id in _ids(frame), "typing"
    )


async def typing_stop(two: Meeting) -> None:
    await typing_start(two)
    await two.here.ask("typing.stop", room=LOBBY)
    await two.there.wait(
        lambda frame: frame["type"] == "typing.changed" and two.anna.id not in _ids(frame), "the end of it"
    )


async def person_rename(two: Meeting) -> None:
    name = f"{two.anna.name} II"
    reply = await two.here.ask("person.rename", name=name)
    assert reply["you"] == {"id": two.anna.id, "name": name}
    await two.there.wait(
        lambda frame: frame["type"] == "presence.changed" and reply["you"] in frame.get("renamed", ()),
        "the new name",
    )
    await two.heard((await two.here.say("under it"))["seq"])


COMMANDS: dict[Kind, Row] = {
    commands.MessageSend: message_send,
    commands.OutboxResume: outbox_resume,
    commands.RoomLoad: room_load,
    commands.RoomSync: room_sync,
    commands.HistoryRead: history_read,
    commands.ReadMark: read_mark,
    commands.TypingStart: typing_start,
    commands.TypingStop: typing_stop,
    commands.PersonRename: person_rename,
    **rows_changes.ROWS,
    **rows_rooms.COMMANDS,
}


async def message_created(two: Meeting) -> None:
    """The same event, to the byte, on both nodes; the sender gets it too."""
    seq = (await two.here.say("for both 茶"))["seq"]
    assert await two.here.event("message.created", seq=seq) == await two.heard(seq)
    begins = f'{{"type":"message.created","room":{LOBBY},"seq":{seq},'
    raw = [next(text for text in talk.raw if text.startswith(begins)) for talk in (two.here, two.there)]
    assert raw[0] == raw[1]


async def event_blank(two: Meeting) -> None:
    """A whisper across nodes: those two see it, others on either node its blank."""
    third = await guest(two.a, "Third")
    async with talking(two.a, third) as beside, talking(two.b) as visitor:
        seq = (await two.here.say("between us", to=two.bert.id))["seq"]
        event = await two.heard(seq)
        assert (event["body"], event["to"]["id"]) == ("between us", two.bert.id)
        for talk in (beside, visitor):
            await talk.event("event.blank", seq=seq)
            assert "between us" not in talk.seen


async def presence_state(two: Meeting) -> None:
    """Who comes to node b is told of those on node a."""
    late = await guest(two.b, "Late")
    async with talking(two.b, late) as talk:
        state = await talk.event("presence.state")
        assert {two.anna.id, two.bert.id, late.id} <= _ids(state)
        assert state["count"] == len(state["people"])


async def presence_changed(two: Meeting) -> None:
    fresh = await guest(two.a, "Fresh")
    async with talking(two.a, fresh):
        await sees(two.there, fresh)


async def typing_changed(two: Meeting) -> None:
    """Both ways at once: each list holds both."""
    await two.here.ask("typing.start", room=LOBBY)
    await two.there.ask("typing.start", room=LOBBY)
    both = {two.anna.id, two.bert.id}
    for talk in (two.here, two.there):
        await talk.wait(
            lambda frame: frame["type"] == "typing.changed" and both <= _ids(frame), "both typing"
        )
    for talk in (two.here, two.there):
        await talk.ask("typing.stop", room=LOBBY)


async def heartbeat(two: Meeting) -> None:
    """The heads in node b's heartbeat are those that node a made."""
    seq = (await two.here.say("the head"))["seq"]
    await two.heard(seq)
    async with AsyncExitStack() as stack:
        talks = [await stack.enter_async_context(talking(two.b)) for _ in range(BEATS)]
        first = [asyncio.create_task(talk.event("heartbeat")) for talk in talks]
        done, waiting = await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert done.pop().result()["heads"] == {str(LOBBY): seq}


async def drain(two: Meeting) -> None:
    """Who is told to leave a node goes on at another, with nothing lost."""
    node = two.cluster.add()
    mover = await guest(node, "Mover")
    async with talking(node, mover) as talk:
        node.signal(signal.SIGTERM)
        assert (await talk.event("drain"))["after_ms"] >= 0
        cursor = (await talk.say("while it drains"))["seq"]
        await two.heard(cursor)
    assert await asyncio.to_thread(node.wait) == 0
    seq = (await two.here.say("meanwhile"))["seq"]
    await two.heard(seq)
    async with talking(two.b, mover, loaded=False) as talk:
        reply = await talk.ask("room.sync", room=LOBBY, seq=cursor, epoch=two.here.hello["epoch"])
        assert (reply["type"], reply["seq"]) == ("room.caught_up", seq)


async def closing(two: Meeting) -> None:
    """A session that ends on node a is told so on node b."""
    await delete_session(two)


async def hello(two: Meeting) -> None:
    seq = (await two.here.say("before the hello"))["seq"]
    await two.heard(seq)
    async with talking(two.b, two.anna, loaded=False) as talk:
        assert talk.hello["you"] == {"id": two.anna.id, "name": two.anna.name}
        assert talk.hello["epoch"] == two.here.hello["epoch"]
        assert talk.hello["rooms"][0]["head"] == seq


EVENTS: dict[Kind, Row] = {
    events.MessageCreated: message_created,
    events.EventBlank: event_blank,
    events.PresenceState: presence_state,
    events.PresenceChanged: presence_changed,
    events.TypingChanged: typing_changed,
    events.Heartbeat: heartbeat,
    events.Drain: drain,
    events.Closing: closing,
    events.Hello: hello,
    **rows_changes.EVENTS,
    **rows_rooms.EVENTS,
    **rows_house.EVENTS,
    **rows_order.EVENTS,
    **rows_members.EVENTS,
}


async def post_guests(two: Meeting) -> None:
    """A person made on node a is one on node b, and the name is taken there."""
    made = await guest(two.a, "Made")
    found = await ask(two.b, "GET", "/api/v1/me", made)
    assert found.json()["you"] == {"id": made.id, "name": made.name}
    again = await ask(
        two.b, "POST", "/api/v1/guests", body={"name": made.name.upper(), "credential": "token"}
    )
    assert (again.status_code, again.json()["error"]["code"]) == (409, "name_taken")


async def patch_me(two: Meeting) -> None:
    name = f"{two.anna.name} III"
    answer = await ask(two.a, "PATCH", "/api/v1/me", two.anna, {"name": name})
    assert answer.status_code == 200, answer.text
    renamed = {"id": two.anna.id, "name": name}
    await two.there.wait(
        lambda frame: frame["type"] == "presence.changed" and renamed in frame.get("renamed", ()),
        "the new name",
    )


async def post_messages(two: Meeting) -> None:
    """Said to node a by HTTP; said again to node b under the same key, it is the same."""
    key = {"Idempotency-Key": str(uuid4())}
    path = f"/api/v1/rooms/{LOBBY}/messages"
    place = (await ask(two.a, "POST", path, two.anna, {"body": "by HTTP"}, **key)).json()
    assert (await two.heard(place["seq"]))["body"] == "by HTTP"
    again = (await ask(two.b, "POST", path, two.anna, {"body": "by HTTP"}, **key)).json()
    assert again == {**place, "duplicate": True}


async def delete_session(two: Meeting) -> None:
    leaver = await guest(two.a, "Leaver")
    async with talking(two.b, leaver) as talk:
        answer = await ask(two.a, "DELETE", "/api/v1/session", leaver, {})
        assert answer.status_code == 204, answer.text
        assert (await talk.event("closing"))["code"] == "not_signed_in"
        assert await talk.closed() == 4401
    assert (await ask(two.b, "GET", "/api/v1/me", leaver)).status_code == 401


WRITES: dict[tuple[str, str], Row] = {
    ("POST", "/api/v1/guests"): post_guests,
    ("PATCH", "/api/v1/me"): patch_me,
    ("POST", "/api/v1/rooms/{room:int}/messages"): post_messages,
    ("DELETE", "/api/v1/session"): delete_session,
    **rows_http.WRITES,
    **rows_house.WRITES,
    **rows_order.WRITES,
    **rows_members.WRITES,
    **rows_accounts.WRITES,
    **rows_sign_in.WRITES,
}
"""By method and path, as the table of routes has them."""


def _ids(frame: dict[str, object]) -> set[object]:
    people = frame.get("people", ())
    assert isinstance(people, list | tuple)
    return {person["id"] for person in people}
