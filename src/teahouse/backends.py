"""Which store and broker the settings mean, and what may not go together.

The adapters are loaded when they are opened: a server on SQLite never loads those of
PostgreSQL or Redis.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from teahouse.start import CombinationError

if TYPE_CHECKING:
    from teahouse.broker.port import Broker
    from teahouse.settings import Settings
    from teahouse.store.port import Store

SQLITE = "sqlite"
AUTO, NONE, POSTGRESQL = "auto", "none", "postgresql"
"""Values of the setting `broker` that are no addresses."""

OnBatch = Callable[[int], None]


def check(settings: Settings) -> None:
    """Raise CombinationError for settings that do not go together."""
    if settings.workers > 1 and not hasattr(os, "fork"):
        raise CombinationError("Several workers are not possible on this system; start it with --workers 1.")
    if settings.smtp_url and not (settings.mail_from and settings.public_url):
        raise CombinationError(
            "Letters (smtp_url) need to say whom they are from and where their links lead; "
            "give --mail-from and --public-url too."
        )
    if settings.database == SQLITE:
        if settings.workers > 1:
            raise CombinationError(
                "Several workers cannot share a SQLite file; "
                "give --database postgresql://user@host/name too, or --workers 1."
            )
        if settings.broker not in (AUTO, NONE):
            shown = POSTGRESQL if settings.broker == POSTGRESQL else "redis"
            raise CombinationError(
                f"A broker ({shown}) is for several servers, and a SQLite file is one server's; "
                "give --database postgresql://user@host/name too, or --broker none."
            )
    elif settings.workers > 1 and settings.broker == NONE:
        raise CombinationError(
            "Several workers need a broker to hear of each other; "
            "give --broker postgresql or --broker redis://host:port, or --workers 1."
        )


def load(settings: Settings) -> None:
    """Load the modules that `open_backends` will need, so that forked processes share their memory."""
    for name in _modules(settings):
        import_module(name)


@asynccontextmanager
async def open_backends(settings: Settings, on_batch: OnBatch) -> AsyncIterator[tuple[Store, Broker]]:
    """The store and the broker, closed in the opposite order whatever happens.

    Raises StoreOpenError or BrokerOpenError, each with one line for the operator.
    """
    store = await _open_store(settings, on_batch)
    try:
        broker = await _open_broker(settings, store.store_id)
        try:
            yield store, broker
        finally:
            await broker.close()
    finally:
        await store.close()


@asynccontextmanager
async def open_store_alone(settings: Settings) -> AsyncIterator[Store]:
    """The store without a broker, for a command: what it writes other servers find by their sweep."""
    store = await _open_store(settings, lambda _: None)
    try:
        yield store
    finally:
        await store.close()


def keeping_place(settings: Settings) -> str:
    """Where everything is kept, for people; without user and password."""
    if settings.database == SQLITE:
        return str(settings.data.resolve())
    parts = urlsplit(settings.database)
    return f"PostgreSQL, database {unquote(parts.path.removeprefix('/'))} at {_host(settings.database)}"


def hint_carrier(settings: Settings) -> str | None:
    """What carries news between servers, for people; None if there is nothing."""
    if settings.database == SQLITE or settings.broker == NONE:
        return None
    if settings.broker in (AUTO, POSTGRESQL):
        return "PostgreSQL"
    parts = urlsplit(settings.broker)
    return f"Redis at {parts.path if parts.scheme == 'unix' else _host(settings.broker)}"


def _host(address: str) -> str:
    parts = urlsplit(address)
    return parts.netloc.rpartition("@")[2] or parse_qs(parts.query).get("host", ["this computer"])[0]


def _modules(settings: Settings) -> list[str]:
    if settings.database == SQLITE:
        return ["teahouse.store.sqlite", "teahouse.broker.memory"]
    match settings.broker:
        case "none":
            broker = "memory"
        case "auto" | "postgresql":
            broker = "notify"
        case _:
            broker = "redis"
    return ["teahouse.store.postgres", f"teahouse.broker.{broker}"]


async def _open_store(settings: Settings, on_batch: OnBatch) -> Store:
    if settings.database == SQLITE:
        from teahouse.store.sqlite import open_store

        return await open_store(settings.data, on_batch=on_batch)
    from teahouse.store.postgres import open_postgres

    return await open_postgres(settings.database, on_batch=on_batch)


async def _open_broker(settings: Settings, store_id: str) -> Broker:
    if settings.database == SQLITE or settings.broker == NONE:
        from teahouse.broker.memory import MemoryBroker

        return MemoryBroker()
    if settings.broker in (AUTO, POSTGRESQL):
        from teahouse.broker.notify import open_notify

        return await open_notify(settings.database, store_id)
    from teahouse.broker.redis import open_redis

    return await open_redis(settings.broker, store_id)
