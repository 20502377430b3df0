"""Breaks the server in whose process this is loaded, as the variable SABOTAGE says.

Nothing of this is in the product: methods are replaced before it starts.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from teahouse.broker.port import Signal
    from teahouse.gateway.audience import Frames
    from teahouse.gateway.gateway import Gateway
    from teahouse.gateway.hub import Hub, Member
    from teahouse.gateway.neighbours import Neighbours
    from teahouse.gateway.sweep import Sweep
    from teahouse.store.port import Appended, NewEvent, StoredEvent
    from teahouse.store.postgres import PostgresStore

LATE = 3.0


def acknowledge_before_commit() -> None:
    """Each message is acknowledged at once, with the place that it will surely get, and stored later."""
    from teahouse.store import port, postgres

    given: dict[int, int] = {}
    late: set[asyncio.Task[Any]] = set()
    append = postgres.PostgresStore.append

    async def early(self: PostgresStore, event: NewEvent) -> Appended:
        head = (await self.survey([event.room], int(time.time() * 1000))).heads[event.room]
        given[event.room] = max(given.get(event.room, 0), head) + 1

        async def store() -> None:
            await asyncio.sleep(LATE)
            await append(self, event)

        late.add(asyncio.create_task(store()))
        return port.Appended(
            room=event.room,
            seq=given[event.room],
            at=int(time.time() * 1000),
            epoch=self.epoch,
            duplicate=False,
        )

    postgres.PostgresStore.append = early  # type: ignore[method-assign]


def never_sweep() -> None:
    """Nobody looks into the store for what hints did not bring."""
    from teahouse.gateway import sweep

    def nothing(self: Sweep) -> None:
        return None

    sweep.Sweep.at_once = nothing  # type: ignore[method-assign]


def deliver_twice() -> None:
    """What comes in goes out twice."""
    from teahouse.gateway import hub

    deliver: Callable[[Hub, dict[Member, None], list[Frames], dict[int, int]], None] = hub.Hub._deliver

    def twice(self: Hub, members: dict[Member, None], frames: list[Frames], floors: dict[int, int]) -> None:
        deliver(self, members, [*frames, *frames], floors)

    hub.Hub._deliver = twice  # type: ignore[method-assign]


def keep_sessions() -> None:
    """A session that has ended keeps its connections."""
    from teahouse.gateway import gateway

    def nothing(self: Gateway, session: str) -> None:
        return None

    gateway.Gateway.revoke = nothing  # type: ignore[method-assign]


def forget_neighbours() -> None:
    """Who is on other nodes is not heard."""
    from teahouse.gateway import neighbours

    def nothing(self: Neighbours, signal: Signal, node: str) -> None:
        return None

    neighbours.Neighbours.hear = nothing  # type: ignore[method-assign]


def wait_for_broker() -> None:
    """A message is refused while the broker is away."""
    from teahouse.broker import relay
    from teahouse.model.errors import UnavailableError

    publish = relay.Relay.publish

    def strict(self: relay.Relay, event: StoredEvent, epoch: str) -> None:
        if not self.healthy:
            raise UnavailableError(retry_after_ms=200)
        publish(self, event, epoch)

    relay.Relay.publish = strict  # type: ignore[method-assign]


def sync_at_checkpoints() -> None:
    """SQLite's log is synchronised when it is copied into the database, and not at each commit."""
    from teahouse.store import driver

    connect = driver.connect_writer

    def careless(path: Path) -> driver.driver.Connection:
        connection = connect(path)
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    driver.connect_writer = careless


def sync_later() -> None:
    """PostgreSQL answers before its log is on disk."""
    from teahouse.store import postgres_pool

    postgres_pool.SET_UP += ", set_config('synchronous_commit', 'off', false)"


VARIANTS = {
    variant.__name__: variant
    for variant in (
        acknowledge_before_commit,
        never_sweep,
        deliver_twice,
        keep_sessions,
        forget_neighbours,
        wait_for_broker,
        sync_at_checkpoints,
        sync_later,
    )
}

if variant_name := os.environ.get("SABOTAGE"):
    VARIANTS[variant_name]()
