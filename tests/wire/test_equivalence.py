"""What was folded from events is what a fresh load gives, for every message and every reader.

Three people do everything that the protocol knows in a room of their own, over real sockets;
two of them lose their connections on the way and come back by a resume. In the end each
one's state equals that of a reader who comes only now and reads it page by page.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect

from teahouse.store import effects
from tests.harness.folded import FoldedRoom
from tests.harness.http import Guest, register, unique
from tests.harness.talk import Frame, Talk

if TYPE_CHECKING:
    from tests.harness.server import Server

PEOPLE = 3
PAGE = 7
EMOJI = ("👍", "🍵", "👩‍👩‍👧")
CHANGES = effects.CHANGES - {effects.PREVIEWED}
REFUSALS = {"message_gone", "not_allowed", "poll_closed", "bad_field", "room_closed"}

who = st.integers(0, PEOPLE - 1)
back = st.integers(0, 12)
steps = st.one_of(
    st.tuples(st.just("say"), who, st.sampled_from(["", "everyone", "action", "mention"])),
    st.tuples(st.just("whisper"), who, who),
    st.tuples(st.just("reply"), who, back),
    st.tuples(st.just("poll"), who, st.none()),
    st.tuples(st.sampled_from(["edit", "recall", "close"]), who, back),
    st.tuples(st.sampled_from(["edit", "recall", "pin", "unpin", "close"]), who, back),
    st.tuples(
        st.sampled_from(["react", "react", "unreact", "vote"]), who, st.tuples(back, st.integers(0, 2))
    ),
    st.tuples(st.just("change"), st.just(0), st.sampled_from(["title", "topic", "read_only"])),
    st.tuples(st.sampled_from(["page", "messages", "load", "cut"]), who, back),
)
SEARCH = settings(
    max_examples=16,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


class Reader(Talk):
    """A conversation in which every frame is folded as it comes."""

    def __init__(self, socket: ClientConnection, folded: FoldedRoom) -> None:
        super().__init__(socket)
        self.folded = folded

    async def _next(self) -> Frame:
        frame = await super()._next()
        self.folded.take(frame)
        return frame


class Someone:
    """A person with one connection after the other, and what they know of the room."""

    def __init__(self, server: Server, guest: Guest, room: int) -> None:
        self.server = server
        self.guest = guest
        self.folded = FoldedRoom(room)
        self.talk: Reader
        self.asked: list[str] = []

    async def come(self, limit: int = PAGE) -> None:
        """Connect; by a resume if the room is known, else by a load."""
        self.talk = Reader(await _connected(self.server, self.guest), self.folded)
        await self.talk.event("hello")
        if not self.folded.epoch:
            await self.talk.ask("room.load", room=self.folded.room, limit=limit)
            return
        cursor = {"seq": self.folded.seq, "epoch": self.folded.epoch}
        reply = await self.talk.ask("room.sync", room=self.folded.room, **cursor)
        assert (reply["type"], reply["seq"]) == ("room.caught_up", self.folded.seq)

    async def cut(self) -> None:
        """The line breaks; what is under way may be lost, or done."""
        self.talk.socket.transport.abort()
        await self.talk.socket.wait_closed()
        self.asked.clear()
        await self.come()

    async def do(self, kind: str, **fields: Any) -> None:
        """A command whose answer is awaited later."""
        self.asked.append(await self.talk.push({"type": kind, "room": self.folded.room, **fields}))

    async def settle(self) -> None:
        """Wait for all answers."""
        for key in self.asked:
            reply = await self.talk.wait(lambda frame, key=key: frame.get("id") == key, "an answer")  # type: ignore[misc]
            assert reply["type"] != "error" or reply["code"] in REFUSALS, reply
        self.asked.clear()

    async def read_back(self) -> None:
        """Every page down to the first event."""
        while (first := min(self.folded.kinds, default=1)) > 1:
            await self.talk.ask("history.read", room=self.folded.room, before=first, limit=PAGE)


async def _connected(server: Server, guest: Guest) -> ClientConnection:
    return await connect(
        server.ws,
        additional_headers=guest.bearer,
        compression=None,
        ping_interval=None,
        max_size=None,
        proxy=None,
        close_timeout=1,
    )


@asynccontextmanager
async def company(server: Server, guests: list[Guest], room: int) -> AsyncIterator[list[Someone]]:
    people = [Someone(server, guest, room) for guest in guests]
    try:
        for person in people:
            await person.come()
        yield people
    finally:
        for person in people:
            await person.talk.socket.close()


async def take_step(people: list[Someone], step: tuple[str, int, Any], number: int) -> None:
    kind, which, more = step
    me = people[which]
    head = max(person.folded.seq for person in people)

    def at(distance: int) -> int:
        return max(head - distance, 1)

    def own(distance: int) -> int:
        mine = [seq for seq, message in me.folded.messages.items() if message["sender"]["id"] == me.guest.id]
        return sorted(mine)[-1 - distance % len(mine)] if mine and distance % 4 else at(distance)

    match kind:
        case "say":
            fields: dict[str, Any] = {more: True} if more in ("everyone", "action") else {}
            fields |= {"mentions": [people[(which + 1) % PEOPLE].guest.id]} if more == "mention" else {}
            await me.do("message.send", body=f"text {number}", **fields)
        case "whisper":
            await me.do("message.send", body=f"secret {number}", to=people[more].guest.id)
        case "reply":
            await me.do("message.send", body=f"answer {number}", reply_to=at(more), color="#336699")
        case "poll":
            await me.do("message.send", body=f"which {number}", options=["green", "black", "none"])
        case "edit":
            await me.do("message.edit", seq=own(more), body=f"edit {number}", mentions=[me.guest.id])
        case "react" | "unreact":
            kind = "reaction.add" if kind == "react" else "reaction.remove"
            await me.do(kind, seq=at(more[0]), emoji=EMOJI[more[1]])
        case "vote":
            await me.do("poll.vote", seq=at(more[0]), option=more[1] or None)
        case "recall":
            await me.do("message.recall", seq=own(more))
        case "pin" | "unpin":
            await me.do(f"message.{kind}", seq=at(more))
        case "close":
            await me.do("poll.close", seq=own(more))
        case "change":
            await me.do("room.change", **{more: f"Teas {number} {uuid4()}" if more != "read_only" else False})
        case "page":
            await me.do("history.read", around=at(2 * more), limit=PAGE)
        case "messages":
            await me.do("messages.read", seqs=[at(more), at(more + 1)])
        case "load":
            await me.settle()
            await me.talk.ask("room.load", room=me.folded.room, limit=more + 1)
        case "cut":
            await me.cut()
        case _:
            raise AssertionError(kind)


async def play(server: Server, guests: list[Guest], plan: list[tuple[str, int, Any]]) -> set[str]:
    setup = Reader(await _connected(server, guests[0]), FoldedRoom(0))
    made = await setup.ask("room.create", title=unique("Equal"))
    await setup.socket.close()
    room = made["room"]["id"]
    async with company(server, guests, room) as people:
        await people[0].do("message.send", body="which?", options=["green", "black", "none"])
        for number, step in enumerate(plan):
            await take_step(people, step, number)
            if number % 4 == 3:
                await asyncio.gather(*(person.settle() for person in people))
            if number == len(plan) // 2:
                await people[1].cut()
        await asyncio.gather(*(person.settle() for person in people))
        last = await people[0].talk.ask("message.send", room=room, body="the last word")
        for person in people:
            while person.folded.seq < last["seq"]:
                await person.talk._next()
            await person.read_back()
        return await compare(server, people, room)


async def compare(server: Server, people: list[Someone], room: int) -> set[str]:
    """All agree; the kinds of events that there are."""
    guests = [person.guest for person in people]
    async with company(server, guests, room) as fresh:
        for one, other in zip(people, fresh, strict=True):
            await other.read_back()
            assert one.folded.view() == other.folded.view()
            assert one.folded.kinds == other.folded.kinds
            assert (one.folded.pins, one.folded.state) == (other.folded.pins, other.folded.state)
            assert sorted(one.folded.kinds) == list(range(1, one.folded.seq + 1))
            await check_single_messages(other)
        # Everybody's log is the same but for blanks.
        for seq in fresh[0].folded.kinds:
            kinds = {person.folded.kinds[seq] for person in fresh}
            assert len(kinds - {"event.blank"}) == 1
        return {kind for person in people for kind in person.folded.kinds.values()}


async def check_single_messages(person: Someone) -> None:
    """`messages.read` tells the same of each."""
    alone = FoldedRoom(person.folded.room)
    seqs = sorted(person.folded.kinds)
    for start in range(0, len(seqs), 50):
        page = await person.talk.ask("messages.read", room=alone.room, seqs=seqs[start : start + 50])
        alone.take(page)
    assert alone.view() == person.folded.view()


def test_what_was_folded_is_what_a_fresh_load_gives(server: Server) -> None:
    guests = [register(server.http, unique("Equal")) for _ in range(PEOPLE)]
    kinds: set[str] = set()
    told: set[str] = set()

    @SEARCH
    @given(st.lists(steps, min_size=40, max_size=80))
    def search(plan: list[tuple[str, int, Any]]) -> None:
        kinds.update(step[0] for step in plan)
        told.update(asyncio.run(asyncio.wait_for(play(server, guests, plan), 60)))

    search()
    assert len(kinds) == 17, "every kind of step was taken"
    assert told == CHANGES | {"message.created", "event.blank", "room.changed"}, (
        "every kind of event was told"
    )
