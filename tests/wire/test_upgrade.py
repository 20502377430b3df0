"""Upgrade requests that are refused: who may open a socket, and what the parser takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.http import register, unique
from tests.harness.raw import Raw, request

if TYPE_CHECKING:
    from tests.harness.server import Server


async def _refused(server: Server, data: bytes, status: int) -> Raw:
    async with await Raw.open(server.port) as raw:
        await raw.send(data)
        answer = await raw.response()
        assert answer.status == status, answer
        await raw.closed()
        return raw


async def _still_serves(server: Server) -> None:
    guest = register(server.http, unique("Next"))
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, headers=guest.bearer))
        assert (await raw.response()).status == 101


ORIGINS = [
    "http://evil.example",
    "null",
    "https://127.0.0.1.evil.example",
    "http://127.0.0.1:1",
    "http://localhost:{port}",
    "http://evil.example#127.0.0.1:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}, http://evil.example",
    "file://",
]


@pytest.mark.parametrize("origin", ORIGINS)
async def test_another_site_may_not_open_a_socket(server: Server, origin: str) -> None:
    guest = register(server.http, unique("Origin"))
    headers = {"Origin": origin.format(port=server.port), **guest.bearer}
    raw = await _refused(server, request(server.authority, headers=headers), 403)
    assert b"origin_refused" in raw.received
    await _still_serves(server)


async def test_the_page_s_own_origin_may(server: Server) -> None:
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, headers={"Origin": server.http}))
        assert (await raw.response()).status == 101
        assert (await raw.until("hello"))["you"] is None


async def test_localhost_may_under_its_own_name(server: Server) -> None:
    host = f"localhost:{server.port}"
    async with await Raw.open(server.port) as raw:
        await raw.send(request(host, headers={"Origin": f"http://{host}"}))
        assert (await raw.response()).status == 101


async def test_no_origin_needs_a_token(server: Server) -> None:
    raw = await _refused(server, request(server.authority), 403)
    assert b"origin_refused" in raw.received


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1.nip.example:{port}"])
async def test_a_rebinding_host_is_refused(server: Server, host: str) -> None:
    name = host.format(port=server.port)
    raw = await _refused(server, request(name, headers={"Origin": f"http://{name}"}), 403)
    assert b"host_refused" in raw.received


async def test_a_rebinding_host_is_refused_by_http_too(server: Server) -> None:
    async with await Raw.open(server.port) as raw:
        await raw.send(request("evil.example", "/api/v1/rooms", upgrade=None))
        answer = await raw.response(body=True)
        assert answer.status == 403
        assert answer.error["code"] == "host_refused"


@pytest.mark.parametrize("target", ["/ws", "/", "/api/v1/rooms"])
async def test_2000_headers_are_refused(server: Server, target: str) -> None:
    lines = b"".join(b"X-%d: y\r\n" % number for number in range(2_000))
    await _refused(server, request(server.authority, target, lines=lines), 431)
    await _still_serves(server)


async def test_an_oversized_header_is_refused(server: Server) -> None:
    await _refused(server, request(server.authority, lines=b"X-Long: " + b"y" * 70_000 + b"\r\n"), 431)


async def test_an_endless_request_line_is_refused(server: Server) -> None:
    async with await Raw.open(server.port) as raw:
        try:
            await raw.send(b"GET /" + b"y" * 300_000)
        except ConnectionError:
            return
        await raw.closed()
        assert raw.received.startswith((b"HTTP/1.1 431", b"HTTP/1.1 414", b"HTTP/1.1 400"))


@pytest.mark.parametrize("target", ["/ws", "/", "/api/v1/rooms"])
@pytest.mark.parametrize("upgrade", ["h2c", "TLS/1.0", "websocket2", "h2c, websocket"])
async def test_a_foreign_upgrade_is_refused_and_the_connection_closes(
    server: Server, target: str, upgrade: str
) -> None:
    lines = b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, target, upgrade=upgrade, lines=lines))
        answer = await raw.response()
        assert 400 <= answer.status < 500
        await raw.closed()
        assert raw.received.count(b"HTTP/1.1") == 1


BAD_HANDSHAKES = [
    {"Sec-WebSocket-Key": ""},
    {"Sec-WebSocket-Key": "short"},
    {"Sec-WebSocket-Version": "8"},
    {"Sec-WebSocket-Version": ""},
]


@pytest.mark.parametrize("headers", BAD_HANDSHAKES, ids=str)
@pytest.mark.parametrize("target", ["/ws", "/"])
async def test_a_bad_handshake_is_refused_and_the_connection_closes(
    server: Server, target: str, headers: dict[str, str]
) -> None:
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, target, headers={"Origin": server.http, **headers}))
        answer = await raw.response()
        assert answer.status in (400, 426)
        await raw.closed()


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS"])
async def test_only_get_upgrades(server: Server, method: str) -> None:
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, method=method, headers={"Origin": server.http}))
        answer = await raw.response()
        assert answer.status in (400, 405)
        await raw.closed()


async def test_a_request_smuggled_behind_a_refused_upgrade_is_not_answered(server: Server) -> None:
    smuggled = request(server.authority, "/healthz", upgrade=None)
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, headers={"Origin": "http://evil.example"}) + smuggled)
        assert (await raw.response()).status == 403
        await raw.closed()
        assert raw.received.count(b"HTTP/1.1") == 1


async def test_no_other_path_upgrades(server: Server) -> None:
    guest = register(server.http, unique("Path"))
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, "/elsewhere", headers=guest.bearer))
        answer = await raw.response()
        assert 400 <= answer.status < 500
        await raw.closed()


async def test_bytes_that_are_no_http_close_the_connection(server: Server) -> None:
    async with await Raw.open(server.port) as raw:
        await raw.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        await raw.closed()
    await _still_serves(server)


async def test_an_upgrade_behind_an_unanswered_request_mixes_nothing(server: Server) -> None:
    """The answer comes and ends the connection: no HTTP inside frames, and no frames behind HTTP."""
    guest = register(server.http, unique("Pipe"))
    first = request(server.authority, "/api/v1/rooms", upgrade=None)
    async with await Raw.open(server.port) as raw:
        await raw.send(first + request(server.authority, headers=guest.bearer))
        answer = await raw.response(body=True)
        assert answer.status == 200
        assert answer.headers["connection"] == "close"
        await raw.closed(5)


@pytest.mark.slow
async def test_a_head_that_does_not_end_is_not_waited_for(server: Server) -> None:
    """The first one of a connection, and any later one."""
    part = b"GET /healthz HTTP/1.1\r\nHost: "
    async with await Raw.open(server.port) as first, await Raw.open(server.port) as later:
        await later.send(request(server.authority, "/healthz", upgrade=None))
        assert (await later.response(body=True)).status == 200
        for raw in (first, later):
            await raw.send(part)
        await first.closed(15)
        await later.closed(5)
