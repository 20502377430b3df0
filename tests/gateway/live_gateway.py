"""Two nodes with their people, whose disk, broker, sockets and time are a test's."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from teahouse.chat.context import Context
from teahouse.gateway.gateway import Gateway
from teahouse.gateway.page import PagePeer
from teahouse.model.limits import Limit, Limits
from teahouse.model.meters import Meters
from teahouse.model.rules import Rules
from tests.gateway.fake_connection import FakeConnection
from tests.gateway.fake_store import LOBBY, FakeStore
from tests.gateway.fake_tab import Frame, Tab, encode
from tests.gateway.stepped_loop import SteppedLoop
from tests.harness.broker_bus import BrokerBus

NOBODY = 99
NODES = 2


class MoodyLimits(Limits):
    """Limits that refuse what the machine says, until it says otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses: frozenset[Limit] = frozenset()

    def take(self, limit: Limit, key: Hashable, now: float, cost: float = 1) -> int:
        return 300 if limit in self.refuses else 0


class LiveGateway:
    """Real are the gateways, their peers, sessions, hubs and sweeps, the use cases and the journal."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = SteppedLoop()
        self.store = FakeStore(self.loop)
        names = ("Ann", "Ben", "Cem", "Dee")
        people = {name: self.store.enrol(name, f"token-{name}") for name in names}
        owners = ["Ann", "Ann", "Ben", "Cem", None]  # Dee never comes
        self.tabs = [
            Tab(self, name or "visitor", name and f"token-{name}", people[name].id if name else None)
            for name in owners
        ]
        self.targets = [*(person.id for person in people.values()), NOBODY]
        self.keys = 0
        self.texts = 0
        self.checked = 0
        self.limits = MoodyLimits()
        self.bus = BrokerBus(self.loop)
        self.gateways = [self.loop.run_until_complete(self._build(node)) for node in range(NODES)]

    async def _build(self, node: int) -> Gateway:
        context = Context(
            self.store.port,
            self.bus.broker(f"node-{node}"),
            lambda: int(self.loop.seconds * 1000),
            Rules(language="en"),
        )
        return Gateway(context, self.limits, Meters())

    # --- the world of a tab

    def transmit(self, wire: FakeConnection, command: Frame) -> None:
        def arrive() -> None:
            if not wire.closing:
                wire.peer.received(encode(command))

        self.loop.call_soon(arrive)

    def key(self) -> UUID:
        self.keys += 1
        return UUID(int=self.keys)

    def head(self) -> int:
        return len(self.store.logs[LOBBY])

    def expected(self, seq: int, person: int | None) -> Frame:
        log = self.store.logs[LOBBY]
        assert 0 < seq <= len(log), "I6: an event that is not in the store"
        row = log[seq - 1]
        if row.visible_to is not None and person not in row.visible_to:
            return {"type": "event.blank", "room": LOBBY, "seq": seq}
        frame: Frame = {
            "type": "message.created",
            "room": LOBBY,
            "seq": seq,
            "at": row.at,
            "sender": msgspec.to_builtins(row.sender),
            "key": str(row.key),
            "body": row.body,
        }
        if row.to is not None:
            frame["to"] = msgspec.to_builtins(row.to)
        return frame

    # --- the network

    def connect(self, tab: Tab, node: int = 0) -> None:
        gateway = self.gateways[node]
        wire = FakeConnection(tab.person)
        peer = PagePeer(gateway, wire.real, "192.0.2.1", tab.token, "en", bearer=False)
        wire.peer = peer
        wire.lost = partial(self.loop.call_soon, peer.closed)
        tab.begin(wire)
        gateway.welcome(wire.real)
        self.loop.call_soon(peer.opened)

    def disconnect(self, tab: Tab) -> None:
        wire = tab.wire
        assert wire is not None
        tab.lose()
        if not wire.closing:
            wire.closing = True
            self.loop.call_soon(wire.peer.closed)

    def stop(self) -> None:
        for gateway in self.gateways:
            closing: Any = self.loop.create_task(gateway.close())
            while not closing.done():
                self.loop.turn()
                if self.store.writing:
                    self.store.write()
        self.loop.close()
