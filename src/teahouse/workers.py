"""Several processes on one port: forked, watched, replaced, restarted one after the other.

The parent serves nothing and has no event loop. It forks before anything is opened; each
worker says over a pipe that it is ready, or in one line why it cannot be. Another pipe,
which only the parent could write to, tells the workers by its end that the parent is gone.

- SIGTERM: every worker drains. SIGINT, or a second signal: at once.
- SIGHUP: each worker is replaced, and drains when the new one is ready.
- A worker that ends unasked is replaced, with a growing delay if that goes on.
- A worker that cannot start, while the server itself starts, ends all.
"""

from __future__ import annotations

import gc
import logging
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

import msgspec

from teahouse.start import StartError
from teahouse.worker import HEARD, RETIRE, STOP, STOP_NOW, Mask, Place, Report, Work, fork, live
from teahouse.worker_meters import SharedMeters

STOP_SECONDS = 30.0
"""Beyond the drain: whoever has not ended then is killed."""

HEALTHY_SECONDS = 30.0
"""Who lived so long is replaced at once."""
DELAYS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Before a replacement, the more there were without one that lived."""

log = logging.getLogger("teahouse.workers")


@dataclass(slots=True)
class _Worker:
    pid: int
    number: int
    memory: int
    pipe: int
    born: float
    heard: bytearray = field(default_factory=bytearray)
    ready: bool = False
    retiring: bool = False
    end_by: float | None = None
    """When it is killed, once it was told to stop."""


class Supervisor:
    """The parent of the workers. `run` returns the exit status; `unowned` says whether the place has no owner."""

    def __init__(
        self,
        work: Work,
        listeners: list[socket.socket],
        workers: int,
        drain_seconds: float,
        started: Callable[[], None],
    ) -> None:
        self._work = work
        self._listeners = listeners
        self._wanted = workers
        self._drain_seconds = drain_seconds
        self._started = started
        self._meters = SharedMeters(2 * workers + 1)
        self._workers: dict[int, _Worker] = {}
        self._due: dict[int, float] = {}
        """When to fork a worker of this number."""
        self._failures = [0] * workers
        self._rolling: list[int] = []
        self._open = False
        self._stopping = False
        self._status = 0
        self._failure: str | None = None
        self.unowned = False
        self._signals: list[int] = []
        self._terminal = os.isatty(0)
        self._selector = selectors.DefaultSelector()
        self._alive = os.pipe()
        self._wake = os.pipe()

    def run(self) -> int:
        """Fork, and look after the workers until told to stop. StartError if the start fails."""
        os.set_blocking(self._wake[0], False)
        os.set_blocking(self._wake[1], False)
        self._selector.register(self._wake[0], selectors.EVENT_READ)
        signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        for number in HEARD:
            signal.signal(number, lambda number, _: self._signals.append(number))
        # What is alive now is shared; a collection that touches it would copy it.
        gc.freeze()
        gc.enable()
        self._due = dict.fromkeys(range(self._wanted), 0.0)
        while not self._ended():
            self._fork_due()
            for key, _ in self._selector.select(self._patience()):
                self._hear(key.fd)
            while self._signals:
                self._told(self._signals.pop(0))
            self._reap()
            self._kill_late()
        if self._failure is not None:
            raise StartError(self._failure)
        return self._status

    def _ended(self) -> bool:
        return self._stopping and not self._workers

    # --- signals

    def _told(self, number: int) -> None:
        if number == signal.SIGHUP:
            # A terminal that was closed says so in the same way.
            if self._terminal and not os.isatty(0):
                self._stop(STOP)
            elif self._open and not self._stopping:
                self._restart()
        elif number in (signal.SIGTERM, signal.SIGINT):
            again = self._stopping
            self._stop(STOP_NOW if again or number == signal.SIGINT else STOP)

    def _restart(self) -> None:
        # Of each number there are two at most: more would find no place in `meters`.
        if self._rolling or len(self._workers) > self._wanted:
            log.warning("the workers are being restarted; the signal to do so again is ignored")
            return
        log.info("restarting the workers, one after the other")
        self._rolling = list(range(self._wanted))
        self._roll()

    def _stop(self, how: signal.Signals) -> None:
        self._stopping = True
        self._due.clear()
        self._rolling.clear()
        for worker in self._workers.values():
            self._tell(worker, how)

    def _tell(self, worker: _Worker, how: signal.Signals) -> None:
        if worker.end_by is None:
            worker.end_by = time.monotonic() + self._drain_seconds + STOP_SECONDS
        os.kill(worker.pid, how)

    def _fail(self, failure: str) -> None:
        """The server cannot start; the first reason is told."""
        self._failure = self._failure or failure
        self._stop(STOP_NOW)

    def _kill_late(self) -> None:
        now = time.monotonic()
        for worker in self._workers.values():
            if worker.end_by is not None and now > worker.end_by:
                log.error("a worker does not stop and is killed", extra={"worker": worker.pid})
                os.kill(worker.pid, signal.SIGKILL)
                worker.end_by = now + STOP_SECONDS

    def _patience(self) -> float | None:
        ends = [worker.end_by for worker in self._workers.values() if worker.end_by is not None]
        moments = [*self._due.values(), *ends]
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    # --- the life of a worker

    def _fork_due(self) -> None:
        now = time.monotonic()
        for number in [number for number, at in self._due.items() if at <= now]:
            if self._due.pop(number, None) is not None:
                self._begin(number)

    def _begin(self, number: int) -> None:
        """Fork a worker of this number, or try again later: a server that runs goes on without it."""
        try:
            self._fork(number)
        except OSError as problem:
            if not self._open:
                self._fail(f"No process for a worker can be made: {problem.strerror}.")
                return
            log.error("no process for a worker can be made: %s", problem.strerror)
            self._due[number] = time.monotonic() + DELAYS[-1]

    def _fork(self, number: int) -> None:
        memory = min(set(range(1, 2 * self._wanted + 1)) - {each.memory for each in self._workers.values()})
        pipe = os.pipe()

        def child(mask: Mask) -> NoReturn:
            listener = self._listeners[number % len(self._listeners)]
            foreign = [self._alive[1], *self._wake, pipe[0], *(each.pipe for each in self._workers.values())]
            foreign += [each.fileno() for each in self._listeners if each is not listener]
            self._selector.close()
            live(self._work, Place(listener, self._meters, memory, self._alive[0], pipe[1]), foreign, mask)

        try:
            pid = fork(child)
        except OSError:
            for descriptor in pipe:
                os.close(descriptor)
            raise
        os.close(pipe[1])
        worker = _Worker(pid, number, memory, pipe[0], time.monotonic())
        self._workers[pid] = worker
        self._selector.register(pipe[0], selectors.EVENT_READ, worker)

    def _hear(self, descriptor: int) -> None:
        if descriptor == self._wake[0]:
            os.read(descriptor, 4096)
            return
        worker: _Worker = self._selector.get_key(descriptor).data
        if said := os.read(descriptor, 65_536):
            worker.heard += said
            return
        self._selector.unregister(descriptor)
        os.close(descriptor)
        worker.pipe = -1
        if worker.heard:
            report = msgspec.json.decode(worker.heard, type=Report)
            self.unowned |= report.unowned
            if report.failure is None:
                self._is_ready(worker)
            else:
                self._cannot_start(worker, report.failure)

    def _is_ready(self, worker: _Worker) -> None:
        worker.ready = True
        older = [
            other
            for other in self._workers.values()
            if other.number == worker.number and other.ready and other is not worker
        ]
        for other in older:
            other.retiring = True
            self._tell(other, RETIRE)
        if self._rolling and not older:
            # The one to be replaced has ended by itself meanwhile.
            self._roll()
        complete = sum(each.ready for each in self._workers.values()) == self._wanted
        if complete and not self._open and not self._stopping:
            self._open = True
            self._started()

    def _cannot_start(self, worker: _Worker, failure: str) -> None:
        if not self._open:
            self._fail(failure)
        else:
            log.error("a worker cannot start: %s", failure)

    def _reap(self) -> None:
        for worker in list(self._workers.values()):
            pid, status = os.waitpid(worker.pid, os.WNOHANG)
            if pid:
                self._buried(worker, os.waitstatus_to_exitcode(status))

    def _buried(self, worker: _Worker, status: int) -> None:
        # First of all: its number may be another process's soon, and is told nothing any more.
        del self._workers[worker.pid]
        # Its last words may still be in the pipe.
        while worker.pipe >= 0:
            self._hear(worker.pipe)
        self._meters.fold(worker.memory)
        number = worker.number
        if self._stopping:
            self._status = self._status or int(status != 0)
        elif worker.retiring:
            self._roll()
        elif not self._open:
            self._fail(f"A worker ended with status {status} before it was ready.")
        elif any(other.number == number and not other.retiring for other in self._workers.values()):
            # The old one of a restart goes on in its place, or the new one is on its way.
            if not worker.ready:
                log.error("the restart is given up: a new worker cannot start")
                self._rolling.clear()
        else:
            lived = worker.ready and time.monotonic() - worker.born >= HEALTHY_SECONDS
            failures = 0 if lived else self._failures[number]
            delay = DELAYS[min(failures, len(DELAYS) - 1)]
            self._failures[number] = failures + 1
            self._due[number] = time.monotonic() + delay
            log.error(
                "a worker ended and is replaced",
                extra={"worker": worker.pid, "status": status, "delay": delay},
            )

    def _roll(self) -> None:
        """Fork the replacement of the next worker; it says itself when the old one may go."""
        while self._rolling:
            number = self._rolling.pop(0)
            if number not in self._due:
                self._begin(number)
                return
        log.info("the workers are restarted")
