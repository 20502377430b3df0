"""The one place that names concrete back ends: settings in, a running server out."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import uvicorn
import uvloop

from teahouse.aside.opening import open_asides
from teahouse.aside.upkeep import open_upkeep
from teahouse.backends import load, open_backends
from teahouse.broker.errors import BrokerOpenError
from teahouse.chat.context import Context, Entry
from teahouse.chat.setup import Claim
from teahouse.copies.healing import heal_at_start
from teahouse.files.images import Images
from teahouse.gateway.doorway import Doorway
from teahouse.gateway.gateway import Gateway
from teahouse.gateway.server import HttpProtocol, Server
from teahouse.http.api import create_app
from teahouse.http.page import Pages
from teahouse.http.process import measure
from teahouse.http.services import Services
from teahouse.listening import BACKLOG, listen, listen_for_workers
from teahouse.logs import configure_logs
from teahouse.model.address import address_key, client_address
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.origin import rule
from teahouse.model.pace import Pace
from teahouse.model.rules import Rules
from teahouse.settings import Settings
from teahouse.start import StartError
from teahouse.store.errors import StoreOpenError
from teahouse.store.times import unix_ms

if TYPE_CHECKING:
    from teahouse.broker.port import Broker
    from teahouse.http.metrics import Healthy
    from teahouse.worker import Place

TELL_SECONDS = 1.0
MEASURE_TURNS = 10
"""Of so many times, what the process takes is looked at in one: some systems list all that is open for it."""
"""How old the counts of another worker may be in the sum."""


SWITCH_SECONDS = 0.0005
"""How long one thread keeps Python to itself: with the default of 5 ms a busy event loop
makes the writer wait so often that acknowledgements take 200 ms instead of 20."""


def run(settings: Settings, started: Callable[[int, str | None], None] = lambda port, claim: None) -> int:
    """Serve until told to stop; the exit status. `started` hears the port, and what makes the first owner.

    Raises StartError, StoreOpenError, BrokerOpenError, or OSError for a port that cannot be had.
    """
    configure_logs(settings.log_level, settings.log_format)
    sys.setswitchinterval(SWITCH_SECONDS)
    heal_at_start(settings)
    claim = Claim.fresh(secrets.token_urlsafe(32), unix_ms())
    pages = Pages()
    if settings.workers > 1:
        return _run_workers(settings, claim, pages, started)
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    try:

        def tell(unowned: bool) -> None:
            started(port, claim.token if unowned else None)

        return uvloop.run(_serve(settings, listener, claim, pages, tell))
    finally:
        listener.close()


def _run_workers(
    settings: Settings, claim: Claim, pages: Pages, started: Callable[[int, str | None], None]
) -> int:
    from teahouse.worker import Report
    from teahouse.workers import Supervisor

    load(settings)
    listeners = listen_for_workers(settings.host, settings.port, settings.workers)
    port = listeners[0].getsockname()[1]

    def work(place: Place) -> int:
        try:

            def tell(unowned: bool) -> None:
                place.report(Report(unowned=unowned))

            return uvloop.run(_serve(settings, place.listener, claim, pages, tell, place))
        except (StartError, StoreOpenError, BrokerOpenError) as problem:
            place.report(Report(failure=" ".join(str(problem).split())))
            return 1

    def tell_all() -> None:
        started(port, claim.token if supervisor.unowned else None)

    supervisor = Supervisor(work, listeners, settings.workers, settings.drain_seconds, tell_all)
    return supervisor.run()


async def _serve(
    settings: Settings,
    listener: socket.socket,
    claim: Claim,
    pages: Pages,
    started: Callable[[bool], None],
    place: Place | None = None,
) -> int:
    gc.disable()
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
            _house_defaults(settings),
            entry=_entry(settings, stack),
        )
        await context.house.reload()
        await context.standing.refresh()
        limits = Limits() if settings.limits else Limits.off()
        context.challenges.unlimited = limits.lifted
        gateway = Gateway(context, limits, meters)
        await gateway.sweep.begin()
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
            oidc=asides.oidc,
            web_push=settings.web_push,
            context=context,
            limits=limits,
            meters=meters,
            rule=origins,
            cookie=cookie,
            secure=secure,
            address=address,
            now=loop.time,
            pace=Pace(
                lambda: (meters if shared is None else shared()[0]).messages, loop.time, loop.call_later
            ),
            images=Images(1),
            nodes=gateway.hints.nodes,
            ready=gateway.readiness,
            total=shared,
        )
        doorway = Doorway(gateway, origins, cookie, address)
        server = Server(_config(services, pages, settings, doorway), gateway, settings.drain_seconds)
        if place is None:
            _own_signals(loop, server)
        else:
            _obey_parent(loop, server, place)
        # What is there now stays, but for some hundred objects: it need not be looked at, now or ever.
        gc.freeze()
        gc.enable()
        started(await stack.enter_async_context(open_upkeep(context, claim, withdrawn=place is None)))
        await server.serve(sockets=[listener])
    return 0


def _entry(settings: Settings, stack: AsyncExitStack) -> Entry:
    """How people get in."""
    entry = Entry(
        session_days=settings.session_days,
        session_idle_days=settings.session_idle_days,
        public_url=settings.public_url,
    )
    stack.callback(entry.passwords.close)
    if settings.smtp_url and settings.mail_from:
        # Few send letters: who does not, does without the modules for it.
        from teahouse.outbound.mail import Mailer

        mailer = Mailer(settings.smtp_url, settings.mail_from)
        stack.callback(mailer.close)
        entry.mail = mailer
    return entry


def _house_defaults(settings: Settings) -> Rules:
    """How the place is run as long as its owner chooses nothing else."""
    return Rules(
        name=settings.name,
        language=settings.language.value,
        guests=settings.guests,
        classic=settings.classic,
        edit_hours=settings.edit_hours,
        recall_hours=settings.recall_hours,
        name_hold_days=settings.name_hold_days,
        file_bytes=settings.file_bytes,
        link_previews=settings.link_previews,
        webhooks=settings.webhooks,
    )


def _share_meters(
    place: Place, meters: Meters, broker: Broker, loop: asyncio.AbstractEventLoop
) -> Callable[[], tuple[Meters, Healthy]]:
    """Tell the other workers what this one counts, once a second; the result asks for the sum."""

    turns = count()

    def tell() -> None:
        if next(turns) % MEASURE_TURNS == 0:
            measure(meters)
        place.meters.tell(place.memory, meters, broker)
        loop.call_later(TELL_SECONDS, tell)

    def total() -> tuple[Meters, Healthy]:
        measure(meters)
        place.meters.tell(place.memory, meters, broker)
        return place.meters.total()

    tell()
    return total


def _config(services: Services, pages: Pages, settings: Settings, doorway: Doorway) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(services, pages, " ".join(settings.frame_ancestors) or "'none'"),
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
