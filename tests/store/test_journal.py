"""The journal without a thread."""

from __future__ import annotations

import logging
from asyncio import Future
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from teahouse.model.errors import NameTakenError, StorageFullError, UnavailableError
from teahouse.model.people import Person
from teahouse.store.journal import (
    BACK_OFF_SECONDS,
    BATCH_BYTES,
    BATCH_ROWS,
    Append,
    Change,
    Journal,
    Operation,
    attempt,
)
from tests.store.contract import said
from tests.store.journal_machine import new_future

ANN = Person(1, "Ann")


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
            write=lambda batch, settle: self.submitted.append(
                (partial(attempt, self._commit, batch), settle)
            ),
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
    bench.journal._write = lambda batch, settle: order.append("sent off")
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


def test_a_stalled_batch_goes_on_and_all_else_is_refused_until_it_is_settled(bench: Bench) -> None:
    (first,) = bench.put("a")
    bench.end_turn()
    (behind,) = bench.put("b")
    bench.journal.stall()
    refusal: BaseException | None = behind.exception()
    assert isinstance(refusal, UnavailableError)
    bench.end_turn()
    bench.now = 100 * BACK_OFF_SECONDS
    with pytest.raises(UnavailableError) as refused:
        bench.put("c")
    assert getattr(refused.value, "retry_after_ms", 0) == BACK_OFF_SECONDS * 1000
    idle = [bench.journal.idle]
    bench.write()
    idle.append(bench.journal.idle)
    assert first.result() == "a"
    assert idle == [False, True]
    (again,) = bench.put("b")
    bench.end_turn()
    bench.write()
    assert again.result() == "b"


def test_nothing_is_taken_before_those_who_were_refused_by_a_stall_know(bench: Bench) -> None:
    bench.put("a")
    bench.end_turn()
    bench.put("b")
    bench.journal.stall()
    bench.write()
    bench.now = 100 * BACK_OFF_SECONDS
    with pytest.raises(UnavailableError):
        bench.put("c")
    bench.end_turn()
    bench.put("c")


def test_an_idle_journal_cannot_stall(bench: Bench) -> None:
    bench.journal.stall()
    bench.put("a")
    bench.end_turn()
    bench.write()
    assert bench.heard == [1]


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
