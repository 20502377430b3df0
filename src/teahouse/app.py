"""The one place that names concrete back ends: settings in, a running server out."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
import uvloop

from teahouse.aside.opening import open_asides
from teahouse.backends import load, open_backends
from teahouse.broker.errors import BrokerOpenError
from teahouse.chat.context import HOUR_MS, Context
from teahouse.gateway.doorway import Doorway
from teahouse.gateway.gateway import Gateway
from teahouse.gateway.server import HttpProtocol, Server
from teahouse.http.api import create_app
from teahouse.http.page import Pages
from teahouse.http.services import Services
from teahouse.listening import BACKLOG, listen, listen_for_workers
from teahouse.logs import configure_logs
from teahouse.model.address import address_key, client_address
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.origin import rule
from teahouse.settings import Settings
from teahouse.start import StartError
from teahouse.store.errors import StoreOpenError
from teahouse.store.times import unix_ms

if TYPE_CHECKING:
    from teahouse.broker.port import Broker
    from teahouse.http.metrics import Healthy
    from teahouse.worker import Place

TELL_SECONDS = 1.0
"""How old the counts of another worker may be in the sum."""


SWITCH_SECONDS = 0.0005
"""How long one thread keeps Python to itself: with the default of 5 ms a busy event loop
makes the writer wait so often that acknowledgements take 200 ms instead of 20."""


def run(settings: Settings, started: Callable[[int], None] = lambda port: None) -> int:
    """Serve until told to stop; the exit status. `started` hears the port.

    Raises StartError, StoreOpenError, BrokerOpenError, or OSError for a port that cannot be had.
    """
    configure_logs(settings.log_level, settings.log_format)
    sys.setswitchinterval(SWITCH_SECONDS)
    if settings.workers > 1:
        return _run_workers(settings, started)
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    try:
        return uvloop.run(_serve(settings, listener, lambda: started(port)))
    finally:
        listener.close()


def _run_workers(settings: Settings, started: Callable[[int], None]) -> int:
    from teahouse.worker import Report
    from teahouse.workers import Supervisor

    load(settings)
    listeners = listen_for_workers(settings.host, settings.port, settings.workers)
    port = listeners[0].getsockname()[1]

    def work(place: Place) -> int:
        try:
            return uvloop.run(_serve(settings, place.listener, lambda: place.report(Report()), place))
        except (StartError, StoreOpenError, BrokerOpenError) as problem:
            place.report(Report(failure=" ".join(str(problem).split())))
            return 1

    return Supervisor(work, listeners, settings.workers, settings.drain_seconds, lambda: started(port)).run()


async def _serve(
    settings: Settings,
    listener: socket.socket,
    started: Callable[[], None],
    place: Place | None = None,
) -> int:
    loop = asyncio.get_running_loop()
    meters = Meters()
    async with (
        open_backends(settings, meters.journal_batch.observe) as (store, broker),
        AsyncExitStack() as stack,
    ):
        context = Context(
            store,
            broker,
            unix_ms,
            settings.name_hold_days,
            settings.guests,
            edit_ms=settings.edit_hours * HOUR_MS,
            recall_ms=settings.recall_hours * HOUR_MS,
        )
        limits = Limits() if settings.limits else Limits.off()
        gateway = Gateway(context, limits, meters, settings.name, settings.language)
        origins = rule(settings.public_url, settings.allowed_hosts)
        secure = bool(settings.public_url and settings.public_url.startswith("https:"))
        cookie = f"{'__Host-' if secure else ''}teahouse_{store.store_id}"
        shared = None if place is None else _share_meters(place, meters, broker, loop)

        def address(peer: str, forwarded_for: list[str]) -> str:
            return address_key(client_address(peer, forwarded_for, settings.trusted_proxies))

        asides = await stack.enter_async_context(open_asides(settings, gateway))
        services = Services(
            files=asides.files,
            pushes=asides.pushes,
            web_push=settings.web_push,
            webhooks=settings.webhooks,
            name=settings.name,
            context=context,
            limits=limits,
            meters=meters,
            rule=origins,
            cookie=cookie,
            secure=secure,
            language=settings.language,
            address=address,
            now=loop.time,
            ready=gateway.readiness,
            total=shared,
        )
        doorway = Doorway(
            gateway, origins, cookie, settings.classic and settings.guests, settings.language, address
        )
        server = Server(_config(services, settings, doorway), gateway, settings.drain_seconds)
        if place is None:
            _own_signals(loop, server)
        else:
            _obey_parent(loop, server, place)
        # What is alive now stays alive: it need not be looked at by each collection.
        gc.collect()
        gc.freeze()
        started()
        await server.serve(sockets=[listener])
    return 0


def _share_meters(
    place: Place, meters: Meters, broker: Broker, loop: asyncio.AbstractEventLoop
) -> Callable[[], tuple[Meters, Healthy]]:
    """Tell the other workers what this one counts, once a second; the result asks for the sum."""

    def tell() -> None:
        place.meters.tell(place.memory, meters, broker)
        loop.call_later(TELL_SECONDS, tell)

    def total() -> tuple[Meters, Healthy]:
        place.meters.tell(place.memory, meters, broker)
        return place.meters.total()

    tell()
    return total


def _config(services: Services, settings: Settings, doorway: Doorway) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(services, Pages(), " ".join(settings.frame_ancestors) or "'none'"),
        http=type("BoundHttpProtocol", (HttpProtocol,), {"doorway": doorway}),
        ws=HttpProtocol,
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        backlog=BACKLOG,
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


def _obey_parent(loop: asyncio.AbstractEventLoop, server: Server, place: Place) -> None:
    """Signals of a worker. Each may come twice: service managers tell all processes of a group."""
    from teahouse.worker import RETIRE, STOP, STOP_NOW

    def stop() -> None:
        server.should_exit = True

    def stop_now() -> None:
        server.drain_seconds = 0.0
        server.force_exit = server.should_exit
        server.should_exit = True

    def retire() -> None:
        # The others listen: nobody need come to one that goes.
        for listening in server.servers:
            listening.close()
        server.should_exit = True

    def orphaned() -> None:
        loop.remove_reader(place.parent)
        stop_now()

    loop.add_signal_handler(STOP, stop)
    loop.add_signal_handler(STOP_NOW, stop_now)
    loop.add_signal_handler(RETIRE, retire)
    loop.add_reader(place.parent, orphaned)
