"""Watching the system calls of running processes with strace, as one record in the order of what caused what."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

CALLS = "fsync,fdatasync,write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,recvfrom"
LONGEST = 1 << 18
"""Bytes of a call that are recorded: more than anything writes at once here."""
ATTACHED_WITHIN = 20.0
DETACHED_WITHIN = 20.0
TRIES = 5


class NotTracedError(Exception):
    """strace is not there or is refused; the text says which."""


class Strace:
    """Attached to processes with threads and children, from entering to leaving. NotTracedError if it cannot be.

    There is one tracer for all of them, and a traced call goes on only when the tracer has
    noted it: what one call caused is behind it in `record`, across threads and processes.
    """

    def __init__(self, pids: Sequence[int], record: Path) -> None:
        self.record = record
        self._pids = pids
        self._said = record.with_suffix(".strace.log")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        program = shutil.which("strace")
        if program is None:
            raise NotTracedError("strace is not installed")
        for _ in range(TRIES):
            self._attach(program, family(self._pids))
            # A child that was made while it attached may have got away.
            if all(_is_traced(pid) for pid in family(self._pids)):
                return self
            self._end()
        raise AssertionError("processes are made faster than they can be traced")

    def _attach(self, program: str, pids: Sequence[int]) -> None:
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [
                    *(program, "-f", "-yy", "-xx", "-s", str(LONGEST), "-e", f"trace={CALLS}"),
                    *("-e", "signal=none", "-o", str(self.record)),
                    *(word for pid in pids for word in ("-p", str(pid))),
                ],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        try:
            self._wait_attached(pids)
        except BaseException:
            self._end()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    def _wait_attached(self, pids: Sequence[int]) -> None:
        deadline = time.monotonic() + ATTACHED_WITHIN
        while True:
            said = self._said.read_text(errors="replace")
            if "not permitted" in said:
                raise NotTracedError(f"tracing is refused: {said.strip().splitlines()[-1]}")
            if all(f"Process {pid} attached" in said for pid in pids):
                return
            if "No such process" in said:
                return  # a child that has ended since; whoever is still there is looked at next
            assert self._process is not None
            if self._process.poll() is not None:
                raise NotTracedError(f"strace ended: {said.strip()[-300:]}")
            assert time.monotonic() < deadline, f"strace did not attach: {said}"
            time.sleep(0.02)  # between two looks; the deadline decides

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        # On SIGINT it lets go of the processes, which go on.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(DETACHED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def family(pids: Iterable[int]) -> list[int]:
    """These processes, and all that descend from them now."""
    found: list[int] = []
    for pid in pids:
        found.append(pid)
        with suppress(FileNotFoundError, ProcessLookupError):
            found += family(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return found


def _is_traced(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return "TracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text()
    return True
