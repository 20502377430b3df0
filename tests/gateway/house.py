"""A gateway and its pages, on a loop whose turns a test gives."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from teahouse.broker.memory import MemoryBroker
from teahouse.chat.context import Context
from teahouse.gateway.audience import Kind
from teahouse.gateway.connection import Connection
from teahouse.gateway.gateway import Gateway
from teahouse.gateway.page import PagePeer
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.rules import Rules
from teahouse.store.port import StoredEvent
from tests.gateway.fake_store import LOBBY, FakeStore
from tests.gateway.fakes import unframe
from tests.gateway.stepped_loop import SteppedLoop
from tests.gateway.wire import FakeTransport, shake_hands
from tests.harness.raw import frame

TURNS = 60
Frame = dict[str, Any]


class House:
    """A gateway on a loop whose turns are ours; Ann is a guest."""

    def __init__(self) -> None:
        self.loop = SteppedLoop()
        self.store = FakeStore(self.loop, prompt=True)
        self.ann = self.store.enrol("Ann", "token-Ann")
        self.slots = 0
        self.gateway = self.loop.run_until_complete(self._build())

    async def _build(self) -> Gateway:
        context = Context(
            self.store.port,
            MemoryBroker(),
            lambda: int(self.loop.seconds * 1000),
            Rules(name_hold_days=0, language="en"),
        )
        return Gateway(context, Limits(), Meters())

    def come(self, token: str | None = None) -> tuple[Connection, FakeTransport]:
        """A connection that was just accepted."""
        connection = Connection(self.gateway.meters, self.loop, Kind.PAGE, slot=self.slots)
        self.slots += 1
        connection.peer = PagePeer(self.gateway, connection, "192.0.2.1", token, "en", bearer=False)
        transport = shake_hands(connection)
        self.gateway.welcome(connection)
        connection.peer.opened()
        return connection, transport

    def sign_in(self, name: str, *, loaded: bool = False) -> Tab:
        """Somebody of that name, past the hello; in the lobby if `loaded`."""
        token = f"token-{name}"
        found = self.loop.run_until_complete(self.store.person_by_token(token))
        person = found.person if found else self.store.enrol(name, token)
        tab = Tab(self, person.id, *self.come(token))
        self.loop.turn(TURNS)
        tab.hello = tab.heard("hello")[0]
        if loaded:
            tab.do("room.load")
        return tab

    def pass_by(self, seconds: float) -> None:
        """Time goes on, and what is due then is done."""
        self.loop.turn(TURNS)
        self.loop.seconds += seconds
        self.loop.turn(TURNS)

    def fill(self, count: int, size: int) -> None:
        """That many messages of this size in the lobby."""
        log = self.store.logs[LOBBY]
        for seq in range(len(log) + 1, len(log) + count + 1):
            log.append(
                StoredEvent(
                    room=LOBBY, seq=seq, at=0, kind="message.created", sender=self.ann, key=UUID(int=seq), body="x" * size
                )
            )  # fmt: skip

    def close(self) -> None:
        self.loop.run_until_complete(self.gateway.close())
        self.loop.close()


class Tab:
    """One page of somebody."""

    def __init__(self, house: House, person: int, connection: Connection, transport: FakeTransport) -> None:
        self.house = house
        self.person = person
        self.connection = connection
        self.transport = transport
        self.hello: Frame = {}
        self.kept: list[Frame] = []

    def do(self, kind: str, **fields: object) -> Frame:
        """A command, and its reply."""
        key = str(uuid4())
        self.connection.data_received(command(kind, **{"id": key, **fields}))
        self.house.loop.turn(TURNS)
        self._take()
        return next(each for each in self.kept if each.get("id") == key)

    def say(self, body: str, **fields: object) -> Frame:
        """A message in the lobby, and its acknowledgement."""
        reply = self.do("message.send", body=body, **fields)
        assert reply["type"] == "message.accepted", reply
        return reply

    def heard(self, *kinds: str) -> list[Frame]:
        """What came of these types since this was asked last."""
        self._take()
        found = [each for each in self.kept if each["type"] in kinds]
        self.kept = [each for each in self.kept if each["type"] not in kinds]
        return found

    def leave(self) -> None:
        """The connection is lost."""
        self.connection.connection_lost(None)
        self.house.loop.turn(TURNS)

    def _take(self) -> None:
        sent, self.transport.sent = self.transport.sent, b""
        self.kept += unframe(sent)


def command(kind: str, **fields: object) -> bytes:
    return frame(json.dumps({"type": kind, "id": str(uuid4()), "room": LOBBY, **fields}).encode())
