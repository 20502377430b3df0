"""Processes under measurement: started on one core, watched through /proc, stopped by their pid."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

SERVER_CORE = 0
LOAD_CORE = 1


def on_core(core: int | None, command: Sequence[str | Path]) -> list[str]:
    """The command bound to a core; as it is for None, and where there is only one."""
    words = [str(word) for word in command]
    if core is None or (os.cpu_count() or 1) < 2 or shutil.which("taskset") is None:
        return words
    return ["taskset", "-c", str(core), *words]


@contextlib.contextmanager
def here_on_core(core: int | None) -> Iterator[None]:
    """What this thread starts meanwhile is bound to a core, with all that descends from it; as on_core() is."""
    if core is None or (os.cpu_count() or 1) < 2:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def allow_many_files() -> int:
    """Raises this process's limit of open files as far as it may; what children inherit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def free_port() -> int:
    """A port of the loopback address on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rss_kb(pid: int) -> int:
    """Resident memory in KB, without what the kernel holds for the sockets."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise ProcessLookupError(pid)


def peak_kb(pid: int) -> int:
    """The most resident memory that a process had since it became this program; 0 if it is gone.

    Not what wait4(2) tells: that counts what its parent had when it was made.
    """
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def settled_rss_kb(pid: int, seconds: float = 10) -> int:
    """Resident memory once it moved by less than 0.5 % in a second, or after `seconds`."""
    last = rss_kb(pid)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(1)
        now = rss_kb(pid)
        if abs(now - last) * 200 < last:
            return now
        last = now
    return last


class Server:
    """A server process that listens on `port`; on any core if `core` is None."""

    def __init__(
        self,
        command: Sequence[str | Path],
        port: int,
        log: Path,
        environment: dict[str, str] | None = None,
        *,
        core: int | None = SERVER_CORE,
    ) -> None:
        self.core = core
        self.command = command
        self.port = port
        self.log = log
        self.environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id; it was started with exec, so it is the server's own."""
        assert self._process is not None
        return self._process.pid

    def start(self, timeout: float = 30, wait: bool = True) -> None:
        """Starts it and, unless told otherwise, returns once its port answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                on_core(self.core, self.command),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=self.environment,
                cwd=self.log.parent,
            )
        if wait:
            self.wait(timeout)

    def wait(self, timeout: float = 30) -> None:
        """Returns once the port answers; raises with the end of the log if it does not."""
        assert self._process is not None
        end = time.monotonic() + timeout
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.01)
        self.stop()
        said = self.log.read_text(errors="replace")[-800:]
        raise RuntimeError(f"{self.command[0]} did not start: {said}")

    def kill(self) -> None:
        """SIGKILL: what a crash looks like."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self, within: float = 10) -> int | None:
        """SIGTERM, and SIGKILL if it is still there after `within` seconds. Its exit status, if it ran."""
        if self._process is None:
            return None
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(within)
            except subprocess.TimeoutExpired:
                self.kill()
        return self._process.returncode


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """Starts the server and stops it at the end."""
    server.start()
    try:
        yield server
    finally:
        server.stop()
