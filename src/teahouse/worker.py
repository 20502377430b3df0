"""A worker's side of a server of several: what it gets from its parent, obeys and reports."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

import msgspec

from teahouse.worker_meters import SharedMeters

STOP, STOP_NOW, RETIRE = signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2
"""What the parent tells a worker: all stop; the same at once; it alone stops, so listens no more."""

HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
"""What the parent hears itself."""

log = logging.getLogger("teahouse.workers")


class Report(msgspec.Struct, omit_defaults=True):
    """What a worker says of its start: nothing is missing, or the line for the operator."""

    failure: str | None = None
    unowned: bool = False
    """Whether the place has no owner: then the parent shows how to become that."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a worker gets from its parent."""

    listener: socket.socket
    meters: SharedMeters
    memory: int
    """Its place in `meters`."""

    parent: int
    """A descriptor that can be read when the parent is gone."""

    pipe: int
    """A descriptor on which the parent waits for the report."""

    def report(self, told: Report) -> None:
        """Tell the parent, once, what became of the start."""
        # Without a parent to hear it, the end of the other pipe is heard soon.
        with suppress(BrokenPipeError):
            os.write(self.pipe, msgspec.json.encode(told))
        os.close(self.pipe)


Work = Callable[[Place], int]
"""Serves in the worker until told to stop; its exit status."""


Mask = set[signal.Signals | int]
"""Signals that are blocked."""


def fork(child: Callable[[Mask], NoReturn]) -> int:
    """The id of a new process, which runs `child` and no more. OSError: there can be none.

    All that the parent hears is blocked in it, as the parent's handlers would run there;
    `child` gets the mask for when it has its own.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {*HEARD, STOP_NOW, RETIRE})
    try:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            child(mask)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return pid


def live(work: Work, place: Place, foreign: list[int], mask: Mask) -> NoReturn:
    """What a process does from its fork to its end.

    `foreign` are the parent's descriptors, `mask` the signals to be blocked from now on.
    """
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        # Nothing is lost by one that does not serve yet.
        for told in (STOP, STOP_NOW, RETIRE):
            signal.signal(told, lambda *_: os._exit(0))
        # A terminal tells the whole group; the parent passes on what is meant for us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for descriptor in foreign:
            if descriptor >= 0:
                os.close(descriptor)
        status = work(place)
    except BaseException:
        log.exception("a worker ended")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
