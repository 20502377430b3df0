"""The journal without a thread, and with it under random interleavings."""

from __future__ import annotations

import logging
from asyncio import Future
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from teahouse.model.errors import NameTakenError, StorageFullError, UnavailableError
from teahouse.model.people import Person, Role
from teahouse.store import sqlite_people
from teahouse.store.driver import driver
from teahouse.store.journal import (
    BACK_OFF_SECONDS,
    BATCH_BYTES,
    BATCH_ROWS,
    Append,
    Change,
    Journal,
    Operation,
)
from teahouse.store.migrate import migrate
from teahouse.store.sqlite_append import BatchWriter
from tests.store.contract import said
from tests.store.journal_machine import SENDERS, Entry, JournalMachine, new_future

ANN = Person(1, "Ann")
SEARCH = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Bench:
    """A journal whose loop and writer move when told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.soon: list[Callable[[], None]] = []
        self.submitted: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
        self.batches: list[list[Operation]] = []
        self.problem: Exception | None = None
        self.heard: list[int] = []
        self.journal = Journal(
            commit=self._commit,
            submit=lambda work, done: self.submitted.append((work, done)),
            call_soon=self.soon.append,
            future=new_future,
            clock=lambda: self.now,
            on_batch=self.heard.append,
        )

    def _commit(self, batch: list[Operation]) -> Sequence[object]:
        self.batches.append(batch)
        if self.problem is not None:
            raise self.problem
        return [
            operation.event.body if isinstance(operation, Append) else NameTakenError() for operation in batch
        ]

    def end_turn(self) -> None:
        calls, self.soon[:] = self.soon[:], []
        for call in calls:
            call()

    def write(self) -> None:
        """One batch there and back."""
        work, done = self.submitted.pop(0)
        done(work())

    def put(self, *bodies: str) -> list[Future[Any]]:
        return [self.journal.put(Append(said(ANN, 1, body))) for body in bodies]


@pytest.fixture
def bench(caplog: pytest.LogCaptureFixture) -> Bench:
    caplog.set_level(logging.CRITICAL)
    return Bench()


def test_a_turn_is_one_batch_and_what_comes_meanwhile_the_next(bench: Bench) -> None:
    first = bench.put("a", "b", "c")
    assert bench.submitted == []
    bench.end_turn()
    later = bench.put("d", "e")
    assert not bench.soon
    assert len(bench.submitted) == 1
    bench.write()
    assert [future.result() for future in first] == ["a", "b", "c"]
    assert not any(future.done() for future in later)
    bench.write()
    assert [future.result() for future in later] == ["d", "e"]
    assert bench.heard == [3, 2]
    assert bench.submitted == []


def test_the_next_batch_is_sent_off_before_results_are_told(bench: Bench) -> None:
    order: list[str] = []
    (first,) = bench.put("a")
    bench.end_turn()
    bench.put("b")
    work, done = bench.submitted.pop()
    bench.journal._submit = lambda work, done: order.append("sent off")
    first.set_result = lambda result: order.append("told")  # type: ignore[method-assign]
    done(work())
    assert order == ["sent off", "told"]


def test_a_batch_has_at_most_so_many_rows(bench: Bench) -> None:
    futures = bench.put(*map(str, range(BATCH_ROWS + 1)))
    bench.end_turn()
    bench.write()
    bench.write()
    assert bench.heard == [BATCH_ROWS, 1]
    assert [future.result() for future in futures] == [str(number) for number in range(BATCH_ROWS + 1)]


@pytest.mark.parametrize(
    ("body", "sizes"),
    [
        ("x" * (BATCH_BYTES // 2), [2, 1]),
        ("x" * (BATCH_BYTES // 2 + 1), [1, 1, 1]),
        ("馆" * (BATCH_BYTES // 6), [2, 1]),
        ("馆" * (BATCH_BYTES // 6 + 1), [1, 1, 1]),
        ("x" * (BATCH_BYTES * 2), [1, 1, 1]),
    ],
)
def test_a_batch_has_at_most_so_many_bytes_or_one_row(bench: Bench, body: str, sizes: list[int]) -> None:
    bench.put(body, body, body)
    bench.end_turn()
    while bench.submitted:
        bench.write()
    assert bench.heard == sizes


def test_a_refused_change_fails_alone(bench: Bench) -> None:
    refused = bench.journal.put(Change(lambda _: None))
    (kept,) = bench.put("kept")
    bench.end_turn()
    bench.write()
    assert isinstance(refused.exception(), NameTakenError)
    assert kept.result() == "kept"


@pytest.mark.parametrize(
    ("problem", "told"), [(StorageFullError(), StorageFullError), (OSError("planted"), UnavailableError)]
)
def test_a_failed_commit_fails_all_that_is_queued_and_holds_off(
    bench: Bench, problem: Exception, told: type[Exception]
) -> None:
    bench.problem = problem
    first = bench.put("a", "b")
    bench.end_turn()
    behind = bench.put("c")
    bench.write()
    assert [type(future.exception()) for future in first + behind] == [told] * 3
    assert len({id(future.exception()) for future in first + behind}) == 3
    bench.problem = None
    bench.now = BACK_OFF_SECONDS / 2
    with pytest.raises(told) as refused:
        bench.put("d")
    assert getattr(refused.value, "retry_after_ms", None) == BACK_OFF_SECONDS * 500
    bench.now = BACK_OFF_SECONDS
    with pytest.raises(told):
        bench.put("before the failures were told, however late it is")
    bench.end_turn()
    (again,) = bench.put("a")
    bench.end_turn()
    bench.write()
    assert again.result() == "a"
    assert len(bench.batches) == 2


def test_closing_waits_for_what_is_queued(bench: Bench) -> None:
    (first,) = bench.put("a")
    bench.end_turn()
    (second,) = bench.put("b")
    closed = bench.journal.close()
    with pytest.raises(UnavailableError):
        bench.put("c")
    bench.write()
    assert (first.done(), closed.done()) == (True, False)
    bench.write()
    assert (second.done(), closed.done()) == (True, True)
    assert bench.journal.close() is closed


def test_closing_an_idle_or_failing_journal_is_done(bench: Bench) -> None:
    bench.problem = OSError("planted")
    bench.put("a")
    bench.end_turn()
    closed = bench.journal.close()
    bench.write()
    assert closed.done()
    assert Bench().journal.close().done()


# --- random interleavings


@pytest.fixture(scope="module", autouse=True)
def migrated() -> Iterator[None]:
    """A migrated database with the senders, made once, for the machine to copy."""
    connection = SqliteCommitter.template = driver.connect(":memory:", isolation_level=None)
    migrate(connection, Path("memory"))
    for sender in SENDERS:
        sqlite_people.add(sender.name, Role.GUEST, None, 1, 0, connection.cursor())
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
        self.commit = BatchWriter(self._connection, b"secret", self._tick).commit

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


@pytest.mark.parametrize("machine", [JournalMachine, SqliteMachine])
def test_the_invariants_hold(machine: type[JournalMachine], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    run_state_machine_as_test(machine, settings=SEARCH)


@pytest.mark.parametrize("machine", [LeakyMachine, ForgetfulMachine])
def test_a_broken_journal_is_found(machine: type[JournalMachine], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    search = settings(SEARCH, phases=[Phase.generate], max_examples=300, report_multiple_bugs=False)
    with pytest.raises(AssertionError, match="I10" if machine is LeakyMachine else None):
        run_state_machine_as_test(machine, settings=search)
