"""A PostgreSQL that follows another one by streaming replication, as far as its link carries."""

from __future__ import annotations

import os
import subprocess
import time

from tests.harness.postgres import PASSWORD, Postgres, PostgresError
from tests.harness.proxy import Proxy

NAME = "standby"
COPIED_WITHIN = 60.0
STREAMS_WITHIN = 30.0


class Standby(Postgres):
    """Copied from a running primary at its first start; `promote` makes it one itself.

    `link` carries what it follows: frozen, the primary goes on and the standby lags behind.
    """

    def __init__(self, primary: Postgres, link: Proxy) -> None:
        super().__init__()
        self._primary = primary
        self._link = link

    def start(self) -> None:
        """Start it; returns when it follows, or, once promoted, when it takes connections."""
        super().start()
        if not (self._data / "standby.signal").exists():
            return
        deadline = time.monotonic() + STREAMS_WITHIN
        while (
            self._primary.execute("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == "0"
        ):
            if time.monotonic() > deadline:
                raise PostgresError(f"it does not follow\n{self.log()}")
            time.sleep(0.02)  # between two looks

    def catch_up(self) -> None:
        """Wait until it has all that the primary has written by now."""
        wanted = self._primary.execute("SELECT pg_current_wal_lsn()")
        deadline = time.monotonic() + STREAMS_WITHIN
        while self.execute(f"SELECT pg_last_wal_replay_lsn() >= '{wanted}'") != "t":
            if time.monotonic() > deadline:
                raise PostgresError(f"it did not reach {wanted}\n{self.log()}")
            time.sleep(0.02)

    def _initialise(self) -> None:
        if self._user:
            os.chown(self._folder, self._user["user"], self._user["group"])
        copied = subprocess.run(
            [
                *(self._bin / "pg_basebackup", "-D", self._data, "-X", "stream", "-c", "fast"),
                *("-h", "127.0.0.1", "-p", str(self._primary.port), "-U", "postgres"),
            ],
            capture_output=True,
            text=True,
            timeout=COPIED_WITHIN,
            cwd=self._folder,
            env={**os.environ, "PGPASSWORD": PASSWORD},
            **self._user,
        )
        if copied.returncode:
            raise PostgresError(f"pg_basebackup: {copied.stderr}")
        way = (
            f"host=127.0.0.1 port={self._link.port} user=postgres password={PASSWORD} application_name={NAME}"
        )
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(f"port = {self.port}\nprimary_conninfo = '{way}'\nsynchronous_standby_names = ''\n")
        (self._data / "standby.signal").touch()
