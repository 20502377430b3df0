"""The one place that names concrete back ends: settings in, a running server out."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial

import uvicorn
import uvloop

from teahouse.broker.memory import MemoryBroker
from teahouse.chat.context import Context
from teahouse.gateway.doorway import Doorway
from teahouse.gateway.gateway import Gateway
from teahouse.gateway.server import HttpProtocol, Server
from teahouse.http.api import create_app
from teahouse.http.page import Pages
from teahouse.http.services import Services
from teahouse.logs import configure_logs
from teahouse.model.address import address_key, client_address
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.origin import rule
from teahouse.settings import Settings
from teahouse.store.sqlite import open_store, unix_ms

LISTEN_BACKLOG = 4_096
SWITCH_SECONDS = 0.0005
"""How long one thread keeps Python to itself: with the default of 5 ms a busy event loop
makes the writer wait so often that acknowledgements take 200 ms instead of 20."""


class StartError(Exception):
    """The server cannot start; the message is one line for whoever started it."""


def run(settings: Settings, started: Callable[[int], None] = lambda port: None) -> int:
    """Serve until told to stop; the exit status. `started` hears the port.

    Raises StartError, StoreOpenError, or OSError for a port that cannot be had.
    """
    configure_logs(settings.log_level, settings.log_format)
    sys.setswitchinterval(SWITCH_SECONDS)
    listener = _listen(settings.host, settings.port)
    try:
        return uvloop.run(_serve(settings, listener, started))
    finally:
        listener.close()


async def _serve(settings: Settings, listener: socket.socket, started: Callable[[int], None]) -> int:
    loop = asyncio.get_running_loop()
    meters = Meters()
    store = await open_store(settings.data, on_batch=meters.journal_batch.observe)
    broker = MemoryBroker()
    context = Context(store, broker, unix_ms, settings.name_hold_days, settings.guests)
    limits = Limits() if settings.limits else Limits.off()
    gateway = Gateway(context, limits, meters, settings.name, settings.language)
    origins = rule(settings.public_url, settings.allowed_hosts)
    secure = bool(settings.public_url and settings.public_url.startswith("https:"))
    cookie = f"{'__Host-' if secure else ''}teahouse_{store.store_id}"

    def address(peer: str, forwarded_for: list[str]) -> str:
        return address_key(client_address(peer, forwarded_for, settings.trusted_proxies))

    services = Services(
        context=context,
        limits=limits,
        meters=meters,
        rule=origins,
        cookie=cookie,
        secure=secure,
        language=settings.language,
        address=address,
        now=loop.time,
        ready=lambda: "draining" if gateway.draining else None,
    )
    doorway = Doorway(
        gateway, origins, cookie, settings.classic and settings.guests, settings.language, address
    )
    server = Server(_config(services, settings, doorway), gateway, settings.drain_seconds)
    _own_signals(loop, server)
    # What is alive now stays alive: it need not be looked at by each collection.
    gc.collect()
    gc.freeze()
    started(listener.getsockname()[1])
    await server.serve(sockets=[listener])
    await broker.close()
    await store.close()
    return 0


def _config(services: Services, settings: Settings, doorway: Doorway) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(services, Pages(), " ".join(settings.frame_ancestors) or "'none'"),
        http=type("BoundHttpProtocol", (HttpProtocol,), {"doorway": doorway}),
        ws=HttpProtocol,
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )


def _own_signals(loop: asyncio.AbstractEventLoop, server: Server) -> None:
    def stop(*, at_once: bool) -> None:
        if at_once:
            server.drain_seconds = 0.0
        server.force_exit = server.should_exit
        server.should_exit = True

    loop.add_signal_handler(signal.SIGTERM, partial(stop, at_once=False))
    loop.add_signal_handler(signal.SIGINT, partial(stop, at_once=True))


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError if the port is taken or may not be opened."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise StartError(f"The host name {host} is not known; choose an address with --host.") from None
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if host == "::":
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
        listener.listen(LISTEN_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
