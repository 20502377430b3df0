"""Servers that are really broken are found by the checker: it does not only find what is planted in traces."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from teahouse.model.people import session_id
from tests.faults.house import House
from tests.faults.sabotage import broken, sitecustomize
from tests.faults.stage import Stage
from tests.harness.cluster import Node
from tests.harness.http import Guest, browse, register, unique
from tests.trace.checker import check_files

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import ExitStack
    from pathlib import Path

    from tests.harness.client import Client
    from tests.harness.postgres import Postgres
    from tests.harness.redis import Redis

CARELESS = {"sync_at_checkpoints", "sync_later"}
"""Found by what they do to the disk: in test_synced.py and test_power.py."""


class BrokenHouse(House):
    """Two nodes of which the second is broken."""

    variant: str

    def _node(self, stack: ExitStack, *flags: str) -> Node:
        node = super()._node(stack, *flags)
        if self.nodes:
            node.variables |= broken(self.variant)
        return node


async def killed_early(stage: Stage) -> None:
    """Killed right after the acknowledgement: what it promised is not in the store."""
    _, bert = stage.clients
    await bert.placed(await bert.say("gone with the node"))
    async with stage.broken("node"):
        stage.house.nodes[1].kill()
    await bert.back()


async def last_hint_lost(stage: Stage) -> None:
    anna, _ = stage.clients
    stage.house.lose = b"the last"
    async with stage.broken("client"):
        for text in ("a burst", "and", "the last"):
            await anna.placed(await anna.say(text))
        # As long as a sweep would have taken at the most.
        await asyncio.sleep(2)
    assert stage.house.lost, "it was not lost"


async def some_talk(stage: Stage) -> None:
    anna, _ = stage.clients
    for number in range(3):
        await stage.spread(anna, f"hello {number}")


async def signs_out(stage: Stage) -> None:
    """Bert's session ends; he still hears what Anna says 2 s later."""
    anna, bert = stage.clients

    def end(guest: Guest) -> int:
        with browse(stage.house.nodes[0].http, headers=guest.bearer) as http:
            return http.request("DELETE", "/api/v1/session", json={}).status_code

    assert bert.guest is not None
    assert await asyncio.to_thread(end, bert.guest) == 204
    stage.trace.write("revoke", session=session_id(bert.guest.token))
    await asyncio.sleep(2.1)
    await stage.spread(anna, "is anybody still here?")


async def broker_away(stage: Stage) -> None:
    _, bert = stage.clients
    async with stage.broken("broker"):
        stage.house.silence()
        await bert.say("into the void")
        await bert.until(lambda: bert.outbox.held, "refusal")
        await asyncio.to_thread(stage.house.mend)
    await bert.acknowledged()


BROKEN: list[tuple[str, str, Callable[[Stage], Awaitable[None]]]] = [
    ("acknowledge_before_commit", "I1", killed_early),
    ("never_sweep", "I5", last_hint_lost),
    ("deliver_twice", "I2", some_talk),
    ("keep_sessions", "I12", signs_out),
    ("forget_neighbours", "I13", some_talk),
    ("wait_for_broker", "I15", broker_away),
]


@pytest.mark.parametrize(("variant", "invariant", "play"), BROKEN, ids=[variant for variant, _, _ in BROKEN])
def test_a_broken_server_is_found(
    variant: str,
    invariant: str,
    play: Callable[[Stage], Awaitable[None]],
    tmp_path: Path,
    postgres: Postgres,
    redis: Redis,
) -> None:
    house = BrokenHouse(tmp_path / "house", postgres, redis, nodes=2)
    house.variant = variant
    traces = tmp_path / "traces"
    traces.mkdir()
    with house:
        asyncio.run(_play(house, traces, play))
        found = check_files(traces, house.database)
    assert invariant in {violation.invariant for violation in found}, [str(one) for one in found]


def test_every_variant_is_found() -> None:
    assert {variant for variant, _, _ in BROKEN} | CARELESS == set(sitecustomize.VARIANTS)


async def _play(house: House, traces: Path, play: Callable[[Stage], Awaitable[None]]) -> None:
    stage = Stage(house, traces, seed=1, long=False)
    try:
        for node in house.nodes:
            guest = await asyncio.to_thread(register, house.nodes[0].http, unique("Guest"))
            client = await stage.come(guest)
            assert client.urls[0] == node.ws
        async with asyncio.timeout(30):
            await play(stage)
        for client in stage.clients:
            _settle(client)
    finally:
        await stage.leave()


def _settle(client: Client) -> None:
    """As far as anybody may expect, nothing is under way any more."""
    if client.connected:
        client.trace.write("quiet")
