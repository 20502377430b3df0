"""A client that keeps to the protocol: it folds what it hears and keeps an outbox in order."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from tests.gateway.fake_connection import FakeConnection
from tests.gateway.fakes import unframe

Frame = dict[str, Any]

LOAD_LIMIT = 5


@dataclass
class Draft:
    """A message of one's own without an acknowledgement."""

    key: UUID
    body: str
    to: int | None
    waiting: int = 0
    refused: bool = False


class World(Protocol):
    """Around a tab: the way to the gateway, and the truth."""

    def transmit(self, wire: FakeConnection, command: Frame) -> None:
        """Bytes to the gateway."""
        ...

    def key(self) -> UUID:
        """A fresh key."""
        ...

    def head(self) -> int:
        """How far the log is."""
        ...

    def expected(self, seq: int, person: int | None) -> Frame:
        """How this person has to see the event of this seq."""
        ...


@dataclass
class Tab:
    """One page of a person (None: a visitor)."""

    world: World
    name: str
    token: str | None
    person: int | None
    log: dict[int, Frame] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    cursor: int | None = None
    epoch: str = ""
    outbox: list[Draft] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    made: list[Draft] = field(default_factory=list)
    refused_for_good: dict[str, str] = field(default_factory=dict)
    wire: FakeConnection | None = None
    stalled: bool = False
    greeted: bool = False
    live: bool = False
    entering: str | None = None
    live_before: bool = False
    copied: set[str] = field(default_factory=set)
    wires: list[FakeConnection] = field(default_factory=list)

    # --- what the person does

    def begin(self, wire: FakeConnection) -> None:
        """A new connection."""
        self.wire = wire
        self.wires.append(wire)
        self.stalled = self.greeted = self.live = self.live_before = False
        self.entering = None
        for draft in self.outbox:
            draft.waiting, draft.refused = 0, False

    def lose(self) -> None:
        """The connection is gone."""
        self.wire = None
        self.live = self.greeted = False

    def say(self, body: str, to: int | None = None) -> Draft:
        """Into the outbox, and off if there is a connection that takes it."""
        draft = Draft(self.world.key(), body, to)
        self.outbox.append(draft)
        self.made.append(draft)
        self.pump()
        return draft

    def pump(self) -> None:
        """Send what was not sent yet, unless something is held."""
        if self.greeted and not self.held:
            for draft in self.outbox:
                if not draft.waiting:
                    self.transmit(draft)

    @property
    def held(self) -> bool:
        """Something was refused: nothing is sent until the outbox is resumed."""
        return any(draft.refused for draft in self.outbox)

    def transmit(self, draft: Draft) -> None:
        draft.waiting += 1
        draft.refused = False
        self.send_copy(draft)

    def send_copy(self, draft: Draft, body: str | None = None) -> None:
        """The same key once more; with another body, it has to be refused."""
        command: Frame = {"id": str(draft.key), "body": draft.body if body is None else body}
        if draft.to is not None:
            command["to"] = draft.to
        self.ask("message.send", **command)

    def resume(self) -> None:
        """All have their answers: say so, and send what was refused again, in order."""
        if self.held and not any(draft.waiting for draft in self.outbox):
            self.ask("outbox.resume")
            for draft in self.outbox:
                self.transmit(draft)

    def enter(self, *, afresh: bool = False) -> None:
        """Come into the room: by the cursor, or by a fresh load."""
        key = str(self.world.key())
        self.entering = key
        self.live = False
        if self.cursor is None or afresh:
            self.ask("room.load", id=key, limit=LOAD_LIMIT)
        else:
            self.ask("room.sync", id=key, seq=self.cursor, epoch=self.epoch)

    def ask(self, kind: str, **fields: Any) -> None:
        assert self.wire is not None
        command = {"type": kind, "id": str(self.world.key()), "room": 1, **fields}
        self.world.transmit(self.wire, command)

    # --- what it hears

    def read(self) -> None:
        """Take what has arrived; a connection that the gateway closed is gone after it."""
        wire = self.wire
        if wire is None or self.stalled:
            return
        arrived, wire.unread = wire.unread, b""
        for frame in unframe(arrived):
            self.hear(frame)
        if wire.closing and self.wire is wire:
            self.lose()

    def hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "hello":
                assert (frame["you"] or {}).get("id") == self.person
                self.epoch = frame["epoch"]
                self.greeted = True
                self.enter()
                self.pump()
            case "message.created" | "event.blank":
                assert self.cursor is not None, "an event before the load"
                self.fold(frame)
            case "room.loaded":
                self._loaded(frame)
            case "room.caught_up":
                assert frame["id"] == self.entering
                assert frame["seq"] == self.cursor, "caught up elsewhere than said"
                self.entering, self.live, self.live_before = None, True, True
            case "room.reset":
                assert frame["id"] == self.entering
                assert frame["reason"] == "behind"
                self.enter(afresh=True)
            case "message.accepted":
                self._accepted(frame)
            case "error":
                self._refused(frame)
            case "heartbeat":
                if self.live and "1" in frame["heads"]:
                    assert frame["heads"]["1"] == self.cursor, "the head says that something is missing"
            case "presence.state":
                self.people = {person["id"]: person["name"] for person in frame["people"]}
            case "presence.changed":
                self._people_changed(frame)
            case "notice.created":
                # It may be known here from a resume already, or not yet at all.
                message = frame["message"]
                assert message == self.world.expected(message["seq"], self.person), "a call of others"
            case "room.activity":
                # Of what was open until just now, for it is collected.
                for room, head, count in frame["rooms"]:
                    assert (room, count <= head <= self.world.head()) == (1, True)
            case "done" | "closing":
                pass
            case unknown:
                raise AssertionError(f"unexpected {unknown}")

    def fold(self, frame: Frame) -> None:
        """The next event of the log, a blank being one as well."""
        seq = frame["seq"]
        if self.live_before and self.entering and self.cursor is not None and seq <= self.cursor:
            # What came between the asking and the answer comes once more.
            assert self.log.get(seq, frame) == frame, "I4: the same seq, another event"
            return
        assert self.cursor is None or seq == self.cursor + 1, f"I4: {seq} after {self.cursor}"
        assert frame == self.world.expected(seq, self.person), "I4: not as this person may see it"
        self.log[seq] = frame
        self.cursor = seq

    def _people_changed(self, frame: Frame) -> None:
        for person in frame.get("left", ()):
            self.people.pop(person["id"], None)
        for person in (*frame.get("joined", ()), *frame.get("renamed", ())):
            self.people[person["id"]] = person["name"]
        assert frame["count"] == len(self.people), "the count is not that of the people"

    def _loaded(self, frame: Frame) -> None:
        assert frame["id"] == self.entering
        assert self.cursor is None or frame["seq"] >= self.cursor, "I11: the log went back"
        self.log = {}
        self.cursor = None
        for event in frame["events"]:
            self.fold(event)
        if not frame["events"]:
            self.cursor = 0
        assert self.cursor == frame["seq"] == frame["state"]["head"]
        assert len(frame["events"]) == min(LOAD_LIMIT, frame["seq"])
        self.entering, self.live, self.live_before = None, True, True

    def _accepted(self, frame: Frame) -> None:
        key, place = frame["id"], (frame["seq"], frame["at"])
        assert self.places.setdefault(key, place) == place, "I8"
        assert key not in self.refused_for_good, "I8"
        self.outbox = [draft for draft in self.outbox if str(draft.key) != key]
        self.pump()

    def _refused(self, frame: Frame) -> None:
        key = frame["id"]
        draft = next((draft for draft in self.outbox if str(draft.key) == key), None)
        if key == self.entering:
            assert frame.get("retryable"), frame
            self.entering = None
        elif draft is None:
            assert frame.get("retryable") or key in self.copied or key in self.refused_for_good, frame
        elif frame.get("retryable"):
            draft.waiting -= 1
            draft.refused = True
        else:
            assert frame["code"] == "person_not_found", frame
            self.refused_for_good[key] = frame["code"]
            self.outbox.remove(draft)
            self.pump()


def encode(command: Frame) -> bytes:
    """As a page would write it."""
    return json.dumps(command, ensure_ascii=False).encode()
