"""A real browser beside the measurement: Chromium, where Playwright and it are installed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class NoBrowserError(RuntimeError):
    """There is no Playwright or no Chromium here."""


@contextlib.contextmanager
def _held_to(core: int | None) -> Iterator[None]:
    """What this thread starts meanwhile stays on the core; on any for None, and where there is only one."""
    before = os.sched_getaffinity(0)
    if core is not None and core in before:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.contextmanager
def chromium(core: int | None = None) -> Iterator[Browser]:
    """A headless Chromium: the system's, else Playwright's own; all its processes on `core`, if one is given."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise NoBrowserError("Playwright is not installed") from None
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with contextlib.ExitStack() as stack:
        with _held_to(core):
            # The driver starts the browser, and both inherit where they may run.
            playwright = stack.enter_context(sync_playwright())
            try:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            except Error:
                raise NoBrowserError("Chromium is not installed") from None
        try:
            yield browser
        finally:
            browser.close()


class Traffic:
    """What a page asked for and got, over HTTP and the socket, as the browser counts it on the wire."""

    def __init__(self, page: Page) -> None:
        self._asked: dict[str, str] = {}
        self._got: dict[str, int] = {}
        self._socket = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._request)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketCreated", self._request)
        session.on("Network.webSocketHandshakeResponseReceived", self._handshake)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _request(self, event: dict[str, Any]) -> None:
        self._asked[event["requestId"]] = event.get("url") or event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        self._got[event["requestId"]] = int(event["encodedDataLength"])

    def _handshake(self, event: dict[str, Any]) -> None:
        headers = event["response"].get("headers", {})
        self._got[event["requestId"]] = sum(len(name) + len(value) + 4 for name, value in headers.items())

    def _frame(self, event: dict[str, Any]) -> None:
        payload = len(event["response"]["payloadData"].encode())
        self._socket += payload + (2 if payload < 126 else 4 if payload < 65_536 else 10)

    @property
    def urls(self) -> list[str]:
        """All addresses asked for, inline data left out."""
        return [url for url in self._asked.values() if not url.startswith(("data:", "blob:"))]

    @property
    def pending(self) -> bool:
        """Whether something asked for has not come yet."""
        return any(key not in self._got for key, url in self._asked.items() if url.startswith(("http", "ws")))

    @property
    def bytes(self) -> int:
        """Received so far: heads and bodies as compressed, and the frames of the socket."""
        return sum(self._got.values()) + self._socket
