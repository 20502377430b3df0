"""A connection of the article's dialogue over a real gateway: limits, order, and what goes wrong."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from teahouse.broker.memory import MemoryBroker
from teahouse.chat.context import Context
from teahouse.gateway.audience import Kind, classic_frames
from teahouse.gateway.classic import QUEUE, QUEUE_CHARACTERS, ClassicPeer
from teahouse.gateway.connection import Connection
from teahouse.gateway.gateway import Gateway
from teahouse.gateway.notices import TEXTS
from teahouse.model.limits import RATES, Limit, Limits
from teahouse.model.meters import Meters
from teahouse.model.people import Person
from teahouse.model.rules import Rules
from teahouse.protocol.parts import Extras, File
from teahouse.store.port import Place, StoredEvent
from tests.gateway.fake_store import LOBBY, FakeStore
from tests.gateway.fakes import unframe
from tests.gateway.stepped_loop import SteppedLoop
from tests.gateway.wire import shake_hands
from tests.harness.raw import frame

TURNS = 60
SILENT = (
    "reaction.added",
    "reaction.removed",
    "message.pinned",
    "message.unpinned",
    "poll.voted",
    "poll.closed",
    "message.previewed",
    "room.changed",
    "of.a.newer.server",
)
"""Kinds that the article's dialogue has no word for."""


class Dialogue:
    """One client, logged in as Ann; Ben exists."""

    def __init__(self, limits: Limits) -> None:
        self.loop = SteppedLoop()
        self.store = FakeStore(self.loop, prompt=True)
        self.ben = self.store.enrol("Ben", "token-Ben")
        self.gateway = self.loop.run_until_complete(self._build(limits))
        self.connection = Connection(self.gateway.meters, self.loop, Kind.CLASSIC)
        self.connection.peer = ClassicPeer(self.gateway, self.connection, "192.0.2.1", "en")
        self.transport = shake_hands(self.connection)
        self.gateway.welcome(self.connection)
        self.connection.peer.opened()
        self.say("Ann", kind="login")

    async def _build(self, limits: Limits) -> Gateway:
        context = Context(
            self.store.port, MemoryBroker(), lambda: int(self.loop.seconds * 1000), Rules(language="en")
        )
        return Gateway(context, limits, Meters())

    def say(self, content: object, kind: str = "user", turns: int = TURNS) -> None:
        self.connection.data_received(frame(json.dumps({"type": kind, "content": content}).encode()))
        self.loop.turn(turns)

    def heard(self) -> list[dict[str, object]]:
        """What came since the last time."""
        sent, self.transport.sent = self.transport.sent, b""
        return unframe(sent)

    def notices(self) -> list[str]:
        return [html.unescape(str(one["content"])) for one in self.heard() if one["type"] == "system"]

    def close(self) -> None:
        self.connection.connection_lost(None)
        self.loop.run_until_complete(self.gateway.close())
        self.loop.close()


@pytest.fixture
def limited() -> Iterator[Dialogue]:
    made = Dialogue(Limits())
    yield made
    made.close()


@pytest.fixture
def free() -> Iterator[Dialogue]:
    made = Dialogue(Limits.off())
    yield made
    made.close()


def test_a_call_too_many_is_refused_without_a_look_up(limited: Dialogue) -> None:
    burst = int(RATES[Limit.PERSON_MESSAGES].burst)
    for _ in range(burst):
        limited.say("@nobody at all")
    limited.heard()
    before = limited.store.reads
    limited.say("@nobody at all")
    assert limited.store.reads == before
    assert limited.notices() == [TEXTS["rate_limited"][0]]


def test_what_waits_is_bounded(free: Dialogue) -> None:
    free.store.delays = (100_000, 0)
    free.say("@Ben first", turns=3)
    for number in range(QUEUE + 5):
        free.say(f"later {number}", turns=0)
    assert free.notices().count(TEXTS["rate_limited"][0]) == 5
    free.store.delays = (0, 0)
    free.loop.turn(110_000)
    bodies = [event.body for event in free.store.logs[LOBBY]]
    assert bodies == ["first", *(f"later {number}" for number in range(QUEUE))]


def test_what_waits_is_bounded_in_length_too(free: Dialogue) -> None:
    free.store.delays = (500, 0)
    free.say("@Ben first", turns=3)
    free.heard()
    for _ in range(2 * QUEUE_CHARACTERS // 50_000):
        free.say("x" * 50_000, turns=0)
    assert free.notices().count(TEXTS["rate_limited"][0]) == QUEUE_CHARACTERS // 50_000
    free.store.delays = (0, 0)
    free.loop.turn(600)
    free.say("short")
    assert free.store.logs[LOBBY][-1].body == "short"


def test_a_fault_is_told_and_what_is_behind_goes_on(free: Dialogue, monkeypatch: pytest.MonkeyPatch) -> None:
    free.heard()

    async def broken(names: list[str]) -> list[object]:
        raise OSError("disk")

    monkeypatch.setattr(free.store, "people_by_name", broken)
    free.say("@Ben lost", turns=0)
    free.say("kept", turns=TURNS)
    assert free.notices() == [TEXTS["internal"][0]]
    assert [event.body for event in free.store.logs[LOBBY]] == ["kept"]


def test_the_at_sign_of_a_chinese_keyboard_whispers_too(free: Dialogue) -> None:
    free.say("＠Ben 悄悄话")
    (event,) = free.store.logs[LOBBY]
    assert event.body == "悄悄话"
    assert event.to == free.ben
    assert event.visible_to is not None


@pytest.mark.parametrize("content", ["", " ", "\u200b", "@Ben \u200b", 7, None, [["deep"]], {"a": 1}])
def test_what_is_no_text_is_ignored(free: Dialogue, content: object) -> None:
    free.heard()
    free.say(content)
    assert free.heard() == []
    assert free.store.logs[LOBBY] == []


FILE = File(id="a" * 26, name="cup & saucer.png", size=9, type="image/png")
ME = Person(1, "Ben")


def row(kind: str, body: str | None = None, extras: Extras | None = None, **more: Any) -> StoredEvent:
    return StoredEvent(
        room=LOBBY, seq=1, at=0, kind=kind, sender=ME, key=UUID(int=1), body=body, extras=extras, **more
    )


@pytest.mark.parametrize(
    ("event", "language", "shown"),
    [
        (row("message.created", "<b>"), "en", {"type": "user", "from": "Ben", "content": "&lt;b&gt;"}),
        (
            row("message.created", "waves", Extras(action=True)),
            "en",
            {"type": "user", "from": "Ben", "content": "* Ben waves"},
        ),
        (
            row("message.created", "which?", Extras(options=("<a>", "b"))),
            "en",
            {"type": "user", "from": "Ben", "content": "which?\n1. &lt;a&gt;\n2. b"},
        ),
        (
            row("message.created", "", Extras(files=(FILE,))),
            "zh-CN",
            {"type": "user", "from": "Ben", "content": "［文件：cup &amp; saucer.png］"},
        ),
        (
            row("message.edited", "<i>", target=1),
            "en",
            {"type": "system", "content": "Ben changed a message: &lt;i&gt;"},
        ),
        (row("message.recalled", target=1), "zh-CN", {"type": "system", "content": "Ben 撤回了一条消息。"}),
        (row("message.created"), "en", None),
        (row("message.edited", target=1), "en", None),
        *((row(kind, target=1, extras=Extras(emoji="👍", option=0)), "en", None) for kind in SILENT),
    ],
)
def test_how_the_dialogue_shows_each_event(
    event: StoredEvent, language: str, shown: dict[str, str] | None
) -> None:
    frames = classic_frames(language)(event)
    assert unframe(frames.shown) == ([shown] if shown else [])
    assert frames.hidden == b""


def test_a_changed_whisper_is_shown_to_its_two_alone() -> None:
    event = row("message.edited", "psst", target=1, visible_to=(1, 2))
    frames = classic_frames("en")(event)
    assert b"psst" in frames.to(2)
    assert frames.to(3) == frames.to(None) == b""


def test_a_closed_room_says_so(free: Dialogue) -> None:
    free.heard()
    free.store.archived.add(LOBBY)
    free.gateway.context.places.forget()
    free.say("still open?")
    assert free.notices() == [TEXTS["room_closed"][0]]
    assert free.store.logs[LOBBY] == []


def close_lobby(dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lobby is for who has an account from now on, and its event was heard."""

    async def closed(room: int) -> Place:
        info = replace(dialogue.store._info(room), access="members")
        return Place(info=info, members=None)

    monkeypatch.setattr(dialogue.store, "room", closed)
    event = StoredEvent(
        room=LOBBY,
        seq=dialogue.gateway.hub.rooms[LOBBY].tail + 1,
        at=0,
        kind="room.changed",
        sender=dialogue.ben,
        key=UUID(int=9),
        body=None,
        extras=Extras(access="members"),
    )
    dialogue.gateway.hub.publish(event)


def test_who_is_there_by_the_article_has_to_leave_a_lobby_for_accounts(
    free: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    free.heard()
    close_lobby(free, monkeypatch)
    sent, free.transport.sent = free.transport.sent, b""
    assert sent.count(TEXTS["room_not_found"][0].encode()) == 1
    assert free.connection.closing
    assert not free.gateway.hub.rooms[LOBBY].audiences[Kind.CLASSIC]


def test_nobody_comes_by_the_article_into_a_lobby_for_accounts(
    free: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_lobby(free, monkeypatch)
    connection = Connection(free.gateway.meters, free.loop, Kind.CLASSIC)
    connection.peer = ClassicPeer(free.gateway, connection, "192.0.2.2", "en")
    transport = shake_hands(connection)
    free.gateway.welcome(connection)
    connection.peer.opened()
    people = len(free.store.people)
    connection.data_received(frame(json.dumps({"type": "login", "content": "Cem"}).encode()))
    free.loop.turn(TURNS)
    said = [html.unescape(str(one["content"])) for one in unframe(transport.sent) if one["type"] == "system"]
    assert said == [TEXTS["room_not_found"][0]]
    assert len(free.store.people) == people
    assert not free.gateway.hub.rooms[LOBBY].audiences[Kind.CLASSIC]
    connection.connection_lost(None)
