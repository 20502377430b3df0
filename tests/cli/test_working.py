"""Long work of a command ends when it is told to, whatever it is in the middle of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

STUBBORN = """
import asyncio
from teahouse.cli import working

working.GIVE_UP = 0.3

async def work(progress):
    print("begun", flush=True)
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass

working.run(work, "Stopped; the same command goes on.")
"""

ORDERLY = """
import asyncio, os, signal
from teahouse.cli import working

working.GIVE_UP = 60.0
working._leave = lambda stopped: os._exit(99)

def stop():
    os.kill(os.getpid(), signal.SIGINT)
    print("not cut off", flush=True)

async def in_a_callback():
    asyncio.get_running_loop().call_soon(stop)
    await asyncio.Event().wait()

async def in_another_task():
    async def other():
        stop()
        await asyncio.Event().wait()
    task = asyncio.create_task(other())
    try:
        await asyncio.Event().wait()
    finally:
        print(task.done(), flush=True)

async def while_it_sleeps():
    print("asleep", flush=True)
    await asyncio.Event().wait()

async def without_an_await():
    stop()
    while True:
        pass

async def work(progress):
    try:
        await {where}()
    finally:
        await asyncio.sleep(0)
        print("in order", flush=True)

working.run(work, "Stopped; the same command goes on.")
"""


def test_work_that_does_not_answer_is_left_after_a_while() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        os.kill(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.splitlines()[-1] == "Stopped; the same command goes on."


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("in_a_callback", ["not cut off", "in order"]),
        ("in_another_task", ["not cut off", "False", "in order"]),
        ("while_it_sleeps", ["asleep", "in order"]),
        ("without_an_await", ["in order"]),
    ],
)
def test_what_is_stopped_ends_in_order_wherever_it_is(where: str, told: list[str]) -> None:
    code = ORDERLY.replace("{where}", where)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline().strip()
        if first == "asleep":
            process.send_signal(signal.SIGINT)
        rest, problems = process.stdout.read(), process.stderr.read()
    assert (process.returncode, problems) == (130, "Stopped; the same command goes on.\n")
    assert [first, *rest.splitlines()] == told
