"""Random interleavings of senders, loop, writer, failures and time around a journal.

The rules play the loop and the writer thread, one step at a time. The checks are the
invariants I1 to I3 and I7 to I10: each key once, no hole, an acknowledgement that never
changes, order by acknowledgement and by sender.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
from asyncio import Future
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Protocol, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from teahouse.model.errors import NameTakenError, RetryableError, StorageFullError, TeahouseError
from teahouse.model.people import Person
from teahouse.store.journal import Append, Change, Journal, Operation, Settle, attempt
from teahouse.store.port import Appended
from tests.store.contract import LOBBY, said

SENDERS = [Person(1, "Ann"), Person(2, "Ben"), Person(3, "Cem")]

Entry = tuple[int, int, int]
"""Seq, sender's id and number of the key."""


def new_future() -> Future[Any]:
    """A future that needs no loop, as nothing here awaits: the same methods, as far as they are used."""
    return cast("Future[Any]", concurrent.futures.Future())


class Committer(Protocol):
    """Something that keeps the contract of `journal.Commit`, whose log can be looked at."""

    def commit(self, batch: list[Operation]) -> Sequence[object]: ...

    def log(self) -> list[Entry]: ...

    def close(self) -> None: ...


class MemoryCommitter:
    """The contract in a dictionary."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, int], Appended] = {}

    def commit(self, batch: list[Operation]) -> Sequence[object]:
        outcomes: list[object] = []
        for operation in batch:
            if isinstance(operation, Append):
                outcomes.append(self._append(operation))
            elif isinstance(operation, Change):
                try:
                    outcomes.append(operation.apply(None))
                except TeahouseError as refusal:
                    outcomes.append(refusal)
        return outcomes

    def _append(self, operation: Append) -> Appended:
        name = (operation.event.sender.id, operation.event.key.int)
        if name in self._places:
            place = self._places[name]
            return replace(place, duplicate=True)
        seq = len(self._places) + 1
        self._places[name] = Appended(room=LOBBY, seq=seq, at=0, epoch="epoch", duplicate=False)
        return self._places[name]

    def log(self) -> list[Entry]:
        return sorted((place.seq, sender, number) for (sender, number), place in self._places.items())

    def close(self) -> None:
        pass


class Sent:
    """A sender's message: its attempts under way, and what it was told."""

    def __init__(self, sender: Person, number: int, floor: int) -> None:
        self.sender = sender
        self.number = number
        self.floor = floor  # the highest seq that was acknowledged to anyone before this was first sent
        self.waiting: list[Future[Appended]] = []
        self.told: list[Appended] = []
        self.refused = False


class JournalMachine(RuleBasedStateMachine):
    """See the module's docstring."""

    journal_class: ClassVar[type[Journal]] = Journal
    committer_class: ClassVar[Callable[[], Committer]] = MemoryCommitter

    def __init__(self) -> None:
        super().__init__()
        self.committer = type(self).committer_class()
        self.now = 0.0
        self.turn: list[Callable[[], None]] = []
        self.work: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self.delivery: Callable[[], None] | None = None
        self.mood = "well"
        self.sent: list[Sent] = []
        self.changes: list[tuple[Future[Any], object]] = []
        self.journal = self.journal_class(
            write=self.send_off,
            call_soon=self.turn.append,
            future=new_future,
            clock=lambda: self.now,
        )

    # --- what the journal is given

    def send_off(self, batch: list[Operation], settle: Settle) -> None:
        assert self.work is None, "two batches under way"
        assert self.delivery is None, "two batches under way"
        self.work = (partial(attempt, self.commit, batch), settle)

    def commit(self, batch: list[Operation]) -> Sequence[object]:
        if self.mood == "full":
            raise StorageFullError
        if self.mood == "fault":
            raise OSError("planted")
        outcomes = self.committer.commit(batch)
        if self.mood == "lost":
            raise OSError("planted: committed, but the answer was lost")
        return outcomes

    # --- the loop, the writer and the clock

    @precondition(lambda self: self.turn)
    @rule()
    def end_of_turn(self) -> None:
        calls, self.turn[:] = self.turn[:], []
        for call in calls:
            call()

    @precondition(lambda self: self.work is not None)
    @rule(mood=st.sampled_from(["well", "well", "well", "full", "fault", "lost"]))
    def write(self, mood: str) -> None:
        assert self.work is not None
        (work, done), self.work = self.work, None
        self.mood = mood
        outcome = work()
        self.delivery = lambda: done(outcome)

    @precondition(lambda self: self.delivery is not None)
    @rule()
    def deliver(self) -> None:
        assert self.delivery is not None
        delivery, self.delivery = self.delivery, None
        delivery()
        self.listen()

    @rule(seconds=st.sampled_from([0.1, 0.4, 1.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    # --- the senders

    @rule(sender=st.sampled_from(SENDERS))
    def send(self, sender: Person) -> None:
        if not self.blocked(sender):
            told = [place.seq for message in self.sent for place in message.told]
            message = Sent(sender, len(self.sent) + 1, max(told, default=0))
            self.sent.append(message)
            self.put(message)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(self.sent))
        if not self.blocked(message.sender):
            self.put(message)

    @rule(sender=st.sampled_from(SENDERS))
    def send_the_refused(self, sender: Person) -> None:
        for message in self.sent:
            if message.sender is sender and message.refused:
                message.refused = False
                self.put(message)
                if message.refused:
                    return

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def stop_waiting(self, data: st.DataObject) -> None:
        """A connection goes; its message may be written or not, and nobody is told."""
        message = data.draw(st.sampled_from(self.sent))
        for future in message.waiting:
            future.cancel()
        if message.waiting and not message.told:
            message.refused = True
        message.waiting.clear()
        for later in self.sent:
            # What is sent anew after a reconnect begins with the first that was not acknowledged.
            if later.sender is message.sender and later.number > message.number and message.refused:
                later.waiting = []
                later.refused = later.refused or not later.told

    @rule(refused=st.booleans())
    def change(self, refused: bool) -> None:
        expected: object = NameTakenError if refused else len(self.changes)

        def apply(_: object) -> object:
            if refused:
                raise NameTakenError
            return expected

        with contextlib.suppress(RetryableError):
            self.changes.append((self.journal.put(Change(apply)), expected))

    def blocked(self, sender: Person) -> bool:
        return any(message.refused for message in self.sent if message.sender is sender)

    def put(self, message: Sent) -> None:
        try:
            future = self.journal.put(Append(said(message.sender, message.number)))
        except RetryableError:
            message.refused = message.refused or not message.told
        else:
            message.waiting.append(future)

    def listen(self) -> None:
        """Senders hear of what was settled."""
        for message in self.sent:
            settled = [future for future in message.waiting if future.done()]
            message.waiting = [future for future in message.waiting if not future.done()]
            for future in settled:
                problem = future.exception()
                if problem is None:
                    message.told.append(future.result())
                    message.refused = False
                else:
                    assert isinstance(problem, RetryableError)
                    message.refused = message.refused or not message.told

    # --- the invariants

    @invariant()
    def the_log_is_whole(self) -> None:
        log = self.committer.log()
        assert [seq for seq, _, _ in log] == list(range(1, len(log) + 1)), "I3"
        assert len({(sender, number) for _, sender, number in log}) == len(log), "I2"
        for sender in SENDERS:
            own = [number for _, of, number in log if of == sender.id]
            assert own == sorted(own), "I10"

    @invariant()
    def what_was_told_is_so(self) -> None:
        places = {(sender, number): seq for seq, sender, number in self.committer.log()}
        for message in self.sent:
            seq = places.get((message.sender.id, message.number))
            assert {place.seq for place in message.told} <= {seq}, "I1, I8"
            assert len({place.at for place in message.told}) <= 1, "I8"
            assert sum(not place.duplicate for place in message.told) <= 1, "I2"
            assert seq is None or seq > message.floor, "I9"

    def teardown(self) -> None:
        closed = self.journal.close()
        while self.turn or self.work or self.delivery:
            if self.turn:
                self.end_of_turn()
            elif self.work:
                self.write("well")
            else:
                self.deliver()
        self.listen()
        assert closed.done()
        assert all(not message.waiting for message in self.sent), "I7"
        self.the_log_is_whole()
        self.what_was_told_is_so()
        for future, expected in self.changes:
            problem = future.exception()
            if problem is None:
                assert future.result() == expected
            else:
                assert isinstance(problem, RetryableError) or type(problem) is expected
        self.committer.close()
