"""A store in memory around the real journal, whose disk and time the test is.

With `prompt` every batch is committed at once. Without, a batch waits until `write`
says that it was committed or what went wrong. `epoch` may be set to another: the
next survey tells of it, as after a restored backup. Reads look at the log after as many
turns of the loop as `delays` says, and answer as many turns later.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from msgspec.structs import replace

from teahouse.model.errors import (
    ConflictError,
    NameTakenError,
    PersonNotFoundError,
    TeahouseError,
)
from teahouse.model.names import name_key
from teahouse.model.people import Person, Role, session_id
from teahouse.store.journal import Append, Change, Journal, Operation, Settle, attempt
from teahouse.store.order_records import SanctionRecord, Since, Waiting
from teahouse.store.port import Appended, NewEvent, Store, StoredEvent, StoredPerson, Survey
from teahouse.store.port_house import KeptHouse
from teahouse.store.port_people import CLASSIC_LEASE_MS
from tests.gateway.fake_rooms import LOBBY, FakeRooms

__all__ = ["LOBBY", "FakeStore"]

T = TypeVar("T")


class FakeStore(FakeRooms):
    """See `port.Store`: all of it that a gateway asks for."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, prompt: bool = False) -> None:
        super().__init__()
        self.epoch = "epoch"
        self.store_id = "fake"
        self.seal_key = b"fake" * 8
        self.people: dict[int, StoredPerson] = {}
        self.delays = (0, 0)
        self.reads = 0
        self.reading = 0
        self.seen_at: dict[int, int] = {}
        self.sanctioned: list[SanctionRecord] = []
        self.sessions_seen_at: dict[str, int] = {}
        self.revoked_at: dict[str, int] = {}
        self._prompt = prompt
        self._loop = loop
        self._held: dict[str, int] = {}
        self._tokens: dict[str, int] = {}
        self._places: dict[tuple[int, int, object], StoredEvent] = {}
        self._batch: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self._trouble: Exception | None = None
        self._journal = Journal(
            write=self._write,
            call_soon=loop.call_soon,
            future=loop.create_future,
            clock=loop.time,
        )

    @property
    def port(self) -> Store:
        """As the port's type calls it; who asks for anything else is told that it is not there."""
        return cast(Store, self)

    # --- what a test does

    @property
    def writing(self) -> bool:
        """Whether a batch waits for its commit."""
        return self._batch is not None

    def write(self, trouble: Exception | None = None, turns: int = 0) -> None:
        """Commit the batch, or meet `trouble`; the loop hears of it some turns later."""
        assert self._batch is not None
        (work, done), self._batch = self._batch, None
        self._trouble = trouble
        outcome = work()
        self._after(turns, lambda: done(outcome))

    def enrol(self, name: str, token: str, role: Role = Role.GUEST) -> Person:
        """A person who was always there."""
        return self._add(name, role, token, 0, 0)

    # --- the port

    def append(self, event: NewEvent) -> Awaitable[Appended]:
        return self._journal.put(Append(event))

    async def add_person(
        self,
        name: str,
        role: Role,
        token: str | None,
        now: int,
        free_before: int,
        *,
        label: str = "",
        expires_at: int | None = None,
    ) -> Person:
        return await self._change(lambda: self._add(name, role, token, now, free_before))

    async def rename(self, person: int, name: str, now: int, free_before: int) -> Person:
        def apply() -> Person:
            found = self._person(person)
            self._take_name(name, now, free_before, person)
            self._free(person)
            self._held[name_key(name)] = person
            renamed = Person(person, name)
            self.people[person] = replace(found, person=renamed)
            return renamed

        return await self._change(apply)

    async def person(self, person: int) -> StoredPerson:
        return await self._read(lambda: self._person(person))

    async def person_by_token(self, token: str) -> StoredPerson | None:
        return await self._read(lambda: self.people.get(self._tokens.get(token, 0)))

    async def end_session(self, session: str, now: int) -> None:
        def apply() -> None:
            ended = [token for token in self._tokens if session_id(token) == session]
            for token in ended:
                del self._tokens[token]
                self.revoked_at[session] = now

        await self._change(apply)

    async def house(self) -> KeptHouse:
        return KeptHouse({}, owned=False)

    async def survey(self, rooms: list[int], revoked_since: int) -> Survey:
        def look() -> Survey:
            return Survey(
                epoch=self.epoch,
                heads={room: len(self.logs[room]) for room in rooms if room in self.logs},
                listing=self.listing,
                revoked=frozenset(session for session, at in self.revoked_at.items() if at >= revoked_since),
            )

        return await self._read(look)

    async def people_by_name(self, names: list[str]) -> list[StoredPerson]:
        def look() -> list[StoredPerson]:
            keys = {name_key(name) for name in names} & self._held.keys()
            return [self.people[self._held[key]] for key in sorted(keys)]

        return await self._read(look)

    async def seen(self, people: list[int], now: int) -> None:
        await self._change(lambda: self.seen_at.update(dict.fromkeys(people, now)))

    async def seen_sessions(self, sessions: list[str], now: int) -> None:
        await self._change(lambda: self.sessions_seen_at.update(dict.fromkeys(sessions, now)))

    async def free_name(self, person: int) -> None:
        def apply() -> None:
            if self._person(person).role is Role.CLASSIC:
                self._free(person)

        await self._change(apply)

    async def close(self) -> None:
        await self._journal.close()

    # --- order: nobody is sanctioned, and nothing waits

    async def open_sanctions(self, now: int) -> list[SanctionRecord]:
        """See `Order.open_sanctions`."""
        return list(self.sanctioned)

    async def queue(self) -> list[Waiting]:
        """See `Order.queue`."""
        return []

    async def since(self, people: list[int]) -> dict[int, Since]:
        """See `Order.since`."""
        return {id: Since(self.people[id].role, 0) for id in people if id in self.people}

    # --- the committer

    def _write(self, batch: list[Operation], settle: Settle) -> None:
        assert self._batch is None, "two batches under way"
        self._batch = (partial(attempt, self._commit, batch), settle)
        if self._prompt:
            self._loop.call_soon(self.write)

    def _commit(self, batch: list[Operation]) -> Sequence[object]:
        if self._trouble is not None:
            raise self._trouble
        outcomes: list[object] = []
        for operation in batch:
            try:
                if isinstance(operation, Append):
                    outcomes.append(self._append(operation.event))
                elif isinstance(operation, Change):
                    outcomes.append(operation.apply(None))
            except TeahouseError as refusal:
                outcomes.append(refusal)
        return outcomes

    def _append(self, event: NewEvent) -> Appended:
        known = self._places.get((event.room, event.sender.id, event.key))
        if known is not None:
            if _content(known) != _content(event):
                raise ConflictError(field="id")
            return Appended(room=known.room, seq=known.seq, at=known.at, epoch=self.epoch, duplicate=True)
        self._log(event.room)
        for named in (event.sender, event.to):
            if named is not None:
                self._person(named.id)
        stored = self._write_event(event, int(self._loop.time() * 1000))
        self._places[event.room, event.sender.id, event.key] = stored
        count = self._info(event.room).count
        return Appended(
            room=event.room, seq=stored.seq, at=stored.at, epoch=self.epoch, duplicate=False, count=count
        )

    # --- state

    def _person(self, person: int) -> StoredPerson:
        if person not in self.people:
            raise PersonNotFoundError
        return self.people[person]

    def _add(self, name: str, role: Role, token: str | None, now: int, free_before: int) -> Person:
        self._take_name(name, now, free_before, None)
        person = Person(len(self.people) + 1, name)
        self.people[person.id] = StoredPerson(person=person, role=role)
        self.seen_at[person.id] = now
        self._held[name_key(name)] = person.id
        if token is not None:
            self._tokens[token] = person.id
        return person

    def _take_name(self, name: str, now: int, free_before: int, taker: int | None) -> None:
        holder = self._held.get(name_key(name))
        if holder is not None and holder != taker:
            if self.seen_at[holder] >= free_before and not self._lapsed(holder, now):
                raise NameTakenError(field="name")
            self._free(holder)

    def _lapsed(self, person: int, now: int) -> bool:
        return self.people[person].role is Role.CLASSIC and self.seen_at[person] + CLASSIC_LEASE_MS <= now

    def _free(self, person: int) -> None:
        self._held = {key: holder for key, holder in self._held.items() if holder != person}

    async def _read(self, look: Callable[[], T]) -> T:
        self.reads += 1
        self.reading += 1
        before, after = self.delays
        try:
            for _ in range(before):
                await asyncio.sleep(0)
            found = look()
            for _ in range(after):
                await asyncio.sleep(0)
            return found
        finally:
            self.reading -= 1

    async def _change(self, apply: Callable[[], T]) -> T:
        future: Future[T] = self._journal.put(Change(lambda _: apply()))
        return await future

    def _after(self, turns: int, work: Callable[[], None]) -> None:
        if turns:
            self._loop.call_soon(self._after, turns - 1, work)
        else:
            self._loop.call_soon(work)


def _content(event: NewEvent | StoredEvent) -> object:
    return (event.kind, event.body, event.to and event.to.id, event.mentions, event.target, event.extras)
