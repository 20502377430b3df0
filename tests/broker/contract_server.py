"""What every broker keeps whose hints go over a server, also while that is gone; see `contract`."""

from __future__ import annotations

import asyncio

from teahouse.broker.port import (
    PresenceAsked,
    SessionRevoked,
)
from tests.broker.contract import SIGNALS, NodesContract, ServerPlace, nodes
from tests.broker.hearing import EPOCH, said, until


class ServerContract(NodesContract):
    """Several nodes around a server that may be shared, lied to, and gone."""

    async def test_two_stores_do_not_hear_each_other(self, place: ServerPlace) -> None:
        async with nodes(place, "one", "two", "one") as (one, other, same):
            one.broker.publish(said(1), EPOCH)
            one.broker.signal(SIGNALS[SessionRevoked])
            other.broker.publish(said(2), EPOCH)
            other.broker.publish(said(3), EPOCH)
            await same.heard(1)
            await same.told(SIGNALS[SessionRevoked])
            assert one.seqs() == same.seqs() == [1]
            assert (other.seqs(), other.signals) == ([2, 3], [])

    async def test_what_is_malformed_is_counted_and_harms_nothing(self, place: ServerPlace) -> None:
        lies = [
            *("", "{", "null", "[]", "茶", "[" * 5_000, '{"node":1,"hints":[]}', '{"node":"x"}'),
            '{"node":"x","hints":[{"type":"head","room":7,"seq":"2"}]}',
            '{"node":"x","hints":[{"type":"head","room":7,"seq":-1}]}',
            '{"node":"x","hints":[{"type":"head","room":7,"seq":1e400}]}',
            '{"node":"x","hints":[{"type":"head","room":7,"seq":99999999999999999999}]}',
            '{"node":"x","hints":[{"type":"head","room":8,"seq":2}]}',
            '{"node":"x","hints":[{"type":"person.renamed","person":{"id":1,"name":"x"}}]}',
            '{"node":"x","hints":[{"type":"event","event":{"room":7,"seq":2}}]}',
            '{"node":"x","hints":[7]}',
        ]
        async with nodes(place, "contract", "contract") as (one, two):
            for lie in lies:
                await place.say("room:7", lie)
            await place.say("room:7", '{"node":"x","hints":[7,{"type":"head","room":7,"seq":5}]}')
            one.broker.publish(said(1), EPOCH)
            await two.heard(5)
            await two.heard(1)
            assert (two.seqs(), two.heads, two.signals) == ([1], [(7, 5)], [])
            # An empty payload cannot be told from none by every server.
            assert getattr(two.broker, "malformed", None) in (len(lies), len(lies) + 1)

    async def test_a_newer_version_is_understood_as_far_as_it_goes(self, place: ServerPlace) -> None:
        async with nodes(place, "contract") as (node,):
            await place.say(
                "room:7",
                '{"node":"next","n":1,"more":true,"hints":['
                '{"type":"message.streamed","room":7,"piece":"…"},'
                '{"type":"head","room":7,"seq":9,"cups":2},'
                '{"type":"presence.asked","room":7,"why":"new"}]}',
            )
            await node.told(PresenceAsked(7))
            assert node.heads == [(7, 9)]
            assert node.signals == [(PresenceAsked(7), "next")]
            assert getattr(node.broker, "malformed", None) == 0

    async def test_nothing_fails_while_the_server_is_gone_and_all_comes_back(
        self, place: ServerPlace
    ) -> None:
        async with nodes(place, "contract", "contract") as (one, two):
            one.broker.publish(said(1), EPOCH)
            await two.heard(1)
            place.stop()
            for seq in range(2, 12_000):
                one.broker.publish(said(seq), EPOCH)
            one.broker.signal(PresenceAsked(7))
            await until(lambda: not one.broker.healthy and not two.broker.healthy, "noticed")
            assert one.seqs() == list(range(1, 12_000)), "at home all is heard"
            loop = asyncio.get_running_loop()
            before = loop.time()
            await two.broker.watch(8)
            assert loop.time() - before < 1.5, "watching waits for nobody"
            place.start()
            await until(lambda: one.restorations and two.restorations, "restored")
            assert one.broker.healthy
            assert two.broker.healthy
            assert getattr(one.broker, "dropped", 0) > 0
            assert getattr(one.broker, "reconnects", 0) == one.restorations == 1
            one.broker.publish(said(20_000), EPOCH)
            one.broker.publish(said(1, room=8), EPOCH)
            two.broker.publish(said(20_001), EPOCH)
            await two.heard(20_000)
            await two.heard(1, room=8)
            await one.heard(20_001)

    async def test_it_closes_while_the_server_is_gone(self, place: ServerPlace) -> None:
        async with nodes(place, "contract") as (node,):
            place.stop()
            node.broker.publish(said(1), EPOCH)
            before = asyncio.get_running_loop().time()
            await node.broker.close()
            assert asyncio.get_running_loop().time() - before < 3
