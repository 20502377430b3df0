"""Houses of sizes that nobody starts for a test, on paper: what the constants say of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from benchmarks.capacity.model import Costs

FULL = 0.6
"""Of a core, or of a disk's commits, that one plans with."""
BYTES = 300
"""Of a message on the wire, with its head."""


@dataclass(frozen=True)
class House:
    """`people` are connected at once; each says something every `pause` seconds, in a room of `members`."""

    name: str
    people: int
    members: int
    pause: float


@dataclass(frozen=True)
class Plan:
    """What a house needs: cores, and messages, hints and deliveries a second."""

    messages: float
    deliveries: float
    node_cores: float
    nodes: int
    database_cores: float
    hints: float
    broker_cores: float
    memory_gb: float
    network_mbit: float
    partitions: int
    """Brokers and databases, each with its share of the rooms, so that none has more than FULL of four cores or a core."""


def plan(house: House, costs: Costs) -> Plan:
    """At an even pace; a peak of three times as much is what FULL and the next size are for."""
    messages = house.people / house.pause
    deliveries = messages * house.members
    nodes = 1
    for _ in range(50):
        # Each node with members of the room hears of a message; a room has at most as many nodes as members.
        hints = messages * max(0, min(nodes, house.members) - 1)
        cores = (
            house.people * costs.connection_seconds
            + messages * (costs.commands + costs.batches + 3 * costs.turns + costs.sends)
            + deliveries * (costs.sends + costs.deliveries)
            + hints * (costs.hints + costs.turns)
            + nodes * costs.node_seconds
        )
        wanted = max(1, ceil(cores / FULL))
        if wanted == nodes:
            break
        nodes = wanted
    database = messages * (costs.database_batch + costs.database_row)
    broker = (messages + hints) * costs.broker_hint
    memory = nodes * costs.node_kb + house.people * costs.connection_kb
    return Plan(
        messages, deliveries, cores, nodes, database, hints, broker, memory / 1e6, deliveries * BYTES * 8 / 1e6,
        max(1, ceil(database / (4 * FULL)), ceil(broker / FULL)),
    )  # fmt: skip


def largest_room(costs: Costs, nodes: int, rate: float) -> int:
    """Members that one room may have at `rate` messages a second when `nodes` nodes give it FULL of a core each."""
    of_node = (
        FULL
        - costs.node_seconds
        - rate * (costs.commands / nodes + costs.batches + costs.hints + 2 * costs.turns)
    )
    each = rate * (costs.sends + costs.deliveries) + costs.connection_seconds
    return max(0, int(of_node / each)) * nodes
