"""The journal under random interleavings; broken ones are found."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from teahouse.model.people import Role
from teahouse.store import sqlite_people
from teahouse.store.driver import driver
from teahouse.store.journal import (
    Journal,
    Operation,
)
from teahouse.store.migrate import migrate
from teahouse.store.sqlite_append import BatchWriter
from tests.store.journal_machine import SENDERS, Entry, JournalMachine

SEARCH = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module", autouse=True)
def migrated() -> Iterator[None]:
    """A migrated database with the senders, made once, for the machine to copy."""
    connection = SqliteCommitter.template = driver.connect(":memory:", isolation_level=None)
    migrate(connection, Path("memory"))
    for sender in SENDERS:
        sqlite_people.add(sender.name, Role.GUEST, None, 1, 0, "", None, connection.cursor())
    yield
    connection.close()


class SqliteCommitter:
    """The real writer on a database in memory."""

    template: ClassVar[driver.Connection]

    def __init__(self) -> None:
        self._connection = driver.connect(":memory:", isolation_level=None)
        self.template.backup(self._connection)
        self._connection.execute("PRAGMA foreign_keys=ON")
        self._now = 0
        self.commit = BatchWriter(self._connection, "epoch", b"secret", self._tick).commit

    def _tick(self) -> int:
        self._now += 1
        return self._now

    def log(self) -> list[Entry]:
        rows = self._connection.execute("SELECT seq, sender, key FROM events ORDER BY seq").fetchall()
        return [(seq, sender, int.from_bytes(key)) for seq, sender, key in rows]

    def close(self) -> None:
        self._connection.close()


class SqliteMachine(JournalMachine):
    committer_class = SqliteCommitter


class StallingMachine(JournalMachine):
    """With a writer whose batches sometimes take long."""

    @precondition(lambda self: self.work is not None)
    @rule()
    def stall(self) -> None:
        self.journal.stall()
        self.listen()


class LeakyJournal(Journal):
    """Fails the batch alone and goes on with what was queued behind: senders get out of order."""

    def _fail(self, batch: list[Operation], problem: Exception) -> None:
        behind = self._queue.copy()
        self._queue.clear()
        super()._fail(batch, problem)
        self._refuse_until = float("-inf")
        if behind:
            self._queue.extend(behind)
            self._busy = True
            self._start()


class LeakyMachine(JournalMachine):
    journal_class = LeakyJournal


class ForgetfulJournal(Journal):
    """Tells the results of a batch in the wrong order."""

    def _settle(self, batch: list[Operation], outcome: Any) -> None:
        super()._settle(batch[::-1], outcome)


class ForgetfulMachine(JournalMachine):
    journal_class = ForgetfulJournal


@pytest.mark.parametrize("machine", [JournalMachine, SqliteMachine, StallingMachine])
def test_the_invariants_hold(machine: type[JournalMachine], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    run_state_machine_as_test(machine, settings=SEARCH)


@pytest.mark.parametrize("machine", [LeakyMachine, ForgetfulMachine])
def test_a_broken_journal_is_found(machine: type[JournalMachine], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    # It ends with the first that is found. What is tried first depends on the modules that other tests loaded.
    search = settings(SEARCH, phases=[Phase.generate], max_examples=5000, report_multiple_bugs=False)
    with pytest.raises(AssertionError, match="I10" if machine is LeakyMachine else None):
        run_state_machine_as_test(machine, settings=search)
