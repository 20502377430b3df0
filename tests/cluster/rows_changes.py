"""Changes of messages: done on node a, seen on node b, live and in what it reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct

from teahouse.model.people import Person
from teahouse.protocol import commands, events
from teahouse.protocol.parts import Extras, Preview
from teahouse.store import effects
from teahouse.store.port import NewEvent
from teahouse.store.postgres import open_postgres
from tests.cluster.meeting import Meeting
from tests.harness.talk import LOBBY, Frame

Row = Callable[[Meeting], Awaitable[None]]
Kind = type[Struct]
Change = tuple[str, dict[str, Any], str]
"""A command, its fields besides the place, and the event that it makes."""

POLL = ["green", "black"]

CHANGES: dict[Kind, Change] = {
    commands.MessageEdit: ("message.edit", {"body": "changed 茶"}, "message.edited"),
    commands.MessageRecall: ("message.recall", {}, "message.recalled"),
    commands.ReactionAdd: ("reaction.add", {"emoji": "👍"}, "reaction.added"),
    commands.ReactionRemove: ("reaction.remove", {"emoji": "👍"}, "reaction.removed"),
    commands.MessagePin: ("message.pin", {}, "message.pinned"),
    commands.MessageUnpin: ("message.unpin", {}, "message.unpinned"),
    commands.PollVote: ("poll.vote", {"option": 1}, "poll.voted"),
    commands.PollClose: ("poll.close", {}, "poll.closed"),
}
BEFORE: dict[Kind, Kind] = {
    commands.ReactionRemove: commands.ReactionAdd,
    commands.MessageUnpin: commands.MessagePin,
}
"""What has to be there first."""


async def said(two: Meeting, body: str = "tea", **fields: Any) -> int:
    """A message of Anna's on node a that node b has heard."""
    seq = int((await two.here.say(body, **fields))["seq"])
    await two.heard(seq)
    return seq


async def read(two: Meeting, seq: int) -> Frame:
    """A message as node b reads it."""
    page = await two.there.ask("messages.read", room=LOBBY, seqs=[seq])
    (found,) = page["messages"]
    return dict(found)


async def change(two: Meeting, kind: Kind, seq: int) -> Frame:
    """Carry out a change on node a; its event as it came to node b."""
    name, fields, made = CHANGES[kind]
    reply = await two.here.ask(name, room=LOBBY, seq=seq, **fields)
    assert reply["type"] == "message.accepted", reply
    event = await two.heard(reply["seq"], made)
    assert (event["target"], event["key"], event["sender"]["id"]) == (seq, reply["id"], two.anna.id)
    assert (await two.here.event(made, seq=reply["seq"])) == event
    return event


def changing(kind: Kind, expected: dict[str, Any]) -> Row:
    """A row: the event, what it folds to on node b, and the same key sent to node b."""

    async def row(two: Meeting) -> None:
        seq = await said(two, "which?", options=POLL)
        if kind in BEFORE:
            await change(two, BEFORE[kind], seq)
        event = await change(two, kind, seq)
        found = await read(two, seq)
        folded = found.get("folded", {})
        voter = [two.anna.id]
        told = {"at": event["at"], "who": two.anna.id, "voters": [[], voter], "people": voter}
        wanted = {name: told.get(str(value), value) for name, value in expected.items()}
        if "reactions" in wanted:
            wanted["reactions"] = [{"emoji": "👍", "people": voter}]
        assert folded == wanted
        name, fields, _ = CHANGES[kind]
        async with two.second() as other:
            again = await other.ask(name, room=LOBBY, seq=seq, id=event["key"], **fields)
            assert (again["type"], again["seq"], again["duplicate"]) == (
                "message.accepted",
                event["seq"],
                True,
            )

    return row


ROWS: dict[Kind, Row] = {
    commands.MessageEdit: changing(commands.MessageEdit, {"edited_at": "at"}),
    commands.MessageRecall: changing(commands.MessageRecall, {"recalled_at": "at", "recalled_by": "who"}),
    commands.ReactionAdd: changing(commands.ReactionAdd, {"reactions": "people"}),
    commands.ReactionRemove: changing(commands.ReactionRemove, {}),
    commands.MessagePin: changing(commands.MessagePin, {"pinned": True}),
    commands.MessageUnpin: changing(commands.MessageUnpin, {}),
    commands.PollVote: changing(commands.PollVote, {"votes": "voters"}),
    commands.PollClose: changing(commands.PollClose, {"closed": True}),
}


def told(kind: Kind, **expected: Any) -> Row:
    """A row: the event on node b has this, and of a whisper nobody else gets it."""

    async def row(two: Meeting) -> None:
        seq = await said(two, "which?", options=POLL)
        if kind in BEFORE:
            await change(two, BEFORE[kind], seq)
        event = await change(two, kind, seq)
        assert {name: event.get(name) for name in expected} == expected
        if kind is not commands.MessagePin and kind is not commands.MessageUnpin:
            await whispered(two, kind)

    return row


async def whispered(two: Meeting, kind: Kind) -> None:
    """The same for what Anna whispered to herself: a blank for Bert on the other node."""
    seq = (await two.here.say("to myself", to=two.anna.id, options=POLL))["seq"]
    name, fields, _ = CHANGES[kind]
    if kind in BEFORE:
        before, more, _ = CHANGES[BEFORE[kind]]
        await two.here.ask(before, room=LOBBY, seq=seq, **more)
    reply = await two.here.ask(name, room=LOBBY, seq=seq, **fields)
    await two.heard(reply["seq"], "event.blank")


async def message_recalled(two: Meeting) -> None:
    """A resume on node b, right after it, has the place and not the text."""
    cursor = await said(two)
    seq = await said(two, "a secret to be gone")
    event = await change(two, commands.MessageRecall, seq)
    async with two.second() as other:
        reply = await other.ask("room.sync", room=LOBBY, seq=cursor, epoch=two.here.hello["epoch"])
        assert reply["seq"] == event["seq"]
        assert (await other.event("message.created", seq=seq)).get("body") is None
        assert "a secret to be gone" not in other.seen


async def message_previewed(two: Meeting) -> None:
    """The page of a link cannot be on this machine: what a preview makes is appended as a node would."""
    seq = await said(two, "see https://example.org/")
    store = await open_postgres(two.cluster.database)
    try:
        done = await store.append(
            NewEvent(
                room=LOBBY,
                kind=effects.PREVIEWED,
                sender=Person(two.anna.id, two.anna.name),
                key=UUID(str(uuid4())),
                body=None,
                target=seq,
                extras=Extras(preview=Preview(url="https://example.org/", title="Tea")),
            )
        )
    finally:
        await store.close()
    for talk in (two.here, two.there):
        event = await talk.event("message.previewed", seq=done.seq)
        assert (event["target"], event["preview"]["title"]) == (seq, "Tea")
    assert (await read(two, seq))["folded"]["previews"] == [{"url": "https://example.org/", "title": "Tea"}]


EVENTS: dict[Kind, Row] = {
    events.MessageEdited: told(commands.MessageEdit, body="changed 茶"),
    events.MessageRecalled: message_recalled,
    events.ReactionAdded: told(commands.ReactionAdd, emoji="👍"),
    events.ReactionRemoved: told(commands.ReactionRemove, emoji="👍"),
    events.MessagePinned: told(commands.MessagePin),
    events.MessageUnpinned: told(commands.MessageUnpin),
    events.PollVoted: told(commands.PollVote, option=1),
    events.PollClosed: told(commands.PollClose),
    events.MessagePreviewed: message_previewed,
}
