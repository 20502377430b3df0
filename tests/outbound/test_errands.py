"""Errands: bounded, counted, ended with the server."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.outbound.errands import Errands


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
