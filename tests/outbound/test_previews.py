"""Previews for many: remembered, asked for once at a time, no host too often."""

from __future__ import annotations

import asyncio

from teahouse.outbound import previews as module
from teahouse.outbound.previews import Previews
from tests.outbound.receiver import Names, Received, Sent, client_for, receiving


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def title_of(previews: Previews, url: str) -> str | None:
    preview = await previews.of(url)
    return preview.title if preview else None


async def test_a_page_is_remembered_for_an_hour_and_a_failure_for_five_minutes() -> None:
    clock = Clock()
    async with receiving("http") as receiver, client_for(receiver) as client:
        previews = Previews(client, clock)
        receiver.page("/a", "<title>one</title>")
        assert await title_of(previews, receiver.url("/a")) == "one"
        assert await title_of(previews, receiver.url("/b")) is None
        receiver.page("/a", "<title>two</title>")
        receiver.page("/b", "<title>new</title>")
        clock.now += 299
        assert await title_of(previews, receiver.url("/a")) == "one"
        assert await title_of(previews, receiver.url("/b")) is None
        clock.now += 2
        assert await title_of(previews, receiver.url("/b")) == "new"
        assert await title_of(previews, receiver.url("/a")) == "one"
        clock.now += 3_600
        assert await title_of(previews, receiver.url("/a")) == "two"
        assert previews.outcomes == {"shown": 3, "bad_status": 1}


async def test_those_who_ask_together_wait_for_one_answer() -> None:
    async with receiving("http") as receiver, client_for(receiver) as client:
        previews = Previews(client, Clock())
        receiver.page("/", "<title>x</title>")
        gone = asyncio.create_task(title_of(previews, receiver.url("/")))
        others = [asyncio.create_task(title_of(previews, receiver.url("/"))) for _ in range(5)]
        await asyncio.sleep(0)
        gone.cancel()
        assert await asyncio.gather(*others) == ["x"] * 5
        assert gone.cancelled()
        assert len(receiver.received) == 1


async def test_a_host_is_asked_by_two_at_a_time() -> None:
    under_way = most = 0
    release = asyncio.Event()

    async def held() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await release.wait()
        under_way -= 1

    async with receiving("http") as receiver, client_for(receiver) as client:
        previews = Previews(client, Clock())

        def answering(request: Received) -> Sent:
            return Sent(200, {"content-type": "text/html"}, parts=[b"<title>x"], between=held)

        for index in range(5):
            receiver.answers[f"/{index}"] = answering
        asked = [asyncio.create_task(previews.of(receiver.url(f"/{index}"))) for index in range(5)]
        while under_way < 2:
            await asyncio.sleep(0.001)
        release.set()
        await asyncio.gather(*asked)
        assert most == 2
        assert len(receiver.received) == 5


async def test_a_host_is_asked_twenty_times_and_then_every_two_seconds() -> None:
    clock = Clock()
    names = Names({f"{name}.example": ["127.0.0.1"] for name in ("a", "b")})
    async with receiving("http") as receiver, client_for(receiver, names) as client:
        previews = Previews(client, clock)

        async def asked(host: str, first: int, last: int) -> int:
            before = len(receiver.received)
            for index in range(first, last):
                await previews.of(receiver.url(f"/{index}", host))
            return len(receiver.received) - before

        assert await asked("a.example", 0, 25) == 20
        assert await asked("b.example", 0, 1) == 1
        clock.now += 2
        # What was refused for its number is not remembered as a failure.
        assert await asked("a.example", 22, 25) == 1
        assert previews.outcomes["busy"] == 7


async def test_memory_is_bounded_and_the_oldest_go() -> None:
    async with receiving("http") as receiver, client_for(receiver) as client:
        clock = Clock()
        previews = Previews(client, clock)
        picture = b"\x89PNG\r\n\x1a\n" + bytes(1_000_000)
        receiver.page("/picture", picture, "image/png")
        for index in range(20):
            receiver.page(f"/{index}", f"<title>{index}</title><meta property=og:image content=/picture>")
            clock.now += 10
            assert await previews.of(receiver.url(f"/{index}"))
        assert previews._weight <= module.KEEP_BYTES
        asked = len(receiver.received)
        assert await title_of(previews, receiver.url("/19")) == "19"
        assert len(receiver.received) == asked
        assert await title_of(previews, receiver.url("/0")) == "0"
        assert len(receiver.received) == asked + 2


async def test_closing_ends_what_is_under_way() -> None:
    never = asyncio.Event()
    async with receiving("http") as receiver, client_for(receiver) as client:
        previews = Previews(client, Clock())
        receiver.answers["/"] = lambda _: Sent(
            200, {"content-type": "text/html"}, parts=[b"x"], between=never.wait
        )
        waiting = asyncio.create_task(previews.of(receiver.url("/")))
        while not receiver.received:
            await asyncio.sleep(0.001)
        await previews.aclose()
        assert (await asyncio.gather(waiting, return_exceptions=True))[0].__class__ is asyncio.CancelledError
