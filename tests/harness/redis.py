"""A Redis server of the tests: on a free loopback port, in a temporary folder.

Nothing is kept on disk. The fixtures at the end: `redis` is the one server of a session,
running, empty and without passwords or rules at the start of each test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.server import free_port

READY_WITHIN = 10.0


class RedisError(AssertionError):
    """The server did not do what it was told; the text says why."""


class Redis:
    """A server through any number of starts, on one port; `start` and `stop` may be called in any state."""

    def __init__(self, *flags: str) -> None:
        """`flags` are of redis-server's command line."""
        self.port = free_port()
        self._flags = flags
        self._folder = Path(tempfile.mkdtemp(prefix="teahouse-redis-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = self._folder / "socket"

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None, "not started"
        return self._process.pid

    def start(self) -> None:
        """Start it; returns when it answers."""
        if self._process is not None and self._process.poll() is None:
            return
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            raise RedisError("Redis is not installed (Debian's package is redis-server)")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)),
                    *("--save", "", "--appendonly", "no", "--enable-debug-command", "local"),
                    *("--unixsocket", str(self.socket), *self._flags),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Kill it: its connections end at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Kill it and start it, on the same port."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop it and remove all of it."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def cli(self, *args: str, password: str = "") -> str:
        """What redis-cli prints for a command."""
        done = subprocess.run(
            ["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), "--raw", *args],
            capture_output=True,
            text=True,
            timeout=30,
            env={**os.environ, **({"REDISCLI_AUTH": password} if password else {})},
        )
        return (done.stdout + done.stderr).strip()

    def log(self) -> str:
        """What it has said so far, the end of it."""
        return self._log.read_text(errors="replace")[-8_000:] if self._log.exists() else ""

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            # One that wants a password, or does not know PING, answers too.
            answer = self.cli("PING")
            if answer == "PONG" or answer.startswith(("NOAUTH", "NOPERM")):
                return
            time.sleep(0.02)
        raise RedisError(f"it did not start\n{self.log()}")


@pytest.fixture(scope="session")
def _session_redis() -> Iterator[Redis]:
    server = Redis()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def redis(_session_redis: Redis) -> Iterator[Redis]:
    """The session's server, running and empty whatever the last test did to it."""
    _session_redis.start()
    _session_redis.cli("FLUSHALL")
    yield _session_redis
    if _session_redis.cli("CONFIG", "GET", "requirepass") != "requirepass":
        _session_redis.stop()  # settings and rules of a test go with the process
