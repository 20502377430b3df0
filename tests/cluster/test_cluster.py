"""The clusters of the tests are what they say."""

from __future__ import annotations

import asyncio

import pytest

from tests.harness.cluster import Cluster, StartCluster
from tests.harness.http import register, unique
from tests.harness.talk import talking


async def test_two_nodes_share_a_room(cluster: Cluster) -> None:
    guest = register(cluster[0].http, unique("Guest"))
    async with talking(cluster[0], guest) as here, talking(cluster[1], guest) as there:
        place = await here.say("over there")
        assert (await there.event("message.created", seq=place["seq"]))["body"] == "over there"


@pytest.mark.parametrize("broker", ["redis", "postgresql", "none"])
async def test_each_node_has_proxies_of_its_own(start_cluster: StartCluster, broker: str) -> None:
    cluster = await asyncio.to_thread(start_cluster, broker=broker, proxied=True)
    guest = register(cluster[0].http, unique("Guest"))
    async with talking(cluster[0], guest) as here, talking(cluster[1], guest) as there:
        place = await here.say("through proxies")
        await there.event("message.created", seq=place["seq"])
        for node in cluster.nodes:
            assert node.database_proxy is not None
            assert node.database_proxy.ends
            assert (node.broker_proxy is not None) == (broker == "redis")
            assert node.broker_proxy is None or node.broker_proxy.ends
