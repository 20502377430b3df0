"""Made-up histories in which the promise is kept, to be broken on purpose."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import msgspec

from teahouse.store.effects import CREATED, RECALLED
from tests.harness.tracing import Line, Op, body_hash
from tests.trace.checker import check
from tests.trace.history import Dump, RoomRow, Row, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOM = 1
EPOCH = "epoch-1"


class Scene:
    """A server and clients on paper: what is committed is in `rows`, what is seen in `lines`.

    Client `c1` is person 1, and so on. All that a method does happens at one instant.
    """

    def __init__(self, *clients: str, first_seq: int = 1) -> None:
        self.lines: dict[str, list[Line]] = {client: [] for client in clients}
        self.rows: list[Row] = []
        self.first_seq = first_seq
        self.epoch = EPOCH
        self.connected: set[str] = set()
        self.cursor: dict[str, int] = {}
        self._now = 0

    def person(self, client: str) -> int:
        return int(client[1:])

    def wait(self, seconds: float) -> None:
        """Nothing happens for so long."""
        self._now += int(seconds * 1e9)

    @property
    def last(self) -> int:
        return self.rows[-1].seq if self.rows else self.first_seq - 1

    def note(
        self,
        client: str,
        op: Op,
        *,
        person: int | None = None,
        key: str | None = None,
        seq: int | None = None,
        first: int | None = None,
        hash: str | None = None,
        sender: int | None = None,
        code: str | None = None,
        session: str | None = None,
        people: tuple[int, ...] | None = None,
        size: int | None = None,
    ) -> None:
        """Add a line, one tick later than the last one of all."""
        self._now += 1
        line = Line(
            t=self._now,
            client=client,
            op=op,
            person=person,
            key=key,
            room=ROOM,
            seq=seq,
            first=first,
            epoch=self.epoch,
            hash=hash,
            sender=sender,
            code=code,
            session=session,
            people=people,
            size=size,
        )
        self.lines[client].append(line)

    def connect(self, client: str) -> None:
        """Come, or come back: load, or sync what was missed."""
        self.note(client, "connect", person=self.person(client), session=f"session of {client}")
        self.connected.add(client)
        if client not in self.cursor:
            self.note(client, "load", seq=self.last, first=self.first_seq)
            missed = self.rows
        else:
            self.note(client, "sync", seq=self.cursor[client])
            missed = [row for row in self.rows if row.seq > self.cursor[client]]
        for row in missed:
            self.see(client, row)
        self.cursor[client] = self.last
        self.note(client, "caught_up", seq=self.last)

    def cut(self, client: str) -> None:
        self.connected.discard(client)
        self.note(client, "disconnect", code="1006")

    def send(self, client: str, key: str, body: str) -> None:
        self.note(client, "send", key=key, hash=body_hash(body))

    def commit(
        self,
        client: str,
        key: str,
        body: str | None,
        *,
        to: int | None = None,
        kind: str = CREATED,
        target: int | None = None,
    ) -> None:
        """Into the store, and to everyone who is connected."""
        sender = self.person(client)
        visible_to = None if to is None else frozenset((sender, to))
        row = Row(
            room=ROOM,
            seq=self.last + 1,
            sender=sender,
            key=key,
            hash=body_hash(body),
            visible_to=visible_to,
            kind=kind,
            target=target,
        )
        if kind == RECALLED:
            self.erase(target)
        self.rows.append(row)
        for other in sorted(self.connected):
            self.see(other, row)
            self.cursor[other] = row.seq

    def erase(self, target: int | None) -> None:
        """The text of this message, and what it was changed to, is nowhere any more."""
        self.rows = [
            row_with(row, hash=None) if target in (row.seq, row.target) else row for row in self.rows
        ]

    def see(self, client: str, row: Row) -> None:
        if row.visible(self.person(client)):
            self.note(client, "apply", key=row.key, seq=row.seq, sender=row.sender, hash=row.hash)
        else:
            self.note(client, "blank", seq=row.seq)

    def ack(self, client: str, key: str) -> None:
        sender = self.person(client)
        row = next(row for row in self.rows if (row.sender, row.key) == (sender, key))
        self.note(client, "ack", key=key, seq=row.seq)

    def say(self, client: str, key: str, body: str, *, to: int | None = None) -> None:
        """Send, commit, acknowledge."""
        self.send(client, key, body)
        self.commit(client, key, body, to=to)
        self.ack(client, key)

    def change_message(self, client: str, key: str, kind: str, target: int, body: str | None = None) -> None:
        """Send a change, commit it, acknowledge it."""
        self.note(client, "send", key=key, hash=body_hash(body))
        self.commit(client, key, body, kind=kind, target=target)
        self.ack(client, key)

    def quiet(self) -> None:
        """The end: everyone is back and has everything."""
        for client in self.lines:
            if client not in self.connected:
                self.connect(client)
            self.note(client, "quiet")

    def change(self, client: str, change: Callable[[Line], Line | None], **wanted: object) -> None:
        """Replace (or with None drop) the one line of a client that has these fields."""
        found = [
            index
            for index, line in enumerate(self.lines[client])
            if all(getattr(line, name) == value for name, value in wanted.items())
        ]
        assert len(found) == 1, f"{len(found)} lines of {client} have {wanted}"
        changed = change(self.lines[client][found[0]])
        self.lines[client][found[0] : found[0] + 1] = [] if changed is None else [changed]

    def dump(self) -> Dump:
        last = max((row.seq for row in self.rows), default=self.first_seq - 1)
        room = RoomRow(room=ROOM, first_seq=self.first_seq, last_seq=last)
        return Dump(epoch=EPOCH, rows=tuple(self.rows), rooms=(room,))

    def check(self) -> list[Violation]:
        return check(self.lines, self.dump())


def with_fields(line: Line, **fields: object) -> Line:
    """The same line with other values."""
    return msgspec.structs.replace(line, **fields)


def row_with(row: Row, **fields: object) -> Row:
    """The same row with other values."""
    return msgspec.structs.replace(row, **fields)


def good_scene() -> Scene:
    """Three clients, a whisper (seq 3), a lost acknowledgement (seq 4), a cut, an unsent text."""
    scene = Scene("c1", "c2", "c3")
    for client in ("c1", "c2", "c3"):
        scene.connect(client)
    scene.say("c1", "a", "one")
    scene.say("c2", "b", "two")
    scene.say("c1", "w", "for two only", to=2)
    scene.cut("c3")
    scene.send("c1", "d", "four")
    scene.commit("c1", "d", "four")
    scene.cut("c1")
    scene.connect("c1")
    scene.send("c1", "d", "four")
    scene.ack("c1", "d")
    scene.connect("c3")
    scene.send("c3", "e", "lost on the way")
    scene.send("c2", "f", "five")
    scene.send("c2", "g", "six")
    scene.commit("c2", "f", "five")
    scene.commit("c2", "g", "six")
    scene.ack("c2", "f")
    scene.ack("c2", "g")
    scene.quiet()
    return scene


def faulty_scene() -> Scene:
    """Like the good one, with all that nodes and faults add: presence, a broker's fault, a reader
    that stops, a revoked session (of c3), someone who is gone for good (c4), someone silent (c5)."""
    everyone = ("c1", "c2", "c3", "c4", "c5")
    scene = Scene(*everyone, "faults")
    for client in everyone:
        scene.connect(client)
    for client in everyone:
        scene.note(client, "presence", people=(1, 2, 3, 4, 5))
    for number in range(5):
        scene.say("c1", f"calm {number}", "as usual")
    scene.cut("c4")
    scene.note("faults", "memory", code="node 1", size=100 << 20)
    for kind in ("broker", "reader"):
        scene.note("faults", "fault", code=kind)
        for number in range(5):
            scene.say("c2", f"{kind} {number}", "meanwhile")
        scene.note("faults", "memory", code="node 1", size=105 << 20)
        scene.note("faults", "healed", code=kind)
        scene.note("faults", "memory", code="node 1", size=101 << 20)
        for number in range(5):
            scene.say("c1", f"after {kind} {number}", "as before")
    scene.note("faults", "revoke", session="session of c3")
    scene.wait(1.5)
    scene.cut("c3")
    scene.wait(15)
    for client in ("c1", "c2", "c5"):
        scene.note(client, "presence", people=(1, 2, 5))
    scene.wait(30)
    for client in ("c1", "c2", "c5"):
        scene.note(client, "quiet")
    return scene


def random_scene(seed: int, clients: Sequence[str] = ("c1", "c2", "c3", "c4"), steps: int = 60) -> Scene:
    """Clients that talk, whisper, lose connections and acknowledgements; the promise is kept."""
    chance = random.Random(seed)
    scene = Scene(*clients)
    waiting: dict[str, list[tuple[str, str, int | None]]] = {client: [] for client in clients}
    for client in clients:
        scene.connect(client)
    for step in range(steps):
        client = chance.choice(clients)
        if client not in scene.connected:
            scene.connect(client)
            for key, body, to in waiting[client]:
                _deliver(scene, client, key, body, to)
            waiting[client] = []
        elif chance.random() < 0.15:
            key, body = f"{client}-{step}", f"lost acknowledgement {step}"
            scene.send(client, key, body)
            if chance.random() < 0.5:
                scene.commit(client, key, body)
            waiting[client].append((key, body, None))
            scene.cut(client)
        else:
            others = [scene.person(other) for other in clients if other != client]
            to = chance.choice(others) if chance.random() < 0.3 else None
            scene.say(client, f"{client}-{step}", f"text {step}", to=to)
    scene.quiet()
    return scene


def _deliver(scene: Scene, client: str, key: str, body: str, to: int | None) -> None:
    scene.send(client, key, body)
    if (scene.person(client), key) not in {(row.sender, row.key) for row in scene.rows}:
        scene.commit(client, key, body, to=to)
    scene.ack(client, key)
