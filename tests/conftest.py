"""Servers for the tests, and coroutine tests run on a loop of their own."""

from __future__ import annotations

import asyncio
import inspect
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.harness.cluster import _shared_cluster, cluster, start_cluster
from tests.harness.databases import _session_postgres, database, postgres
from tests.harness.redis import _session_redis, redis
from tests.harness.server import Server, Start
from tests.harness.tracing import Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = [
    "_session_postgres",
    "_session_redis",
    "_shared_cluster",
    "cluster",
    "database",
    "postgres",
    "redis",
    "start_cluster",
]

# A server that may not keep what it compiled compiles all of it at each start: a quarter of what a start costs.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

TEST_WITHIN = 120.0
"""No coroutine test takes longer (seconds)."""

# How long an example takes says how busy the machine is.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, the slow ones come first: nobody waits for one of them in the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests that no plugin claims by a marker."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    if any(pyfuncitem.get_closest_marker(name) for name in ("anyio", "asyncio")):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: value for name, value in pyfuncitem.funcargs.items() if name in wanted}

    async def limited() -> None:
        async with asyncio.timeout(TEST_WITHIN):
            await pyfuncitem.obj(**arguments)

    asyncio.run(limited())
    return True


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Start]:
    """Start servers of one's own, each with its flags, in folders of their own."""
    servers: list[Server] = []

    def start(*flags: str) -> Server:
        folder = tmp_path / f"server-{len(servers)}"
        folder.mkdir()
        server = Server(folder, *flags)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.close()
        print(f"--- log of {server.folder.name}\n{server.log()[-20_000:]}")  # shown if the test failed


@pytest.fixture
def fresh_server(start_server: Start) -> Server:
    """A server without limits for this test alone."""
    return start_server("--limits", "off")


@pytest.fixture(scope="session")
def _shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("shared"), "--limits", "off")
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def server(_shared_server: Server) -> Iterator[Server]:
    """The server that all tests share which leave it as they found it; it has no limits."""
    before = len(_shared_server.log())
    yield _shared_server
    print(f"--- log of the shared server\n{_shared_server.log()[before:][-20_000:]}")


@pytest.fixture
def trace(tmp_path: Path) -> Callable[[str], Trace]:
    """Traces in `traces/` of the test's folder, one a client."""
    folder = tmp_path / "traces"
    folder.mkdir()
    return lambda client: Trace(folder / f"{client}.jsonl", client)
