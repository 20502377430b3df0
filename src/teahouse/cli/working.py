"""Runs long work of a command: its failures become one line, Ctrl+C ends it in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from teahouse.cli.given import fail
from teahouse.cli.progress import Progress
from teahouse.copies.errors import CopyError
from teahouse.moves.errors import MoveError
from teahouse.store.errors import StoreOpenError

T = TypeVar("T")

EXIT_STOPPED: Final = 130
GIVE_UP: Final = 10.0
"""Seconds that what was stopped may take to end in order; all that it does can be taken up again after any end."""


def run(work: Callable[[Progress], Coroutine[Any, Any, T]], stopped: str) -> T:
    """What the work gives. `stopped` says what is there when it was stopped by Ctrl+C."""
    given_up = threading.Timer(GIVE_UP, _leave, [stopped])
    given_up.daemon = True
    working: asyncio.Task[Any] | None = None

    async def begin(progress: Progress) -> T:
        nonlocal working
        working = asyncio.current_task()
        return await work(progress)

    def stop(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        given_up.start()
        if working is None or working.done() or _is_running(working):
            raise KeyboardInterrupt
        # Elsewhere in the loop that would lose what was on its way: an answer of the database that was read already,
        # for which its connection then waits.
        working.cancel()
        # A loop that sleeps goes on sleeping after a signal.
        working.get_loop().call_soon_threadsafe(_nothing)

    # With a handler of ours asyncio sets none: its own would wait for the next await, and a disk has none.
    signal.signal(signal.SIGINT, stop)
    try:
        with Progress() as progress:
            return asyncio.run(begin(progress))
    except (KeyboardInterrupt, asyncio.CancelledError):
        fail(stopped, EXIT_STOPPED)
    except (CopyError, MoveError, StoreOpenError) as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.filename or 'A file'} failed: {problem.strerror or problem}.")
    finally:
        given_up.cancel()


def _is_running(task: asyncio.Task[Any]) -> bool:
    """Whether its code is what runs in this moment."""
    return asyncio.current_task(task.get_loop()) is task


def _nothing() -> None:
    """Wakes the loop."""


def _leave(stopped: str) -> None:
    """The end without waiting: what was cut off in the middle of an answer may never say that it is over."""
    os.write(sys.stderr.fileno(), f"{stopped}\n".encode())
    os._exit(EXIT_STOPPED)
