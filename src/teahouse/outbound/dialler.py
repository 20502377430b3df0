"""Connections for httpcore, each to an address that the guard has just checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import httpcore

from teahouse.outbound.errors import ConnectionFailedError

if TYPE_CHECKING:
    from teahouse.outbound.guard import Guard

TRIES: Final = 4
"""How many of a name's addresses are tried."""
SECONDS: Final = 2.0
"""How long each is waited for; the client's limit of time is above it."""


class Dialler(httpcore.AsyncNetworkBackend):
    """Connects to what the guard returns for a name.

    httpcore keeps the name for TLS (SNI and the certificate) and for the Host
    header, and asks here for nothing but the TCP connection.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._tcp = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises what `Guard.addresses` does, or ConnectionFailedError."""
        for address in (await self._guard.addresses(host, port))[:TRIES]:
            try:
                return await self._tcp.connect_tcp(str(address), port, SECONDS, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        raise ConnectionFailedError

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: no URL names a file here."""
        raise ConnectionFailedError

    async def sleep(self, seconds: float) -> None:
        """Between tries of httpcore's own, of which there are none."""
        await self._tcp.sleep(seconds)
