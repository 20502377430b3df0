"""Long work of a command ends when it is told to, whatever it is in the middle of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

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
