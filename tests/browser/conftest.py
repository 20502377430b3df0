"""Chromium, servers for it, and a watch over everything that it complains about."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.tab import PATIENCE_MS
from tests.browser.visits import Visits, launched
from tests.harness.proxy import Proxy
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    MakeProxy = Callable[[Server], Proxy]


# A busy machine is slow; what must come may take long.
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


# Not longer than this folder's tests: the driver's loop runs in the main thread, where others start theirs.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, without a window."""
    with launched() as chromium:
        yield chromium


@pytest.fixture
def visits(chromium: Browser) -> Iterator[Visits]:
    """Opens pages; the test fails if one of them complains of anything that was not expected."""
    opened = Visits(chromium)
    try:
        yield opened
        opened.settle()
        assert opened.complaints() == []
    finally:
        opened.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without limits for the tests of one module."""
    server = Server(tmp_path_factory.mktemp("house"), "--limits", "off")
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def make_proxy() -> Iterator[MakeProxy]:
    """Starts a proxy in front of a server."""
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(Proxy(server.port))
