"""Several nodes on one PostgreSQL and one Redis, all started for a run and stopped by their pids."""

from __future__ import annotations

import contextlib
import http.client
import tempfile
import time
from pathlib import Path
from types import TracebackType

from benchmarks.contenders import teahouse
from benchmarks.guests import make_guests, write_tokens
from benchmarks.outcome import Effort
from benchmarks.process import SERVER_CORE, Server, free_port, here_on_core
from benchmarks.seed import add_rooms
from tests.harness.postgres import Postgres
from tests.harness.redis import Redis

DATABASE = {"autovacuum": "on", "shared_buffers": "256MB"}
"""As PostgreSQL's package has them, but for the memory; every commit is synced."""


class Backends:
    """A database server on the disk to be measured, and a broker; on any core if `core` is None."""

    def __init__(self, effort: Effort, core: int | None = None, **settings: str) -> None:
        """`settings` are lines of postgresql.conf."""
        self.core = core
        self.postgres = Postgres(fsync=True, folder=effort.folder, **{**DATABASE, **settings})
        self.redis = Redis()

    def __enter__(self) -> Backends:
        try:
            with here_on_core(self.core):
                self.postgres.start()
                self.redis.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.redis.close()
        self.postgres.close()


class Cluster:
    """`count` nodes on a fresh database with rooms beyond the lobby; `rooms` are their ids.

    The nodes share one core unless `core` is None; database and broker take what is free.
    """

    def __init__(
        self, effort: Effort, backends: Backends, count: int, rooms: int = 0, *flags: str,
        core: int | None = SERVER_CORE,
    ) -> None:  # fmt: skip
        self.backends = backends
        self.url = backends.postgres.database()
        self.rooms = add_rooms(lambda sql: backends.postgres.execute(sql, self.url), rooms) if rooms else [1]
        self._temporary = tempfile.TemporaryDirectory(dir=effort.folder)
        self.folder = Path(self._temporary.name)
        settings = {"database": self.url, "broker": backends.redis.url}
        self.nodes: list[Server] = []
        for number in range(count):
            folder = self.folder / str(number)
            folder.mkdir()
            self.nodes.append(teahouse(free_port(), folder, *flags, settings=settings, core=core))

    @property
    def ports(self) -> list[int]:
        """Of all nodes."""
        return [node.port for node in self.nodes]

    @property
    def pids(self) -> list[int]:
        """Of all nodes."""
        return [node.pid for node in self.nodes]

    def guests(self, count: int) -> Path:
        """A file with the tokens of as many new guests."""
        return write_tokens(make_guests(self.ports[0], count), self.folder / "tokens")

    def __enter__(self) -> Cluster:
        try:
            for node in self.nodes:
                # The first one finds all in order before the next one looks.
                start(node)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for node in self.nodes:
            node.stop()
        self._temporary.cleanup()


def start(node: Server, within: float = 30) -> None:
    """Starts a node; returns when it says that it is ready."""
    node.start()
    end = time.monotonic() + within
    while not _ready(node.port):
        if time.monotonic() > end:
            node.stop()
            raise RuntimeError(f"not ready within {within} s: {node.log.read_text(errors='replace')[-800:]}")
        time.sleep(0.02)


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False
