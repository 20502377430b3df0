"""A server on loopback that takes what is sent out, answers as told, and remembers it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import h11
import msgspec

from teahouse.outbound.client import Client
from teahouse.outbound.guard import Allowance, Guard
from tests.outbound.authority import authority

if TYPE_CHECKING:
    from teahouse.model.address import Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.1/32"),)


@dataclass
class Received:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    server_name: str | None
    """What TLS was asked for (SNI)."""

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


@dataclass
class Sent:
    """An answer; `parts` go out one after the other, chunked, each after what `between` waits for."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    parts: Sequence[bytes] = ()
    between: Callable[[], Awaitable[object]] | None = None


Answering = Callable[[Received], Sent]


def _unknown(_: Received) -> Sent:
    return Sent(404)


@dataclass
class Receiver:
    """Answers by path; an unknown one gets 404."""

    scheme: str = "https"
    port: int = 0
    answers: dict[str, Answering] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    def page(self, path: str, body: bytes | str, type_: str = "text/html; charset=utf-8") -> None:
        """Serve a page."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = lambda _: Sent(200, {"content-type": type_}, data)

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        """Serve a redirect."""
        self.answers[path] = lambda _: Sent(status, {"location": location})

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    @property
    def targets(self) -> list[str]:
        return [each.target for each in self.received]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        tls = writer.get_extra_info("ssl_object")
        name = getattr(tls, "asked_for", None)
        connection = h11.Connection(h11.SERVER)
        # A client that has enough, or gives up, closes; that is its right.
        with suppress(OSError, h11.ProtocolError, asyncio.CancelledError):
            while await self._serve_one(connection, reader, writer, name):
                connection.start_next_cycle()
            writer.close()
            await writer.wait_closed()
        writer.transport.abort()

    async def _serve_one(
        self,
        connection: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        name: str | None,
    ) -> bool:
        request: h11.Request | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65_536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return False
        assert request is not None
        headers = {bytes(key).decode(): bytes(value).decode() for key, value in request.headers}
        got = Received(request.method.decode(), request.target.decode(), headers, body, name)
        self.received.append(got)
        sent = self.answers.get(got.target.partition("?")[0], _unknown)(got)
        await self._send(connection, writer, sent)
        return connection.our_state is h11.DONE

    async def _send(self, connection: h11.Connection, writer: asyncio.StreamWriter, sent: Sent) -> None:
        headers = dict(sent.headers)
        if not sent.parts:
            headers.setdefault("content-length", str(len(sent.body)))
        answer = h11.Response(status_code=sent.status, headers=list(headers.items()))
        writer.write(connection.send(answer) or b"")
        for part in sent.parts or ((sent.body,) if sent.body else ()):
            if sent.between is not None:
                await writer.drain()
                await sent.between()
            writer.write(connection.send(h11.Data(data=part)) or b"")
            await writer.drain()
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        await writer.drain()


@asynccontextmanager
async def receiving(scheme: str = "https", host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Receiver]:
    """A receiver on a free port of loopback."""
    receiver = Receiver(scheme)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        await receiver._serve(reader, writer)

    context = authority().server if scheme == "https" else None
    server = await asyncio.start_server(serve, host, port, ssl=context)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # aborted transports close in the next turn


@dataclass
class Names:
    """A name service: the addresses of each name, and how often each was asked for."""

    known: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def addresses(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.known:
            raise OSError("no such name")
        return self.known[host]


@asynccontextmanager
async def client_for(
    receiver: Receiver, names: Names | None = None, networks: tuple[Network, ...] = LOOPBACK
) -> AsyncIterator[Client]:
    """A client that is allowed to reach the receiver, and nothing else that is not public."""
    guard = Guard(Allowance(networks, frozenset({receiver.port})), (names or Names()).addresses)
    client = Client(guard, authority().client)
    try:
        yield client
    finally:
        await client.aclose()
