"""Several server processes on one PostgreSQL database and one broker.

Fixtures, to be imported by conftest.py: `cluster` is a started pair of nodes that a module
shares; `start_cluster(nodes=3, broker="postgresql", proxied=True, ...)` starts one's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal, Self

import pytest

from tests.harness.postgres import Postgres
from tests.harness.proxy import Proxy
from tests.harness.redis import Redis
from tests.harness.server import Server

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

BrokerKind = Literal["redis", "postgresql", "none"]


class Node(Server):
    """A server of a cluster. Its proxies, if it has any, carry its connections alone."""

    database_proxy: Proxy | None = None
    broker_proxy: Proxy | None = None
    """Before Redis; hints over PostgreSQL go through `database_proxy`."""


class Cluster:
    """Nodes that share everything but their ports. Use as a context manager, which starts them.

    `flags` go to each node. With `proxied` each node reaches the database and Redis through
    proxies of its own. Limits are off, and a told node drains for a second, unless `flags` say
    otherwise.
    """

    def __init__(
        self,
        folder: Path,
        postgres: Postgres,
        redis: Redis | None,
        *flags: str,
        nodes: int = 2,
        broker: BrokerKind = "redis",
        proxied: bool = False,
    ) -> None:
        self.folder = folder
        self.postgres = postgres
        self.redis = redis
        self.broker = broker
        self.nodes: list[Node] = []
        self.database = ""
        """The address of the database, past any proxy."""
        self._flags = ("--limits", "off", "--drain-seconds", "1", *flags)
        self._count = nodes
        self._proxied = proxied
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.database = self.postgres.database()
            stack.callback(self._drop)
            for _ in range(self._count):
                self.nodes.append(self._node(stack))
            for node in self.nodes:
                node.launch()
            for node in self.nodes:
                node.wait_ready()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def __getitem__(self, number: int) -> Node:
        return self.nodes[number]

    @property
    def ports(self) -> list[int]:
        return [node.port for node in self.nodes]

    def add(self, *flags: str) -> Node:
        """One more node, started."""
        node = self._node(self._stack, *flags)
        self.nodes.append(node)
        node.start()
        return node

    def log(self) -> str:
        """The end of what each node printed."""
        return "\n".join(f"--- log of {node.folder.name}\n{node.log()[-20_000:]}" for node in self.nodes)

    def _node(self, stack: ExitStack, *flags: str) -> Node:
        folder = self.folder / f"node-{len(self.nodes)}"
        folder.mkdir(parents=True)
        node = Node(folder, *self._flags, *flags)
        database, broker = self.database, self._broker_url()
        if self._proxied:
            node.database_proxy = stack.enter_context(Proxy(self.postgres.port))
            database = _through(database, self.postgres.port, node.database_proxy)
            if self.broker == "redis" and self.redis is not None:
                node.broker_proxy = stack.enter_context(Proxy(self.redis.port))
                broker = _through(broker, self.redis.port, node.broker_proxy)
        node.variables = {"TEAHOUSE_DATABASE": database, "TEAHOUSE_BROKER": broker}
        # Registered after its proxies, so stopped before them.
        stack.callback(node.close)
        return node

    def _broker_url(self) -> str:
        if self.broker != "redis":
            return self.broker
        assert self.redis is not None, "a cluster over Redis needs one"
        return self.redis.url

    def _drop(self) -> None:
        self.postgres.start()
        self.postgres.drop(self.database)


StartCluster = Callable[..., Cluster]
"""Starts a cluster of one's own; takes flags, and the keywords of Cluster."""


def _through(url: str, port: int, proxy: Proxy) -> str:
    return url.replace(f":{port}/", f":{proxy.port}/")


@pytest.fixture(scope="module")
def _shared_cluster(
    _session_postgres: Postgres, _session_redis: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    _session_postgres.start()
    _session_redis.start()
    folder = tmp_path_factory.mktemp("cluster")
    with Cluster(folder, _session_postgres, _session_redis) as cluster:
        yield cluster


@pytest.fixture
def cluster(_shared_cluster: Cluster) -> Iterator[Cluster]:
    """Two nodes on PostgreSQL and Redis that the tests of a module share; nobody stops them."""
    yield _shared_cluster
    print(_shared_cluster.log())  # shown if the test failed


@pytest.fixture
def start_cluster(postgres: Postgres, _session_redis: Redis, tmp_path: Path) -> Iterator[StartCluster]:
    """Start clusters of one's own."""
    with ExitStack() as stack:
        made: list[Cluster] = []

        def start(
            *flags: str, nodes: int = 2, broker: BrokerKind = "redis", proxied: bool = False
        ) -> Cluster:
            if broker == "redis":
                _session_redis.start()
            folder = tmp_path / f"cluster-{len(made)}"
            cluster = Cluster(
                folder, postgres, _session_redis, *flags, nodes=nodes, broker=broker, proxied=proxied
            )
            made.append(cluster)
            return stack.enter_context(cluster)

        yield start
        for cluster in made:
            print(cluster.log())
