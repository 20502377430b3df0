"""Private rooms over two nodes: nothing to strangers, and nothing after a removal, on whatever node."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from tests.cluster.meeting import ask, guest, meeting
from tests.cluster.rows_members import private, put
from tests.harness.http import unique
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from tests.harness.cluster import Cluster, StartCluster

GONE_WITHIN = 2.0


async def test_a_stranger_on_the_other_node_hears_nothing_of_it(cluster: Cluster) -> None:
    async with meeting(cluster) as two:
        stranger = await guest(two.b, "Stranger")
        async with talking(two.b, stranger) as talk:
            room = await private(two)
            title, text = unique("Zanzibar"), unique("Xylophone")
            await two.here.ask("room.load", room=room)
            await two.here.ask("room.change", room=room, title=title)
            await two.here.ask("message.send", room=room, body=text, mentions=[stranger.id], everyone=True)
            await two.here.ask("typing.start", room=room)
            assert (await talk.ask("room.load", room=room))["code"] == "room_not_found"
            assert (await talk.ask("search", query=text))["count"] == 0
            # What is told to people goes out within a second; the lobby's word comes after it.
            await asyncio.sleep(1.2)
            seq = (await two.here.say("the end"))["seq"]
            await talk.event("message.created", room=LOBBY, seq=seq)
            for secret in (title, text, f'"room":{room},', f"[{room},"):
                assert secret not in talk.seen


async def test_nothing_comes_after_a_removal_while_others_write(cluster: Cluster) -> None:
    """Both nodes write as fast as they can: the last that the one gets is the removal itself."""
    async with meeting(cluster) as two:
        room = await private(two)
        other = await guest(two.b, "Other")
        address = f"/api/v1/rooms/{room}/members"
        assert (await ask(two.a, "PUT", f"{address}/{other.id}", two.anna, {})).status_code == 204
        async with talking(two.b, other) as beside:
            for talk in (two.here, two.there, beside):
                assert (await talk.ask("room.load", room=room))["type"] == "room.loaded"
            for _ in range(4):
                await two.here.push({"type": "message.send", "room": room, "body": "before or after"})
                await beside.push({"type": "message.send", "room": room, "body": "before or after"})
            answer = await ask(two.a, "DELETE", f"{address}/{two.bert.id}", two.anna, {})
            assert answer.status_code == 204
            await two.here.push({"type": "message.send", "room": room, "body": "after"})
            await beside.push({"type": "message.send", "room": room, "body": "after"})
            removed = await two.there.event("member.removed", room=room)
            await two.there.event("room.gone", room=room)
            seq = (await two.here.say("the end"))["seq"]
            await two.heard(seq)
            for _ in range(2):
                await beside.event("message.created", room=room, body="after")
            last = [text for text in two.there.raw if f'"room":{room},"seq":' in text][-1]
            assert f'"seq":{removed["seq"]},' in last
            assert '"body":"after"' not in two.there.seen


@pytest.mark.alone
async def test_a_removal_is_heard_while_the_broker_is_away(start_cluster: StartCluster) -> None:
    cluster = start_cluster(proxied=True)
    async with meeting(cluster) as two:
        room = await private(two)
        async with talking(two.b, two.bert) as elsewhere:
            await two.there.ask("room.load", room=room)
            for node in cluster.nodes:
                assert node.broker_proxy is not None
                node.broker_proxy.refuse(b"")
                node.broker_proxy.cut()
            began = time.monotonic()
            address = f"/api/v1/rooms/{room}/members/{two.bert.id}"
            assert (await ask(two.a, "DELETE", address, two.anna, {})).status_code == 204
            await asyncio.gather(*(talk.event("room.gone", room=room) for talk in (two.there, elsewhere)))
            took = time.monotonic() - began
    print(f"gone by the sweep after {took:.2f} s")
    assert took <= GONE_WITHIN + 0.5


async def test_another_role_holds_for_the_next_command_on_the_other_node(cluster: Cluster) -> None:
    async with meeting(cluster) as two:
        room = await private(two)
        await two.here.ask("room.load", room=room)
        await two.there.ask("room.load", room=room)
        assert (await two.here.ask("room.change", room=room, read_only=True))["type"] == "message.accepted"
        await two.there.event("room.changed", room=room)
        assert (await two.there.ask("message.send", room=room, body="x"))["code"] == "room_closed"
        await put(two, room, "moderator")
        await two.there.event("member.added", room=room, role="moderator")
        assert (await two.there.ask("message.send", room=room, body="x"))["type"] == "message.accepted"
        assert (await two.there.ask("room.change", room=room, read_only=False))["type"] == "message.accepted"
        assert (await two.there.ask("room.change", room=room, slow_seconds=5))["code"] == "not_allowed"
