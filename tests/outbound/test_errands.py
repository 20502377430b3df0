"""Errands: bounded, counted, ended with the server."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.outbound.errands import EACH_AT_ONCE, EACH_MOST, Errands


async def test_so_many_at_once_and_so_many_waiting() -> None:
    release = asyncio.Event()
    begun: list[int] = []
    errands = Errands(at_once=2, waiting=3)

    def errand(number: int) -> bool:
        async def wait() -> None:
            begun.append(number)
            await release.wait()

        return errands.run(wait)

    assert [errand(number) for number in range(7)] == [True] * 5 + [False] * 2
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (begun, errands.dropped) == ([0, 1], 2)
    release.set()
    await errands.aclose()
    assert begun == [0, 1, 2, 3, 4]


async def test_a_person_s_errands_are_a_few_at_once_and_not_without_end() -> None:
    release = asyncio.Event()
    begun: list[str] = []
    errands = Errands()

    def errand(name: str) -> bool:
        async def wait() -> None:
            begun.append(name)
            await release.wait()

        return errands.run(wait, name)

    assert [errand("Ann") for _ in range(EACH_MOST + 1)] == [True] * EACH_MOST + [False]
    assert errand("Ben")
    while "Ben" not in begun:
        await asyncio.sleep(0)
    assert begun == ["Ann"] * EACH_AT_ONCE + ["Ben"]
    release.set()
    await errands.aclose()
    assert (begun.count("Ann"), errands.dropped) == (EACH_MOST, 1)
    assert errand("Ann"), "what ended is not counted"
    await errands.aclose()


async def test_who_waits_to_try_again_is_in_nobody_s_way() -> None:
    errands = Errands(at_once=1)
    done: list[str] = []

    async def patient() -> None:
        await errands.pause(0.01)
        done.append("patient")

    async def quick() -> None:
        done.append("quick")

    for errand in (patient, quick):
        errands.run(errand)
    await errands.aclose(30)
    assert done == ["quick", "patient"]


async def test_one_that_fails_is_logged_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    errands = Errands(at_once=1)
    done: list[str] = []

    async def bad() -> None:
        raise RuntimeError("bad")

    async def good() -> None:
        done.append("good")

    errands.run(bad)
    errands.run(good)
    await errands.aclose()
    assert done == ["good"]
    assert "an errand failed" in caplog.text


async def test_closing_ends_what_does_not_end() -> None:
    errands = Errands()
    ended: list[bool] = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    errands.run(endless)
    await errands.aclose(0.01)
    assert ended == [True]
