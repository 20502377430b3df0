"""Files, previews of links and pushes, put together from the settings."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from teahouse.aside.attachments import Readers, StoreRecords
from teahouse.aside.previews import LinkPreviews
from teahouse.aside.pushes import Pushes
from teahouse.chat import retention
from teahouse.chat.context import Context
from teahouse.files.files import Files
from teahouse.files.folder import FolderBlobs
from teahouse.files.images import Images
from teahouse.files.janitor import Janitor
from teahouse.files.quotas import FileLimits
from teahouse.model.errors import RetryableError
from teahouse.model.origin import parse_origin
from teahouse.outbound.client import Client
from teahouse.outbound.errands import Errands
from teahouse.outbound.guard import Allowance, Guard
from teahouse.outbound.oidc import Provider, Registration
from teahouse.outbound.previews import Previews
from teahouse.outbound.webhooks import Webhooks

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway
    from teahouse.settings import Settings

TIDY_SECONDS = 300.0

log = logging.getLogger("teahouse.retention")


@dataclass(frozen=True, slots=True)
class Asides:
    """What the routes need of it."""

    files: Files | None
    pushes: Pushes | None
    oidc: Provider | None = None


@asynccontextmanager
async def open_asides(settings: Settings, gateway: Gateway) -> AsyncIterator[Asides]:
    """Hooks it into what is said on this node, and lets go of everything at the end."""
    context = gateway.context
    errands = Errands()
    files = _files(settings, gateway)
    public = Client(Guard())
    guard = Guard(Allowance(settings.outbound_networks, frozenset(settings.outbound_ports)))
    own = Client(guard)
    previews = Previews(public, time.monotonic)
    context.after.said = LinkPreviews(context, previews, files, errands).said
    webhooks = Webhooks(own, time.monotonic, time.time, errands.pause)
    pushes = Pushes(
        context, guard, own, errands, webhooks, gateway.is_here, gateway.later, settings.public_url
    )
    gateway.called = pushes.called
    oidc = _provider(settings)
    gateway.context.house.sign_in = _ways(settings)
    tidying = None if files is None else asyncio.create_task(_tidy(files, context.clock))
    keeping = asyncio.create_task(_keep(context))
    try:
        yield Asides(files, pushes, oidc)
    finally:
        if tidying is not None:
            tidying.cancel()
        keeping.cancel()
        pushes.close()
        await errands.aclose()
        await previews.aclose()
        await public.aclose()
        if oidc is not None:
            await oidc.aclose()
        await own.aclose()
        if files is not None:
            await files.close()


def _provider(settings: Settings) -> Provider | None:
    """The OpenID provider of the settings; its own port need not be allowed besides."""
    if settings.oidc_issuer is None or not settings.oidc_client_id:
        return None
    origin = parse_origin("/".join(settings.oidc_issuer.split("/", 3)[:3]))
    ports = {*settings.outbound_ports, *([origin.port] if origin else [])}
    registration = Registration(
        settings.oidc_name, settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    )
    client = Client(Guard(Allowance(settings.outbound_networks, frozenset(ports))))
    return Provider(registration, client, time.monotonic, time.time)


def _ways(settings: Settings) -> tuple[str, ...]:
    """How people may sign in besides a password. Browsers have passkeys for names with TLS, and for localhost."""
    ways = []
    public = None if settings.public_url is None else parse_origin(settings.public_url)
    if public is None or public.scheme == "https" or public.host == "localhost":
        ways.append("passkey")
    if settings.oidc_issuer is not None and settings.oidc_client_id:
        ways.append(f"oidc:{settings.oidc_name}")
    return tuple(ways)


def _files(settings: Settings, gateway: Gateway) -> Files | None:
    if settings.files_total_bytes == 0:
        return None
    context = gateway.context
    files = Files(
        StoreRecords(context.store),
        FolderBlobs(settings.files_root),
        Images(max(1, (os.cpu_count() or 1) // settings.workers)),
        FileLimits(context.house.file_bytes, settings.file_quota_bytes, settings.files_total_bytes),
        Readers(context).may_read,
        context.clock,
    )
    gateway.takes_files = True
    context.house.changed.append(lambda: files.limit(context.house.file_bytes))

    def erased(ids: tuple[str, ...]) -> None:
        gateway.spawn(files.forget(ids))

    context.after.erased = erased
    return files


async def _keep(context: Context) -> None:
    """Let go of what is too old: at the start, every few minutes, and soon after the place is run otherwise or a room is deleted."""
    due = asyncio.Event()
    context.house.changed.append(due.set)
    context.after.dropped = lambda room: due.set()
    while True:
        try:
            await retention.tidy(context)
        except RetryableError:
            pass
        except Exception:
            # Whatever it was: the next round may go better, and nobody else makes one.
            log.exception("old messages could not be erased")
        with suppress(TimeoutError):
            await asyncio.wait_for(due.wait(), TIDY_SECONDS)
        due.clear()


async def _tidy(files: Files, clock: Callable[[], int]) -> None:
    janitor = Janitor(files, clock)
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        try:
            await janitor.tidy()
        except RetryableError:
            pass
        except Exception:
            # As above.
            log.exception("files could not be tidied")
