"""A cluster whose proxies know what they carry, lose hints and count statements, and whose clocks can be moved."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.harness.cluster import BrokerKind, Cluster, Node
from tests.harness.http import browse
from tests.harness.proxy import Proxy, Way
from tests.harness.shims import Clock
from tests.harness.sieves import PostgresCount, PostgresNotes, RedisPushes

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from tests.harness.postgres import Postgres
    from tests.harness.redis import Redis
    from tests.harness.server import Server


class House(Cluster):
    """Three nodes. Without Redis the broker is PostgreSQL's notifications, by the store's proxies."""

    def __init__(self, folder: Path, postgres: Postgres, redis: Redis | None, *, nodes: int = 3) -> None:
        broker: BrokerKind = "postgresql" if redis is None else "redis"
        super().__init__(folder, postgres, redis, nodes=nodes, broker=broker, proxied=True)
        self.lose: bytes | None = None
        """Hints that hold this are lost, in silence, on their way to every node."""
        self.lost = 0
        self.executed = 0
        """Statements that the nodes sent to the database so far."""
        self.clocks: list[Clock] = []
        """The nodes' times of day."""
        self._lock = threading.Lock()

    @property
    def stores(self) -> list[Proxy]:
        """Before the database, by node."""
        return [_there(node.database_proxy) for node in self.nodes]

    @property
    def brokers(self) -> list[Proxy]:
        """Before the broker, by node."""
        return [_there(node.broker_proxy or node.database_proxy) for node in self.nodes]

    def mend(self) -> None:
        """All runs and is carried again, whatever was broken."""
        self.lose = None
        for proxy in {*self.stores, *self.brokers}:
            proxy.refuse(None)
            proxy.thaw()
            proxy.slow(0)
            proxy.armed = None
        for clock in self.clocks:
            clock.move(0)
        self.postgres.start()
        if self.redis is not None:
            self.redis.start()
        for node in self.nodes:
            if not node.running:
                node.start()

    def silence(self) -> None:
        """The broker is away: with Redis it cannot be reached, with notifications none arrives."""
        if self.redis is None:
            self.lose = b""
            return
        for proxy in self.brokers:
            proxy.refuse(b"")
            proxy.cut()

    def meter(self, node: Server, name: str) -> float:
        """What a node counts, by the first line of /metrics that begins with this name."""
        with browse(node.http) as http:
            lines = http.get("/metrics").text.splitlines()
        return float(next(line for line in lines if line.startswith(name)).rpartition(" ")[2])

    def deaf(self, node: Server) -> bool:
        """Whether a node knows that hints do not come through."""
        return self.meter(node, "teahouse_broker_up ") == 0

    def _node(self, stack: ExitStack, *flags: str) -> Node:
        node = super()._node(stack, *flags)
        self.clocks.append(Clock(node.folder))
        node.variables |= self.clocks[-1].variables
        store = _there(node.database_proxy)
        store.sieves[Way.OUT] = lambda: PostgresCount(self._count_one)
        if node.broker_proxy is None:
            store.sieves[Way.BACK] = lambda: PostgresNotes(self._is_lost)
        else:
            node.broker_proxy.sieves[Way.BACK] = lambda: RedisPushes(self._is_lost)
        return node

    def _is_lost(self, hint: bytes) -> bool:
        lost = self.lose is not None and self.lose in hint
        if lost:
            with self._lock:
                self.lost += 1
        return lost

    def _count_one(self) -> None:
        with self._lock:
            self.executed += 1


def _there(proxy: Proxy | None) -> Proxy:
    assert proxy is not None, "every node has proxies"
    return proxy
