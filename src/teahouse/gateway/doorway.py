"""Who may open a socket, and what for: the way from an upgrade request to a peer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING

from msgspec import Struct

from teahouse.gateway.audience import Kind
from teahouse.gateway.classic import ClassicPeer
from teahouse.gateway.connection import Connection
from teahouse.gateway.page import PagePeer
from teahouse.model.errors import (
    BadInputError,
    BannedError,
    NotFoundError,
    RateLimitedError,
    TeahouseError,
    UnavailableError,
)
from teahouse.model.language import preferred
from teahouse.model.limits import FloodGuard, Limit
from teahouse.model.origin import OriginRule, check_socket
from teahouse.protocol import codec
from teahouse.protocol.errors import ErrorBody

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway

Headers = list[tuple[bytes, bytes]]


class Upgrade(Struct, frozen=True):
    """An upgrade request: header names are lower-case, `peer` is the address of the TCP connection."""

    method: str
    version: str
    target: bytes
    headers: Headers
    peer: str

    def header(self, name: bytes) -> str | None:
        """The one value of a header; None if it is missing or there are several."""
        values = [value for key, value in self.headers if key == name]
        return values[0].decode("latin-1") if len(values) == 1 else None


class Doorway(Struct, frozen=True):
    """The settings that decide about upgrades. `address` finds the client's address."""

    gateway: Gateway
    rule: OriginRule
    cookie: str
    address: Callable[[str, list[str]], str]
    _numbers: count[int] = count()

    def enter(self, transport: asyncio.Transport, request: Upgrade, rest: bytes) -> None:
        """Make a connection of it, `rest` being its first bytes; or refuse and close."""
        try:
            connection = self._admit(request)
        except TeahouseError as error:
            self.gateway.meters.refused(error.code)
            transport.write(refusal_response(error))
            transport.close()
            return
        transport.set_protocol(connection)
        head = [b"GET ", request.target, b" HTTP/1.1\r\n"]
        for name, value in request.headers:
            head += [name, b": ", value, b"\r\n"]
        if not connection.shake_hands(transport, b"".join([*head, b"\r\n"])):
            transport.close()
            return
        self.gateway.welcome(connection)
        connection.peer.opened()
        if rest:
            connection.data_received(rest)

    def _admit(self, request: Upgrade) -> Connection:
        if (request.header(b"upgrade") or "").lower() != "websocket":
            raise BadInputError(field="upgrade")
        if request.method != "GET" or request.version != "1.1":
            raise BadInputError(field="method")
        if any(name in (b"content-length", b"transfer-encoding") for name, _ in request.headers):
            raise BadInputError(field="content-length")
        if self.gateway.draining:
            raise UnavailableError
        forwarded = [value.decode("latin-1") for name, value in request.headers if name == b"x-forwarded-for"]
        address = self.address(request.peer, forwarded)
        wait = self.gateway.limits.take(Limit.ADDRESS_CONNECTIONS, address, self.gateway.now())
        if wait:
            raise RateLimitedError(retry_after_ms=wait)
        path = request.target.partition(b"?")[0]
        if path == b"/ws":
            return self._page(request, address)
        house = self.gateway.context.house
        if path == b"/" and house.classic and house.guests:
            if self.gateway.context.standing.bans_address(address):
                raise BannedError
            return self._classic(request, address)
        raise NotFoundError

    def _page(self, request: Upgrade, address: str) -> Connection:
        bearer = _bearer(request.header(b"authorization"))
        check_socket(self.rule, request.header(b"origin"), request.header(b"host"), bearer=bearer is not None)
        token = bearer or cookie_value(request.header(b"cookie"), self.cookie)
        connection = self._connection(Kind.PAGE)
        language = self._language(request)
        connection.peer = PagePeer(
            self.gateway, connection, address, token, language, bearer=bearer is not None
        )
        return connection

    def _classic(self, request: Upgrade, address: str) -> Connection:
        # Any Origin or none, and cookies are not read: nothing here is anybody's but the connection's own.
        connection = self._connection(Kind.CLASSIC)
        connection.peer = ClassicPeer(self.gateway, connection, address, self._language(request))
        return connection

    def _connection(self, kind: Kind) -> Connection:
        return Connection(
            self.gateway.meters,
            asyncio.get_running_loop(),
            kind,
            slot=next(self._numbers),
            guard=None if self.gateway.limits.lifted else FloodGuard(),
        )

    def _language(self, request: Upgrade) -> str:
        return preferred(self.gateway.context.house.language, request.header(b"accept-language"))


def refusal_response(error: TeahouseError) -> bytes:
    """A whole HTTP response that tells `error` and closes the connection."""
    body = codec.encode(ErrorBody.of(error))
    phrase = HTTPStatus(error.status).phrase
    head = (
        f"HTTP/1.1 {error.status} {phrase}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def cookie_value(header: str | None, name: str) -> str | None:
    """The value of a cookie (RFC 6265 section 4.2), or None."""
    for pair in (header or "").split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name and value:
            return value
    return None


def _bearer(header: str | None) -> str | None:
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
