"""uvicorn, with what it does not do: bounds, upgrades and a drain of our own.

The HTTP protocol bounds headers (431), refuses every upgrade that is not a WebSocket
and closes, and hands a frame that came in the segment of the upgrade on to the
connection. The server owns signals: not ready with the listener open, drain, close
with 1012, exit status 0.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from teahouse.gateway.doorway import Doorway, Upgrade, refusal_response
from teahouse.gateway.gateway import Gateway
from teahouse.model.errors import BadInputError, HeadersTooLargeError

HEADER_COUNT = 100
HEADER_BYTES = 16_384
HEAD_SECONDS = 10.0


class HttpProtocol(HttpToolsProtocol):
    """One TCP connection until it is upgraded."""

    doorway: Doorway

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timer = self.loop.call_later(HEAD_SECONDS, lambda: None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._header_bytes = 0
        self._too_large = False
        self._deaf = False
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._hand_over(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._header_bytes = 0
        self._await_head()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        if len(self.headers) >= HEADER_COUNT:
            self._too_large = True
            raise ValueError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_timer.cancel()
        super().on_headers_complete()

    def _should_upgrade(self) -> bool:
        # Whatever the upgrade is to, no request of the application's is made of it; see _hand_over.
        return self.parser.should_upgrade()

    def _await_head(self) -> None:
        self._head_timer.cancel()
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _count(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > HEADER_BYTES:
            self._too_large = True
            raise ValueError("headers too large")

    def _hand_over(self, rest: bytes) -> None:
        self._head_timer.cancel()
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            # A socket may not begin while an answer is on its way: that one ends the connection.
            self._deaf = True
            cycle.keep_alive = False
            return
        self.connections.discard(self)
        request = Upgrade(
            method=self.scope["method"],
            version=self.parser.get_http_version(),
            target=self.url,
            headers=self.headers,
            peer=self.client[0] if self.client else "",
        )
        self.doorway.enter(self.transport, request, rest)

    def _refuse(self) -> None:
        error = HeadersTooLargeError() if self._too_large else BadInputError()
        self.transport.write(refusal_response(error))
        self.transport.close()


class Server(uvicorn.Server):
    """uvicorn's server with our way to stop. `should_exit` begins it."""

    def __init__(self, config: uvicorn.Config, gateway: Gateway, drain_seconds: float) -> None:
        super().__init__(config)
        self._gateway = gateway
        self.drain_seconds = drain_seconds

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the application's."""
        yield

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        await self._gateway.drain(self.drain_seconds)
        await super().shutdown(sockets)
        await self._gateway.close()
