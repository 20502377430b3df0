"""What a moderator does holds on every node within two seconds, whatever becomes of the hints."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.cluster.meeting import Meeting, ask, guest, meeting
from tests.cluster.rows_accounts import admin
from tests.cluster.rows_order import API, WITHIN, sanctioned, standing
from tests.harness.http import Guest, unique
from tests.harness.talk import LOBBY, Talk, talking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.harness.cluster import Cluster, Node, StartCluster

HERE, ELSEWHERE = "203.0.113.9", "203.0.113.10"


async def banned_within(talk: Talk, began: float) -> None:
    """It was told why, and closed for good."""
    assert (await talk.event("closing"))["code"] == "banned"
    assert await talk.closed() == 4403
    assert time.monotonic() - began < WITHIN


async def from_address(
    node: Node, address: str, method: str, path: str, who: Guest | None = None, body: object = None
) -> httpx.Response:
    return await ask(node, method, path, who, body, **{"X-Forwarded-For": address})


@asynccontextmanager
async def socket_from(node: Node, address: str, who: Guest | None) -> AsyncIterator[Talk]:
    headers = {"X-Forwarded-For": address, **({"Origin": node.http} if who is None else who.bearer)}
    async with connect(node.ws, additional_headers=headers, compression=None, proxy=None) as socket:
        yield Talk(socket)


async def code_at_the_door(node: Node, address: str, who: Guest | None) -> int:
    """The close code of a socket, 0 if it is let in."""
    async with socket_from(node, address, who) as talk:
        try:
            first = await talk._next()
        except ConnectionClosed:
            return talk.socket.close_code or 1006
        return 0 if first["type"] == "hello" else await talk.closed()


async def uploaded(two: Meeting, who: Guest) -> str:
    """The address of a file that a message in the lobby carries."""
    answer = await ask(two.a, "POST", f"{API}/files?name=tea.txt", who, {"tea": "green"})
    file = str(answer.json()["id"])
    body = {"body": "", "files": [file]}
    assert (await ask(two.a, "POST", f"{API}/rooms/{LOBBY}/messages", who, body)).status_code == 201
    return f"/files/{file}/tea.txt"


async def test_a_ban_closes_every_socket_within_two_seconds_and_keeps_closed(cluster: Cluster) -> None:
    """S5. Both nodes; HTTP and files are refused at once where it was made, and soon on the other."""
    async with meeting(cluster) as two:
        by, bad = await admin(two), await guest(two.b, "Bad")
        file = await uploaded(two, two.anna)
        async with talking(two.a, bad) as here, talking(two.b, bad) as there, talking(two.b, bad) as tab:
            assert (await ask(two.a, "GET", file, bad)).status_code == 200
            began = time.monotonic()
            made = await sanctioned(two, by, "ban", bad, reason="spam")
            for path in (f"{API}/me", file, f"{API}/rooms"):
                answer = await ask(two.a, "GET", path, bad)
                assert (answer.status_code, answer.json()["error"]["code"]) == (403, "banned")
            for talk in (here, there, tab):
                await banned_within(talk, began)
        for node in (two.a, two.b):
            async with connect(node.ws, additional_headers=bad.bearer, proxy=None) as socket:
                talk = Talk(socket)
                assert (await talk.event("closing"))["code"] == "banned"
                assert await talk.closed() == 4403
                assert "hello" not in talk.seen
            for method, path, body in (
                ("GET", f"{API}/me", None),
                ("GET", file, None),
                ("POST", f"{API}/rooms/{LOBBY}/messages", {"body": "x"}),
                ("PATCH", f"{API}/me", {"name": "New"}),
                ("POST", f"{API}/files?name=x.txt", {}),
            ):
                assert (await ask(node, method, path, bad, body)).json()["error"]["code"] == "banned", path
        assert (await ask(two.a, "GET", file, two.bert)).status_code == 200
        # Taken back, they are who they were.
        assert (await ask(two.b, "DELETE", f"{API}/sanctions/{made}", by, {})).status_code == 204
        assert (await ask(two.b, "GET", f"{API}/me", bad)).json()["you"]["id"] == bad.id
        ours = (await ask(two.a, "GET", f"{API}/audit?about={bad.id}&by={by.id}", by)).json()["entries"]
        one = (await ask(two.b, "GET", f"{API}/audit?about={bad.id}&act=sanction.ban", by)).json()["entries"]
        assert one == ours[1:]
        assert [entry["action"] for entry in ours] == ["sanction.ban.undone", "sanction.ban"]
        assert [entry["made_by"]["id"] for entry in ours] == [by.id, by.id]


async def test_a_ban_of_an_address_known_to_the_other_node_alone_keeps_new_names_out(
    start_cluster: StartCluster,
) -> None:
    cluster = await asyncio.to_thread(start_cluster, "--trusted-proxies", "127.0.0.0/8")
    async with meeting(cluster) as two:
        by, bad = await admin(two), await guest(two.b, "Bad")
        file = await uploaded(two, two.anna)
        async with socket_from(two.b, HERE, bad) as talk:
            await talk.event("hello")
            began = time.monotonic()
            made = await sanctioned(two, by, "ban", bad, addresses=True)
            await banned_within(talk, began)

        async def is_closed() -> None:
            wish = {"name": unique("Again"), "credential": "token"}
            for node in (two.a, two.b):
                for method, path, body in (
                    ("POST", f"{API}/guests", wish),
                    ("POST", f"{API}/sessions", {"name": "x", "password": "y" * 8, "credential": "token"}),
                    ("GET", f"{API}/rooms", None),
                    ("GET", file, None),
                ):
                    answer = await from_address(node, HERE, method, path, None, body)
                    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "banned"), path
                assert await code_at_the_door(node, HERE, None) == 4403
                assert await code_at_the_door(node, HERE, two.anna) == 4403
                assert await code_at_the_door(node, HERE, by) == 0, "who keeps order can undo it"
                assert await code_at_the_door(node, ELSEWHERE, two.anna) == 0
                with pytest.raises(InvalidStatus) as refused:
                    async with connect(
                        node.classic, additional_headers={"X-Forwarded-For": HERE}, proxy=None
                    ):
                        pass
                assert refused.value.response.status_code == 403
                assert (await from_address(node, HERE, "GET", "/healthz")).status_code == 200
                assert (await from_address(node, HERE, "GET", f"{API}/me", by)).status_code == 200

        # The node that knows the address tells the other.
        async with asyncio.timeout(WITHIN):
            while (await from_address(two.a, HERE, "GET", f"{API}/rooms")).status_code != 403:
                await asyncio.sleep(0.05)
        await is_closed()
        for text in (
            (await ask(two.a, "GET", f"{API}/sanctions", by)).text,
            (await ask(two.a, "GET", f"{API}/audit", by)).text,
            two.here.seen,
            two.there.seen,
        ):
            assert HERE not in text
        assert (await ask(two.a, "DELETE", f"{API}/sanctions/{made}", by, {})).status_code == 204
        async with asyncio.timeout(WITHIN):
            while await code_at_the_door(two.b, HERE, None):
                await asyncio.sleep(0.05)


async def test_what_hints_do_not_tell_holds_within_two_seconds_too(start_cluster: StartCluster) -> None:
    """Without any broker: the survey alone."""
    cluster = await asyncio.to_thread(start_cluster, broker="none")
    async with _two(cluster) as two:
        by, loud, bad = await admin(two), await guest(two.b, "Loud"), await guest(two.b, "Bad")
        async with talking(two.b, loud) as talk, talking(two.b, bad) as other:
            await sanctioned(two, by, "mute", loud)
            await standing(talk, "mute")
            began = time.monotonic()
            await sanctioned(two, by, "ban", bad)
            await banned_within(other, began)
            await sanctioned(two, by, "mute", loud, seconds=3, room=LOBBY)
            await standing(talk, "mute", "mute")
            # The one that is over is told as such, with nobody's doing.
            await standing(talk, "mute", patience=3 + WITHIN)


@asynccontextmanager
async def _two(cluster: Cluster) -> AsyncIterator[Meeting]:
    """As `meeting`, where nobody sees the other node's people."""
    anna, bert = await guest(cluster[0], "Anna"), await guest(cluster[1], "Bert")
    async with talking(cluster[0], anna) as here, talking(cluster[1], bert) as there:
        yield Meeting(cluster, anna, bert, here, there)


async def test_what_a_shadowed_person_says_is_seen_by_that_person_alone(cluster: Cluster) -> None:
    """On their own other tab, on whatever node; nobody else gets more than a blank of it, and no call."""
    async with meeting(cluster) as two:
        by, shadow = await admin(two), await guest(two.b, "Shade")
        word, asked = unique("Xylophone"), (await two.there.say("what?"))["seq"]
        async with (
            talking(two.a, shadow) as talk,
            talking(two.b, shadow) as tab,
            talking(two.b, by) as keeper,
        ):
            await sanctioned(two, by, "shadow", shadow)
            await _is_shadowed(two, talk)
            said = await talk.say(
                f"{word} @{two.bert.name}", mentions=[two.bert.id], everyone=True, reply_to=asked
            )
            reacted = await talk.ask("reaction.add", room=LOBBY, seq=asked, emoji="👎")
            assert reacted["type"] == "message.accepted"
            whisper = await talk.say(f"{word} alone", to=two.bert.id)
            assert set(said) == set(whisper) == set(await two.here.say("plain"))
            assert word in (await tab.event("message.created", seq=said["seq"]))["body"]
            assert (await tab.event("reaction.added", seq=reacted["seq"]))["target"] == asked
            # What is told to people goes out within a second; the lobby's word comes after it.
            await asyncio.sleep(1.2)
            last = (await two.here.say("the end"))["seq"]
            for other in (two.there, two.here, keeper):
                for seq in (said["seq"], reacted["seq"], whisper["seq"]):
                    await other.event("event.blank", seq=seq)
                await other.event("message.created", seq=last)
                assert word not in other.seen
                assert "notice.created" not in other.seen
                found = await other.ask("search", query=word)
                assert (found["count"], found["messages"]) == (0, [])
                (message,) = (await other.ask("messages.read", room=LOBBY, seqs=[asked]))["messages"]
                assert not (message.get("folded") or {}).get("reactions")
            assert (await tab.ask("search", query=word))["count"] == 2
            assert "shadow" not in talk.seen
            listing = (await ask(two.b, "GET", f"{API}/rooms", two.bert)).json()["rooms"]
            assert all(room["mentions"] == 0 for room in listing)


async def _is_shadowed(two: Meeting, talk: Talk) -> None:
    """It holds on node a when the request is answered; nothing tells so. The lobby's word is only theirs."""
    seq = (await talk.say("a trial"))["seq"]
    await two.here.event("event.blank", seq=seq)


async def test_a_slow_room_is_slow_across_nodes(cluster: Cluster) -> None:
    async with meeting(cluster) as two:
        room = (await ask(two.a, "POST", f"{API}/rooms", two.anna, {"title": unique("Slow")})).json()["id"]
        slow = await ask(two.a, "PATCH", f"{API}/rooms/{room}", two.anna, {"slow_seconds": 60})
        assert slow.status_code == 200, slow.text
        path, body = f"{API}/rooms/{room}/messages", {"body": "x"}
        assert (await ask(two.a, "POST", path, two.bert, body)).status_code == 201
        for node in (two.a, two.b):
            answer = await ask(node, "POST", path, two.bert, body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (429, "slow_mode")
            assert 50_000 < answer.json()["error"]["retry_after_ms"] <= 60_000
            assert answer.headers["retry-after"]
            assert (await ask(node, "POST", path, two.anna, body)).status_code == 201
