"""What takes more than one step across nodes: leaving, races, the article's dialogue, sessions."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.article.dialogue import classic
from tests.cluster.meeting import ask, guest, meeting, sees
from tests.harness.http import unique
from tests.harness.talk import LOBBY, Frame, Talk, talking

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness.cluster import Cluster, StartCluster
    from tests.harness.http import Guest

GRACE = 10.0
REVOKED_WITHIN = 2.0


def left(person: int) -> Callable[[Frame], bool]:
    """Whether a frame tells that somebody left."""
    return lambda frame: (
        frame["type"] == "presence.changed" and person in {gone["id"] for gone in frame.get("left", ())}
    )


async def test_who_leaves_is_gone_elsewhere_after_the_grace(cluster: Cluster) -> None:
    async with meeting(cluster) as two:
        leaver, mover = await guest(two.a, "Leaver"), await guest(two.a, "Mover")
        async with talking(two.a, leaver), talking(two.a, mover):
            await sees(two.there, leaver, mover)
        began = time.monotonic()
        async with talking(two.b, mover):
            await two.there.wait(left(leaver.id), "the leaving", GRACE + 5)
            assert time.monotonic() - began >= GRACE - 1
            # Who came back on another node within the grace never left.
            await two.heard((await two.here.say("who is still here?"))["seq"])
            told = [frame for frame in two.there.raw if '"left"' in frame and f'"id":{mover.id},' in frame]
            assert not told


async def test_a_name_is_given_once_to_all_who_ask_at_once(cluster: Cluster) -> None:
    for _ in range(5):
        body = {"name": unique("Wanted"), "credential": "token"}
        answers = await asyncio.gather(
            *(ask(cluster[number % 2], "POST", "/api/v1/guests", body=body) for number in range(6))
        )
        assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]


async def test_the_same_key_sent_to_both_nodes_at_once_is_one_event(cluster: Cluster) -> None:
    async with meeting(cluster) as two, talking(two.b, two.anna) as other:
        for number in range(20):
            command = {"room": LOBBY, "body": f"twice at once {number}", "id": str(uuid4())}
            one, again = await asyncio.gather(
                two.here.ask("message.send", **command), other.ask("message.send", **command)
            )
            place = {name: value for name, value in one.items() if name != "duplicate"}
            assert place == {name: value for name, value in again.items() if name != "duplicate"}
            assert [reply.get("duplicate", False) for reply in (one, again)].count(True) == 1
            await two.heard(one["seq"])
        last = (await two.here.say("after all of them"))["seq"]
        await two.heard(last)
        assert sum("twice at once" in text for text in two.there.raw) == 20


async def test_another_text_under_the_same_key_is_a_conflict_on_the_other_node(cluster: Cluster) -> None:
    async with meeting(cluster) as two, talking(two.b, two.anna) as other:
        key = str(uuid4())
        await two.here.say("one", id=key)
        refused = await other.ask("message.send", room=LOBBY, body="another", id=key)
        assert refused["code"] == "conflict"


async def test_the_article_s_dialogue_on_a_third_node(cluster: Cluster) -> None:
    third = cluster[2] if len(cluster.nodes) > 2 and cluster[2].readyz() == 200 else cluster.add()
    async with meeting(cluster) as two, classic(third, unique("Wei")) as wei:
        await two.there.wait(lambda frame: wei.name in str(frame.get("joined")), "the classic guest")
        await two.here.say("good evening")
        said = await wei.until("user", content="good evening")
        assert said["from"] == two.anna.name
        await wei.say("user", "你好")
        event = await two.there.event("message.created", body="你好")
        assert event["sender"]["name"] == wei.name
        # A whisper from there reaches the one on node b, and nobody else.
        await wei.say("user", f"@{two.bert.name} only for you")
        whisper = await two.there.event("message.created", body="only for you")
        await two.here.event("event.blank", seq=whisper["seq"])
        assert "only for you" not in two.here.seen
        # And one to the classic guest arrives with its sign.
        await two.here.say("for Wei", to=event["sender"]["id"])
        assert (await wei.until("user", content="for Wei"))["from"] == f"{two.anna.name} (悄悄话)"
        # The names of both nodes' people are in the list of whoever logs in there.
        async with classic(third, unique("Li")) as li:
            listed = await wei.until("login", content=li.name)
            assert {two.anna.name, two.bert.name, wei.name, li.name} <= set(listed["user_list"])


async def test_a_person_on_two_nodes_is_one(cluster: Cluster) -> None:
    async with meeting(cluster) as two:
        async with talking(two.b, two.anna) as second:
            state = await second.event("presence.state")
            assert sum(person["id"] == two.anna.id for person in state["people"]) == 1
        await two.heard((await two.here.say("still here"))["seq"])


@pytest.mark.alone
async def test_a_session_revoked_here_is_closed_there(cluster: Cluster) -> None:
    leaver = await guest(cluster[0], "Leaver")
    async with talking(cluster[1], leaver) as talk, talking(cluster[1], leaver) as second:
        took = await _revoked(cluster, leaver, talk, second)
    assert took <= REVOKED_WITHIN


@pytest.mark.alone
async def test_a_session_is_closed_there_while_the_broker_is_away(start_cluster: StartCluster) -> None:
    cluster = start_cluster(proxied=True)
    leaver = await guest(cluster[0], "Leaver")
    async with talking(cluster[1], leaver) as talk, talking(cluster[1], leaver) as second:
        for node in cluster.nodes:
            assert node.broker_proxy is not None
            node.broker_proxy.refuse(b"")
            node.broker_proxy.cut()
        took = await _revoked(cluster, leaver, talk, second)
        print(f"closed by the sweep after {took:.2f} s")
    assert took <= REVOKED_WITHIN


async def _revoked(cluster: Cluster, leaver: Guest, *talks: Talk) -> float:
    """The seconds from the acknowledged end of the session to the end of its connections."""
    answer = await ask(cluster[0], "DELETE", "/api/v1/session", leaver, {})
    assert answer.status_code == 204
    began = time.monotonic()
    assert await asyncio.gather(*(talk.closed() for talk in talks)) == [4401] * len(talks)
    return time.monotonic() - began
