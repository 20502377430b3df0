"""Files, previews of links and pushes, put together from the settings."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from teahouse.aside.attachments import Readers, StoreRecords
from teahouse.aside.previews import LinkPreviews
from teahouse.aside.pushes import Pushes
from teahouse.files.files import Files
from teahouse.files.folder import FolderBlobs
from teahouse.files.images import Images
from teahouse.files.janitor import Janitor
from teahouse.files.quotas import FileLimits
from teahouse.model.errors import RetryableError
from teahouse.outbound.client import Client
from teahouse.outbound.errands import Errands
from teahouse.outbound.guard import Allowance, Guard
from teahouse.outbound.previews import Previews
from teahouse.outbound.webhooks import Webhooks

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway
    from teahouse.settings import Settings

TIDY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Asides:
    """What the routes need of it."""

    files: Files | None
    pushes: Pushes | None


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
    if settings.link_previews:
        context.after.said = LinkPreviews(context, previews, files, errands).said
    pushes = None
    if settings.web_push or settings.webhooks:
        webhooks = Webhooks(own, time.monotonic, time.time)
        pushes = Pushes(
            context, guard, own, errands, webhooks, gateway.is_here, gateway.later, settings.public_url
        )
        gateway.called = pushes.called
    tidying = None if files is None else asyncio.create_task(_tidy(files, context.clock))
    try:
        yield Asides(files, pushes)
    finally:
        if tidying is not None:
            tidying.cancel()
        if pushes is not None:
            pushes.close()
        await errands.aclose()
        await previews.aclose()
        await public.aclose()
        await own.aclose()
        if files is not None:
            await files.close()


def _files(settings: Settings, gateway: Gateway) -> Files | None:
    if settings.files_total_bytes == 0:
        return None
    context = gateway.context
    files = Files(
        StoreRecords(context.store),
        FolderBlobs(settings.files_folder or settings.data / "files"),
        Images(max(1, (os.cpu_count() or 1) // settings.workers)),
        FileLimits(settings.file_bytes, settings.file_quota_bytes, settings.files_total_bytes),
        Readers(context).may_read,
        context.clock,
    )
    gateway.file_bytes = settings.file_bytes

    def erased(ids: tuple[str, ...]) -> None:
        gateway.spawn(files.forget(ids))

    context.after.erased = erased
    return files


async def _tidy(files: Files, clock: Callable[[], int]) -> None:
    janitor = Janitor(files, clock)
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        with suppress(RetryableError):
            await janitor.tidy()
