"""Two people on two nodes of a cluster, and what the rows of the table need beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx

from tests.harness.http import Guest, browse, register, unique
from tests.harness.talk import LOBBY, Frame, Talk, talking

if TYPE_CHECKING:
    from tests.harness.cluster import Cluster, Node


class Meeting:
    """`here` is Anna's conversation with node `a`, `there` Bert's with node `b`; both are in the lobby."""

    def __init__(self, cluster: Cluster, anna: Guest, bert: Guest, here: Talk, there: Talk) -> None:
        self.cluster = cluster
        self.anna = anna
        self.bert = bert
        self.here = here
        self.there = there

    @property
    def a(self) -> Node:
        return self.cluster[0]

    @property
    def b(self) -> Node:
        return self.cluster[1]

    def second(self) -> AbstractAsyncContextManager[Talk]:
        """A connection of Anna's with node b, past its hello and in no room."""
        return talking(self.b, self.anna, loaded=False)

    async def heard(self, seq: int, kind: str = "message.created") -> Frame:
        """The event of that place as it came to node b."""
        return await self.there.event(kind, seq=seq)

    async def history(self, talk: Talk, seq: int) -> list[Frame]:
        """The events around a place, as a node tells them."""
        page = await talk.ask("history.read", room=LOBBY, around=seq, limit=5)
        assert page["type"] == "history.page", page
        events: list[Frame] = page["events"]
        return events


async def guest(node: Node, stem: str) -> Guest:
    """Somebody new, made on this node."""
    return await asyncio.to_thread(register, node.http, unique(stem))


async def ask(
    node: Node, method: str, path: str, who: Guest | None = None, body: object = None, **headers: str
) -> httpx.Response:
    """A request of somebody to a node."""
    options: dict[str, Any] = {"json": body} if body is not None else {}

    def send() -> httpx.Response:
        with browse(node.http, headers={**(who.bearer if who else {}), **headers}) as http:
            return http.request(method, path, **options)

    return await asyncio.to_thread(send)


@asynccontextmanager
async def meeting(cluster: Cluster) -> AsyncIterator[Meeting]:
    """Both are there and see each other."""
    anna, bert = await guest(cluster[0], "Anna"), await guest(cluster[1], "Bert")
    async with talking(cluster[0], anna) as here, talking(cluster[1], bert) as there:
        await sees(there, anna)
        await sees(here, bert)
        yield Meeting(cluster, anna, bert, here, there)


async def sees(talk: Talk, *who: Guest) -> None:
    """Wait until it is told that all of these are in the room."""
    missing = {each.id for each in who}

    def tells(frame: Frame) -> bool:
        return bool(missing & _present(frame))

    while missing:
        missing -= _present(await talk.wait(tells, ", ".join(each.name for each in who)))


def _present(frame: Frame) -> set[int]:
    if frame["type"] not in ("presence.state", "presence.changed"):
        return set()
    return {person["id"] for name in ("people", "joined") for person in frame.get(name, ())}
