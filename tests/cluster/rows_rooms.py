"""Rooms, positions, calls and people: done on node a, seen on node b."""

from __future__ import annotations

from teahouse.protocol import commands, events
from tests.cluster.meeting import Meeting, guest
from tests.cluster.rows_changes import Kind, Row, read, said
from tests.harness.http import unique
from tests.harness.talk import LOBBY, Frame, talking


async def made(two: Meeting) -> int:
    """A room of Anna's."""
    return int((await two.here.ask("room.create", title=unique("Teas"), topic="hot"))["room"]["id"])


async def listed(two: Meeting, room: int) -> Frame:
    """The next word of this room's being listed that came to node b."""
    event = await two.there.wait(
        lambda frame: frame["type"] == "room.listed" and frame["room"]["id"] == room, "the listing"
    )
    return dict(event["room"])


async def room_leave(two: Meeting) -> None:
    """Who leaves on node a is gone from the room on node b."""
    room = await made(two)
    await two.here.ask("room.load", room=room)
    await two.there.ask("room.load", room=room)
    await two.there.wait(
        lambda frame: frame.get("room") == room and two.anna.name in str(frame), "Anna in the room"
    )
    assert (await two.here.ask("room.leave", room=room))["type"] == "done"
    reply = await two.there.ask("message.send", room=room, body="anybody?")
    await two.there.event("message.created", room=room)
    await said(two)
    assert f'"room":{room},"seq":{reply["seq"]},' not in "".join(
        raw for raw in two.here.raw if '"message.created"' in raw
    )


async def room_create(two: Meeting) -> None:
    room = await made(two)
    assert (await listed(two, room))["topic"] == "hot"
    loaded = await two.there.ask("room.load", room=room)
    assert (loaded["type"], loaded["state"]["owner"]) == ("room.loaded", two.anna.id)


async def room_change(two: Meeting) -> None:
    """What node b knew of the room is over: it takes nothing new there."""
    room = await made(two)
    await two.there.ask("message.send", room=room, body="still open")
    reply = await two.here.ask("room.change", room=room, archived=True)
    assert reply["type"] == "message.accepted"
    while not (await listed(two, room))["archived"]:
        pass
    assert (await two.there.ask("message.send", room=room, body="x"))["code"] == "room_closed"


async def direct_open(two: Meeting) -> None:
    opened = await two.here.ask("direct.open", people=[two.bert.id])
    room = opened["room"]["id"]
    if opened["created"]:
        assert (await listed(two, room))["kind"] == "direct"
    again = await two.there.ask("direct.open", people=[two.anna.id])
    assert (again["room"]["id"], again["created"]) == (room, False)
    third = await guest(two.b, "Third")
    async with talking(two.b, third) as talk:
        assert (await talk.ask("room.load", room=room))["code"] == "room_not_found"


async def room_notify(two: Meeting) -> None:
    """A level set on node a is what node b tells by."""
    await two.here.ask("room.notify", room=LOBBY, level="all")
    async with two.second() as other:
        assert other.hello["rooms"][0]["notify"] == "all"
    await two.there.say("to who wants all")
    notice = await two.here.event("notice.created")
    assert (notice["reason"], notice["message"]["body"]) == ("message", "to who wants all")
    await two.here.ask("room.notify", room=LOBBY, level="mentions")


async def messages_read(two: Meeting) -> None:
    seq = await said(two, "to be read")
    page = await two.here.ask("messages.read", room=LOBBY, seqs=[seq])
    assert page["messages"] == [await read(two, seq)]


async def edits_read(two: Meeting) -> None:
    seq = await said(two, "first")
    await two.here.ask("message.edit", room=LOBBY, seq=seq, body="second")
    async with two.second() as other:
        page = await other.ask("edits.read", room=LOBBY, seq=seq)
        assert [body for _, body in page["versions"]] == ["first", "second"]


async def mentions_read(two: Meeting) -> None:
    seq = await said(two, "you there", mentions=[two.bert.id])
    page = await two.there.ask("mentions.read")
    assert (page["messages"][0]["seq"], page["count"]) == (seq, 1)


async def search(two: Meeting) -> None:
    """Found on node b as soon as it was acknowledged on node a, and no more once it is taken back."""
    word = f"w{two.anna.id}x{two.bert.id}"
    seq = (await two.here.say(f"喝茶 {word}"))["seq"]
    assert [each["seq"] for each in (await two.there.ask("search", query=f"茶 {word}"))["messages"]] == [seq]
    await two.here.ask("message.recall", room=LOBBY, seq=seq)
    assert (await two.there.ask("search", query=word))["count"] == 0


async def status_set(two: Meeting) -> None:
    reply = await two.here.ask("status.set", away=True, text="out for tea")
    assert reply["you"] == {"id": two.anna.id, "name": two.anna.name, "away": True, "status": "out for tea"}
    await two.there.wait(
        lambda frame: frame["type"] == "presence.changed" and reply["you"] in frame.get("renamed", ()),
        "the status",
    )


async def person_ignore(two: Meeting) -> None:
    """Ignored on node a, a whisper from node b does not arrive, and Bert does not notice."""
    assert (await two.here.ask("person.ignore", person=two.bert.id, ignored=True))["type"] == "done"
    async with two.second() as other:
        assert other.hello["ignored"] == [two.bert.id]
    place = await two.there.say("unheard", to=two.anna.id)
    await two.here.event("event.blank", seq=place["seq"])
    await two.there.event("message.created", seq=place["seq"])
    assert "unheard" not in two.here.seen


async def people_read(two: Meeting) -> None:
    page = await two.there.ask("people.read", people=[two.anna.id])
    assert page["people"] == [{"id": two.anna.id, "name": two.anna.name}]


async def people_find(two: Meeting) -> None:
    page = await two.there.ask("people.find", name=two.anna.name)
    assert {"id": two.anna.id, "name": two.anna.name} in page["people"]


COMMANDS: dict[Kind, Row] = {
    commands.RoomLeave: room_leave,
    commands.RoomCreate: room_create,
    commands.RoomChange: room_change,
    commands.DirectOpen: direct_open,
    commands.RoomNotify: room_notify,
    commands.MessagesRead: messages_read,
    commands.EditsRead: edits_read,
    commands.MentionsRead: mentions_read,
    commands.Search: search,
    commands.StatusSet: status_set,
    commands.PersonIgnore: person_ignore,
    commands.PeopleRead: people_read,
    commands.PeopleFind: people_find,
}


async def room_changed(two: Meeting) -> None:
    room = await made(two)
    await two.there.ask("room.load", room=room)
    title = unique("Coffees")
    await two.here.ask("room.change", room=room, title=title)
    event = await two.there.event("room.changed", room=room)
    assert (event["title"], event["sender"]["id"], event["seq"]) == (title, two.anna.id, 1)


async def room_listed(two: Meeting) -> None:
    """To all of node b who may know of it, and in a conversation to nobody else."""
    third = await guest(two.b, "Third")
    async with talking(two.b, third) as talk:
        secret = (await two.here.ask("direct.open", people=[two.bert.id]))["room"]["id"]
        room = await made(two)
        for each in (two.there, talk):
            await each.wait(
                lambda frame: frame["type"] == "room.listed" and frame["room"]["id"] == room, "the listing"
            )
        assert f'"room":{{"id":{secret},' not in talk.seen
        assert f'"room":{{"id":{secret},' in two.there.seen


async def room_activity(two: Meeting) -> None:
    """Of a room that Bert has not open."""
    room = await made(two)
    for number in range(3):
        await two.here.ask("message.send", room=room, body=f"tea {number}")
    await two.there.wait(
        lambda frame: frame["type"] == "room.activity" and [room, 3, 3] in frame["rooms"], "the activity"
    )


async def read_changed(two: Meeting) -> None:
    """Read on node a: one's other device on node b is told, and nobody else."""
    seq = await said(two)
    async with two.second() as other:
        await two.here.ask("read.mark", room=LOBBY, seq=seq)
        changed = await other.wait(
            lambda frame: frame["type"] == "read.changed" and frame["read"] == seq, "the position"
        )
        assert (changed["room"], changed["unread"]) == (LOBBY, 0)
    assert '"read.changed"' not in two.there.seen


async def notice_created(two: Meeting) -> None:
    """A call from node a on node b, in a room that is not open there."""
    room = (await two.here.ask("direct.open", people=[two.bert.id]))["room"]["id"]
    third = await guest(two.b, "Third")
    async with talking(two.b, third) as talk:
        await two.here.ask("message.send", room=room, body="only us")
        notice = await two.there.event("notice.created")
        assert (notice["reason"], notice["message"]["room"], notice["message"]["body"]) == (
            "direct",
            room,
            "only us",
        )
        await two.here.say("all of you", everyone=True)
        assert (await talk.event("notice.created"))["reason"] == "everyone"
        assert "only us" not in talk.seen


EVENTS: dict[Kind, Row] = {
    events.RoomChanged: room_changed,
    events.RoomListed: room_listed,
    events.RoomActivity: room_activity,
    events.ReadChanged: read_changed,
    events.NoticeCreated: notice_created,
}
