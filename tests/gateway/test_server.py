"""HTTP connections that do not behave: each ends, and none costs more than it may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from teahouse.gateway import server
from teahouse.gateway.server import BODY_PART, PIPELINED, UNREAD_PART, HttpProtocol
from tests.harness.raw import Raw, request

SOON = 0.15
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Room:
    """An application that answers when it may, and counts."""

    def __init__(self, answer: bytes = b"tea") -> None:
        self.answer = answer
        self.asked = 0
        self.open = asyncio.Event()
        self.protocols: list[HttpProtocol] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        while (await receive()).get("more_body"):
            pass
        await self.open.wait()
        headers = [(b"content-length", str(len(self.answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.answer, "more_body": False})

    @asynccontextmanager
    async def served(self) -> AsyncIterator[int]:
        config = uvicorn.Config(cast(Any, self), http=HttpProtocol, lifespan="off", log_config=None)
        config.load()
        state = ServerState()

        def make() -> HttpProtocol:
            made = HttpProtocol(config=config, server_state=state, app_state={})
            self.protocols.append(made)
            return made

        listener = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            self.open.set()
            listener.close()
            for task in list(state.tasks):
                task.cancel()
            await asyncio.gather(*state.tasks, return_exceptions=True)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "UNREAD_SECONDS"):
        monkeypatch.setattr(server, name, SOON)


async def test_requests_without_an_end_wait_for_none_of_ours() -> None:
    room = Room()
    async with room.served() as port, await Raw.open(port) as raw:
        await raw.send(GET * 5_000)
        await asyncio.sleep(SOON)
        assert len(room.protocols[0].pipeline) <= PIPELINED
        room.open.set()
        await raw.closed(2)
        assert 1 <= room.asked <= PIPELINED + 1
        assert raw.received.count(b"HTTP/1.1 200 OK") == room.asked
        assert b"400" not in raw.received


async def test_what_was_asked_properly_is_answered_before_a_bad_request_ends_it() -> None:
    room = Room()
    async with room.served() as port, await Raw.open(port) as raw:
        await raw.send(GET + b"no request\r\n\r\n")
        room.open.set()
        await raw.closed(2)
        assert raw.received.endswith(b"tea")


async def test_a_bad_body_is_refused_at_once() -> None:
    room = Room()
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with room.served() as port, await Raw.open(port) as raw:
        await raw.send(head + b"nonsense\r\n")
        assert (await raw.response()).status == 400
        await raw.closed(2)


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost:",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf",
        b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 9\r\n\r\n",
    ],
)
async def test_a_request_that_does_not_go_on_is_given_up(part: bytes) -> None:
    async with Room().served() as port, await Raw.open(port) as raw:
        await raw.send(part)
        await raw.closed(2)


async def test_a_long_body_has_time_as_long_as_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY_SECONDS", 60.0)
    room = Room()
    async with room.served() as port, await Raw.open(port) as raw:
        await raw.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6000000\r\n\r\nx")
        await until(lambda: room.asked == 1)
        protocol = cast(Any, room.protocols[0])
        first = protocol._request_timer
        await raw.send(bytes(BODY_PART - 2))
        await until(lambda: protocol._body_bytes == BODY_PART - 1)
        assert protocol._request_timer is first
        await raw.send(b"x")
        await until(lambda: protocol._body_bytes == 0)
        assert first.cancelled()
        assert protocol._request_timer.when() > first.when()


async def test_a_body_that_was_refused_already_gets_no_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY_SECONDS", 60.0)

    class Refusing(Room):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            headers = [(b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 413, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    room = Refusing()
    async with room.served() as port, await Raw.open(port) as raw:
        await raw.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6000000\r\n\r\n")
        assert (await raw.response()).status == 413
        protocol = cast(Any, room.protocols[0])
        first = protocol._request_timer
        await raw.send(bytes(2 * BODY_PART))
        await until(lambda: protocol._body_bytes == 2 * BODY_PART)
        assert protocol._request_timer is first
        assert not first.cancelled()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the other end of a connection does."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_blank_line_does_not_keep_a_connection() -> None:
    room = Room()
    room.open.set()
    async with room.served() as port, await Raw.open(port) as raw:
        await raw.send(GET)
        await raw.response(body=True)
        timer = room.protocols[0].timeout_keep_alive_task
        assert timer is not None
        await raw.send(b"\r\n")
        await asyncio.sleep(0.05)
        assert room.protocols[0].timeout_keep_alive_task is timer
        assert not timer.cancelled()
        await raw.send(GET)
        await raw.response(body=True)
        assert timer.cancelled()


async def test_an_answer_that_nobody_reads_is_given_up() -> None:
    room = Room(b"x" * 20_000_000)
    room.open.set()
    async with room.served() as port, await Raw.open(port, receive_buffer=4096) as raw:
        raw.pause()
        await raw.send(GET)
        async with asyncio.timeout(5):
            while cast(Any, room.protocols[0]).parser is not None:
                await asyncio.sleep(0.05)


class Unread:
    """A transport as the wait for a reader sees it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.aborts = 0

    def get_write_buffer_size(self) -> int:
        return self.size

    def abort(self) -> None:
        self.aborts += 1


async def test_a_slow_reader_has_time_as_long_as_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "UNREAD_SECONDS", 60.0)
    room = Room(b"x" * 20_000_000)
    room.open.set()
    async with room.served() as port, await Raw.open(port, receive_buffer=4096) as raw:
        raw.pause()
        await raw.send(GET)
        await until(lambda: room.asked == 1 and cast(Any, room.protocols[0])._unread_timer is not None)
        protocol = cast(Any, room.protocols[0])
        own, unread = protocol.transport, Unread(UNREAD_PART)
        protocol.transport = unread
        protocol._check_reader(2 * UNREAD_PART)
        assert unread.aborts == 0
        again = protocol._unread_timer
        unread.size = 1
        protocol._check_reader(UNREAD_PART)
        assert unread.aborts == 1
        protocol.transport = own
        own.abort()
        await until(lambda: again.cancelled())


async def test_no_socket_begins_behind_an_answer_that_is_unread() -> None:
    room = Room(b"x" * 20_000_000)
    room.open.set()
    async with room.served() as port, await Raw.open(port, receive_buffer=4096) as raw:
        raw.pause()
        await raw.send(GET)
        await asyncio.sleep(0.05)
        # There is no doorway here: to be asked would be an error.
        await raw.send(request("localhost"))
        await asyncio.sleep(0.05)
        assert room.protocols[0]._deaf
