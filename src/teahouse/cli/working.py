"""Runs long work of a command: its failures become one line, Ctrl+C ends it in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any, Final, NoReturn, TypeVar

from teahouse.cli.given import fail
from teahouse.cli.progress import Progress
from teahouse.copies.errors import CopyError
from teahouse.moves.errors import MoveError
from teahouse.store.errors import StoreOpenError

T = TypeVar("T")

EXIT_STOPPED: Final = 130


def run(work: Callable[[Progress], Coroutine[Any, Any, T]], stopped: str) -> T:
    """What the work gives. `stopped` says what is there when it was stopped by Ctrl+C."""
    # With a handler of ours asyncio sets none: its own would wait for the next await, and a disk has none.
    signal.signal(signal.SIGINT, _stop)
    try:
        with Progress() as progress:
            return asyncio.run(work(progress))
    except KeyboardInterrupt:
        fail(stopped, EXIT_STOPPED)
    except (CopyError, MoveError, StoreOpenError) as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.filename or 'A file'} failed: {problem.strerror or problem}.")


def _stop(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt
