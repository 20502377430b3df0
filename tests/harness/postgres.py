"""A PostgreSQL server of the tests: on a free loopback port, in a temporary folder.

Debian's binaries are used, not the cluster that its package makes. The server refuses to
run as the superuser, so it drops to `postgres` or `nobody`. The fixtures are in `databases`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Literal

from tests.harness.server import free_port

OWNER = "teahouse"
PASSWORD = "s3cret-of-the-tests"
TEMPLATE = "teahouse_template"
READY_WITHIN = 30.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}

Mode = Literal["smart", "fast", "immediate"]
_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class PostgresError(AssertionError):
    """The server did not do what it was told; the text says why."""


def binaries() -> Path:
    """The folder of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("postgres")
    if not found and on_path is None:
        raise PostgresError("PostgreSQL is not installed (Debian's package is postgresql)")
    return found[-1] if found else Path(on_path or "").resolve().parent


class Postgres:
    """A server through any number of starts, on one port and one folder.

    `start` and `stop` may be called in any state. Databases belong to OWNER, who is no
    superuser; `execute` without an address is the superuser's.
    """

    _flags: tuple[str, ...] = ()  # more for initdb

    def __init__(self, *, fsync: bool = False, folder: Path | None = None, **settings: str) -> None:
        """`settings` are lines of postgresql.conf. Without `fsync` it is quick, and loses data with the power alone.

        `folder` holds its own folder; the system's one for temporary files by default.
        """
        self.port = free_port()
        self._settings = {**SETTINGS, "fsync": "on" if fsync else "off", **settings}
        self._bin = binaries()
        self._user: dict[str, Any] = _unprivileged()
        self._folder = Path(tempfile.mkdtemp(prefix="teahouse-postgres-", dir=folder))
        self._data = self._folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._making = threading.Lock()

    # --- the server

    @property
    def pid(self) -> int:
        """Of the process whose children serve the connections."""
        assert self._process is not None, "not started"
        return self._process.pid

    def start(self) -> None:
        """Start it; returns when it takes connections."""
        if self._process is not None and self._process.poll() is None:
            return
        if not self._data.exists():
            self._initialise()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                start_new_session=True,
                **self._user,
            )
        self._wait_until_ready()

    def stop(self, mode: Mode = "immediate") -> None:
        """Stop it: `immediate` is as if it crashed, `fast` ends all connections, `smart` waits for them."""
        if self._process is None:
            return
        self._process.send_signal(_SIGNALS[mode])
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise PostgresError(f"it did not stop within 20 s\n{self.log()}") from None
        finally:
            self._process = None

    def restart(self, mode: Mode = "immediate") -> None:
        """Stop and start, on the same port."""
        self.stop(mode)
        self.start()

    def close(self) -> None:
        """Stop it and remove all of it."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def become_standby(self) -> None:
        """Start again as a standby, which can be read and not written."""
        self.stop("fast")
        (self._data / "standby.signal").touch()
        self.start()

    def promote(self) -> None:
        """Make the standby the primary, on a new timeline."""
        self.execute("SELECT pg_promote(true, 20)")

    def log(self) -> str:
        """What it has said so far, the end of it."""
        path = self._folder / "log"
        return path.read_text(errors="replace")[-8_000:] if path.exists() else ""

    # --- databases

    def url(self, name: str, user: str = OWNER, password: str = PASSWORD) -> str:
        """The address of a database."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def database(self, template: bool = True) -> str:
        """The address of a fresh database: one that was just migrated, or an empty one."""
        with self._making:
            if template:
                self._make_template()
            self._made += 1
            name = f"test_{self._made}"
        origin = TEMPLATE if template else "template1"
        self.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {origin}")
        url = self.url(name)
        if template:
            # A copy is a place of its own: what the migration draws at random is drawn again.
            self.execute(
                f"UPDATE meta SET store_id = '{secrets.token_hex(4)}', epoch = '{secrets.token_hex(8)}',"
                f" secret = decode('{secrets.token_hex(32)}', 'hex')",
                url,
            )
        return url

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected."""
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, sql: str, url: str | None = None) -> str:
        """Run it; rows come back as lines, columns separated by `|`."""
        address = url or self.url("postgres", user="postgres")
        # The password is not in the arguments, as in no process list.
        bare = address.replace(f":{PASSWORD}@", "@")
        done = subprocess.run(
            [self._bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", bare, "-c", sql],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "PGPASSWORD": PASSWORD},
        )
        if done.returncode:
            raise PostgresError(f"{sql}: {done.stderr.strip()}")
        return done.stdout.strip()

    def files(self, path: str) -> list[Path]:
        """The files of a table or index by its `pg_relation_filepath`: what a CHECKPOINT has written."""
        first = self._data / path
        return [each for each in sorted(first.parent.glob(f"{first.name}*")) if each.is_file()]

    def backends(self, url: str) -> list[int]:
        """The server's processes that serve a database."""
        rows = self.execute(
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{url.rpartition('/')[2]}'"
            " AND backend_type = 'client backend'"
        )
        return [int(row) for row in rows.split()]

    def terminate_backends(self, url: str) -> int:
        """End all connections to a database; how many there were."""
        rows = self.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.rpartition('/')[2]}'"
            " AND backend_type = 'client backend'"
        )
        return len(rows.split())

    # --- making it

    def _initialise(self) -> None:
        if self._user:
            os.chown(self._folder, self._user["user"], self._user["group"])
        secret = self._folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        made = subprocess.run(
            [
                *(self._bin / "initdb", "-D", self._data, "-U", "postgres", "-N", "-E", "UTF8"),
                *("--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}", *self._flags),
            ],
            capture_output=True,
            text=True,
            cwd=self._folder,
            **self._user,
        )
        if made.returncode:
            raise PostgresError(f"initdb: {made.stderr}")
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in self._settings.items())
            file.write(f"port = {self.port}\n")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            with contextlib.suppress(PostgresError):
                if self.execute(f"SELECT count(*) FROM pg_roles WHERE rolname = '{OWNER}'") == "0":
                    self.execute(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'")
                return
            time.sleep(0.05)
        raise PostgresError(f"it did not start\n{self.log()}")

    def _make_template(self) -> None:
        if self.execute(f"SELECT count(*) FROM pg_database WHERE datname = '{TEMPLATE}'") == "1":
            return
        self.execute(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
        # In a process of its own, as a test's loop may be running in this one.
        done = subprocess.run(
            [sys.executable, "-m", "teahouse.store.postgres_migrate"],
            input=self.url(TEMPLATE),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            self.execute(f"DROP DATABASE {TEMPLATE}")
            raise PostgresError(f"the migration failed: {done.stderr}")


def _unprivileged() -> dict[str, Any]:
    """Whom the server runs as, for subprocess: nobody else unless this is the superuser."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise PostgresError("there is no unprivileged user to run the server as")
