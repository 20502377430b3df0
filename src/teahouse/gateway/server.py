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
BODY_SECONDS = 30.0
BODY_PART = 65_536
"""Each part of a body of so many bytes may take BODY_SECONDS: an upload over a slow line lasts."""

UNREAD_SECONDS = 30.0
UNREAD_PART = 16_384
"""A reader who is behind takes so many bytes in that time, however slow the line is; or is cut off."""

PIPELINED = 16
"""More requests than this are not taken before the first has its answer."""


class HttpProtocol(HttpToolsProtocol):
    """One TCP connection until it is upgraded."""

    doorway: Doorway

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request_timer: asyncio.TimerHandle | None = None
        self._unread_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._header_bytes = 0
        self._too_large = False
        self._deaf = False
        self._await_request(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._await_request(None)
        self.resume_writing()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _await_reader(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._unread_timer = self.loop.call_later(UNREAD_SECONDS, self._check_reader, unread)

    def _check_reader(self, before: int) -> None:
        """Cut off whoever left so much unread before, and has taken next to nothing of it."""
        if before - self.transport.get_write_buffer_size() < UNREAD_PART:
            self.transport.abort()
        else:
            self._await_reader()

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._hand_over(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse()

    def on_message_begin(self) -> None:
        # Not before: a blank line between requests (RFC 9112 section 2.2) is no sign of life.
        self._unset_keepalive_if_required()
        if len(self.pipeline) >= PIPELINED:
            raise ValueError("too many requests at once")
        super().on_message_begin()
        self._header_bytes = 0
        self._await_request(HEAD_SECONDS)

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
        self._await_request(BODY_SECONDS)
        self._body_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._body_bytes += len(body)
        # What is no longer listened to, after a refusal, gets no more time.
        if self._body_bytes >= BODY_PART and not self.cycle.response_complete:
            self._body_bytes = 0
            self._await_request(BODY_SECONDS)

    def on_message_complete(self) -> None:
        self._await_request(None)
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        # Whatever the upgrade is to, no request of the application's is made of it; see _hand_over.
        return self.parser.should_upgrade()

    def _await_request(self, seconds: float | None) -> None:
        """Close if the next part of the request takes longer; None when nothing more is awaited."""
        if self._request_timer is not None:
            self._request_timer.cancel()
        self._request_timer = None if seconds is None else self.loop.call_later(seconds, self.transport.close)

    def _count(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > HEADER_BYTES:
            self._too_large = True
            raise ValueError("headers too large")

    def _hand_over(self, rest: bytes) -> None:
        self._await_request(None)
        if self._end_after_answers():
            # A socket may not begin while an answer is on its way: that one ends the connection.
            return
        if self.flow.write_paused:
            # Nor while one is unread: the transport would never tell the socket that it is congested.
            self._deaf = True
            self.transport.close()
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

    def _end_after_answers(self) -> bool:
        """Take nothing more, and close after the answers on their way; False if there are none."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or cycle.more_body:
            return False
        self._deaf = True
        cycle.keep_alive = False
        return True

    def _refuse(self) -> None:
        self._await_request(None)
        if self._end_after_answers():
            return
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
