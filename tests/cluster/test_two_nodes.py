"""Every command, event and write is done on node a and seen on node b."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from teahouse.http.routes import ROUTES
from teahouse.protocol import commands, events
from tests.cluster.meeting import meeting
from tests.cluster.rows_changes import Kind, Row
from tests.cluster.table import COMMANDS, EVENTS, WRITES

if TYPE_CHECKING:
    from tests.harness.cluster import Cluster

KINDS: list[Kind] = [*get_args(commands.AnyCommand), *get_args(events.AnyEvent)]
READING = {"GET", "HEAD", "OPTIONS"}
ROUTED = sorted(
    (str(method), path) for route in ROUTES for method in route.http_methods - READING for path in route.paths
)
ROWS: dict[Kind, Row] = {**COMMANDS, **EVENTS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__struct_config__.tag))
async def test_it_is_done_here_and_seen_there(cluster: Cluster, kind: Kind) -> None:
    row = ROWS.get(kind)
    assert row is not None, f"{kind.__name__} needs a row in tests/cluster/table.py"
    async with meeting(cluster) as two:
        await row(two)


@pytest.mark.parametrize("route", ROUTED, ids=" ".join)
async def test_it_is_written_here_and_seen_there(cluster: Cluster, route: tuple[str, str]) -> None:
    row = WRITES.get(route)
    assert row is not None, f"{' '.join(route)} needs a row in tests/cluster/table.py"
    async with meeting(cluster) as two:
        await row(two)


def test_the_table_has_no_row_that_is_nothing_s() -> None:
    assert set(ROWS) == set(KINDS)
    assert set(WRITES) == set(ROUTED)
