"""Frames that go straight to the kernel, over real sockets on both event loops."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
import uvloop

from teahouse.gateway.audience import Kind
from teahouse.gateway.connection import UNSENT_BYTES, Connection
from teahouse.model.meters import Meters
from tests.gateway.wire import FakePeer
from tests.harness.raw import request

FRAMES = [f"{number:07d};".encode() * 4_096 for number in range(400)]
"""Numbered blocks of 32 KB."""


class Wire(NamedTuple):
    """A connection on a real transport, what it is told, and the other end, which reads when asked."""

    connection: Connection
    peer: FakePeer
    far: socket.socket


async def _wire() -> Wire:
    loop = asyncio.get_running_loop()
    near, far = socket.socketpair()
    for end in (near, far):
        end.setblocking(False)
    connection = Connection(Meters(), loop, Kind.PAGE)
    peer = FakePeer(connection)
    connection.peer = peer
    transport, _ = await loop.create_connection(lambda: connection, sock=near)
    assert connection.shake_hands(transport, request("localhost"))
    assert b" 101 " in await loop.sock_recv(far, 4_096)
    return Wire(connection, peer, far)


async def _read(far: socket.socket, count: int) -> bytes:
    loop, got = asyncio.get_running_loop(), bytearray()
    while len(got) < count:
        data = await asyncio.wait_for(loop.sock_recv(far, 65_536), 10)
        if not data:
            break
        got += data
    return bytes(got)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0)


async def _end(connection: Connection, peer: FakePeer, far: socket.socket) -> None:
    connection.transport.abort()
    await _until(lambda: "closed" in peer.told)
    far.close()


async def the_order_stays_when_the_kernel_is_full() -> None:
    connection, peer, far = await _wire()
    sent = bytearray()
    for frame in FRAMES:
        if "congested" in peer.told and connection.transport.get_write_buffer_size() > 400_000:
            break
        connection.write(frame)
        sent += frame
    assert peer.told == ["congested"], "the kernel's buffer is smaller than all of this"
    half = await _read(far, len(sent) // 2)
    connection.write(b"between")
    sent += b"between"
    rest = await _read(far, len(sent) - len(half))
    assert half + rest == sent
    await _until(lambda: "relieved" in peer.told)
    connection.write(b"after")
    assert await _read(far, 5) == b"after"
    await _end(connection, peer, far)


async def a_reader_that_takes_nothing_is_closed_at_the_bound() -> None:
    connection, peer, far = await _wire()
    for frame in FRAMES:
        connection.write(frame)
        assert connection.transport.get_write_buffer_size() < UNSENT_BYTES + 1_000
    assert peer.told == ["congested", "overflowed"]
    await _end(connection, peer, far)


async def nothing_touches_the_socket_after_the_end() -> None:
    connection, peer, far = await _wire()
    far.close()
    connection.write(b"into the void")
    connection.write(b"again")
    await _until(lambda: "closed" in peer.told)
    near = connection._socket
    assert near is not None
    assert near.fileno() == -1
    assert connection.send(b"late") == 4, "taken, and thrown away"


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
@pytest.mark.parametrize(
    "case",
    [
        the_order_stays_when_the_kernel_is_full,
        a_reader_that_takes_nothing_is_closed_at_the_bound,
        nothing_touches_the_socket_after_the_end,
    ],
)
def test_sending(case: Callable[[], Awaitable[None]], loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(case())  # type: ignore[arg-type]
