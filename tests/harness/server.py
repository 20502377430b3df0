"""A real server process on a free loopback port, stopped by its process id."""

from __future__ import annotations

import http.client
import importlib.util
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tests.harness.migrated import lay_down

PORTS = range(20_000, 32_000)
"""Below those that Linux (from 32768), macOS and Windows (from 49152) give to connections."""
_drawn = itertools.count(random.randrange(len(PORTS)))
READY_WITHIN = 30.0
STOPPED_WITHIN = 20.0
GREETED_WITHIN = 3.0
GREETING = "Ctrl+C closes it."
"""The last line of what the console shows."""
_SOURCES = Path(__file__).resolve().parents[2] / "src"


class ServerError(AssertionError):
    """The process did not start or stop as it should; the text ends with its log."""


class Server:
    """`python -m teahouse` on one port and one data folder, through any number of starts.

    It begins with an empty place; one that is given `variables` makes its own.

    `flags` go to the command line, `variables` to the environment (addresses with a
    password belong there). The log of all starts is one file, `log_path`.
    """

    def __init__(self, folder: Path, *flags: str, variables: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.variables = dict(variables or {})
        self.data = folder / "data"
        self.log_path = folder / "server.log"
        self.flags = flags
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0

    @property
    def authority(self) -> str:
        """Host and port, as in a Host header."""
        return f"127.0.0.1:{self.port}"

    @property
    def http(self) -> str:
        return f"http://{self.authority}"

    @property
    def ws(self) -> str:
        return f"ws://{self.authority}/ws"

    @property
    def classic(self) -> str:
        return f"ws://{self.authority}/"

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def running(self) -> bool:
        """Whether it was started, and not stopped or killed since."""
        return self._process is not None

    @property
    def database(self) -> Path:
        """The SQLite file in the data folder (the only one)."""
        found = sorted(path for path in self.data.rglob("*") if path.suffix in {".db", ".sqlite", ".sqlite3"})
        assert len(found) == 1, f"one database file expected in {self.data}, found {found}"
        return found[0]

    def start(self) -> None:
        """Start on the same port and data as before; return when /readyz says so."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """The first half of `start`: the process is made, and no more."""
        assert self._process is None, "already started"
        self._began = len(self.log())
        if self._begins_migrated():
            lay_down(self.data)
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "teahouse", "--host", "127.0.0.1", "--port", str(self.port)),
                    *("--data", str(self.data), *self.flags),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**_environment(), **self.variables},
            )

    def wait_ready(self) -> None:
        """The second half of `start`; a process that does not get ready is killed."""
        try:
            self._wait_ready()
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to tidy up."""
        process, self._process = self._running(), None
        process.kill()
        process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal and return at once; `wait` gives the exit status."""
        self._running().send_signal(number)

    def wait(self) -> int:
        """The exit status of a process that was told to stop."""
        process, self._process = self._running(), None
        try:
            return process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise ServerError(f"not stopped within {STOPPED_WITHIN} s\n{self.log()}") from None

    def stop(self) -> int:
        """SIGTERM, then the exit status; 0 if it was not running."""
        if self._process is None:
            return 0
        self.signal(signal.SIGTERM)
        return self.wait()

    def close(self) -> None:
        """Whatever happened, the process is gone after this."""
        if self._process is not None:
            self.kill()

    def log(self) -> str:
        """All that the process printed so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def readyz(self) -> int | None:
        """The status of /readyz now, or None if nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while self.readyz() != 200:
            status = self._running().poll()
            if status is not None:
                raise ServerError(f"exited with {status} before it was ready\n{self.log()}")
            if time.monotonic() > deadline:
                raise ServerError(f"not ready within {READY_WITHIN} s\n{self.log()}")
            time.sleep(0.02)  # between two polls; the deadline decides
        # The port answers a moment before the console has said all that it says.
        greeted = min(deadline, time.monotonic() + GREETED_WITHIN)
        while GREETING not in self.log()[self._began :] and time.monotonic() < greeted:
            time.sleep(0.02)

    def _begins_migrated(self) -> bool:
        """Whether nothing says where its data is, or watches how they get there."""
        told = any(flag.startswith(("--database", "--config")) for flag in self.flags)
        return not (told or self.variables or self.data.exists())

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "not started"
        return self._process


Start = Callable[..., Server]
"""Starts a server of one's own; takes command-line flags, returns it ready."""


def free_port() -> int:
    """A loopback port that nobody listens on, and that this process has not given lately.

    It is none of those that the kernel takes for the near end of a connection: such a one
    could be gone before a server listens, or while it is started again. Processes that
    share the tests draw from ranges of their own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    share = len(PORTS) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    while True:
        port = PORTS[worker * share + next(_drawn) % share]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _environment() -> dict[str, str]:
    """Ours, without settings or proxies of whoever runs the tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TEAHOUSE_") and not name.lower().endswith("_proxy")
    }
    if importlib.util.find_spec("teahouse") is None:
        kept["PYTHONPATH"] = str(_SOURCES)
    return kept
