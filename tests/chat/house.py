"""The use cases over a real store in a folder, and who hears what of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from teahouse.broker.memory import MemoryBroker
from teahouse.broker.port import Signal
from teahouse.chat import changes, halls, messages, people, rooms
from teahouse.chat.context import DAY_MS, Context
from teahouse.model.people import Actor, Person, Role
from teahouse.protocol import commands
from teahouse.protocol.events import DurableEvent, MessageCreated
from teahouse.protocol.parts import File
from teahouse.store.port import FileRecord, StoredEvent
from teahouse.store.sqlite import open_store
from tests.harness.migrated import lay_down

if TYPE_CHECKING:
    from types import TracebackType

    from teahouse.protocol.replies import MessageAccepted
    from teahouse.store.sqlite import SqliteStore

START = 20_000 * DAY_MS
"""The beginning of 4 October 2024."""
LOBBY = 1
FILE_ID = "abcdefghijklmnopqrstuvwxy{}"
S = TypeVar("S", bound=Signal)


class House:
    """Entered before it is used. `now` is Unix milliseconds; every published event and signal is kept."""

    store: SqliteStore
    context: Context

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.events: list[StoredEvent] = []
        self.signals: list[Signal] = []
        self.said: list[StoredEvent] = []
        self.erased: list[str] = []
        self._folder = folder
        self._keys = 0
        lay_down(folder)

    async def __aenter__(self) -> Self:
        self.store = await open_store(self._folder, now=lambda: self.now)
        broker = MemoryBroker()
        broker.listen(self)
        self.context = Context(self.store, broker, lambda: self.now)
        self.context.after.said = self.said.append
        self.context.after.erased = self.erased.extend
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.store.close()

    # --- the broker's listener

    def hear_event(self, event: StoredEvent, epoch: str | None) -> None:
        self.events.append(event)

    def hear_head(self, room: int, seq: int, epoch: str | None) -> None:
        raise AssertionError("there are no other nodes")

    def hear_signal(self, signal: Signal, node: str) -> None:
        self.signals.append(signal)

    def restored(self) -> None:
        raise AssertionError("there is nothing to restore")

    # --- people

    async def guest(self, name: str) -> Actor:
        """Someone who is here."""
        return Actor(Role.GUEST, await self.store.add_person(name, Role.GUEST, f"t-{name}", self.now, 0))

    async def guests(self, *names: str) -> list[Actor]:
        """Several."""
        return [await self.guest(name) for name in names]

    async def ignore(self, actor: Actor, other: Actor, *, ignored: bool = True) -> None:
        """`actor` wants to hear nothing of `other`."""
        command = commands.PersonIgnore(id=self.key(), person=whose(other).id, ignored=ignored)
        await people.ignore(self.context, actor, command)

    # --- what they do

    def key(self) -> UUID:
        """A fresh key."""
        self._keys += 1
        return UUID(int=self._keys)

    async def say(self, actor: Actor, body: str = "tea", room: int = LOBBY, **more: Any) -> int:
        """The seq of a new message; `to` and `mentions` may be actors."""
        return (await self.send(actor, body, room, **more)).seq

    async def send(self, actor: Actor, body: str = "tea", room: int = LOBBY, **more: Any) -> MessageAccepted:
        """The acknowledgement of a new message."""
        fields: dict[str, Any] = {"id": self.key(), "room": room, "body": body, **more}
        if isinstance(fields.get("to"), Actor):
            fields["to"] = whose(fields["to"]).id
        fields["mentions"] = tuple(whose(each).id for each in fields.get("mentions", ()))
        return await messages.send(self.context, actor, commands.MessageSend(**fields), asyncio.Lock())

    async def change(
        self, actor: Actor, kind: type[Any], seq: int, room: int = LOBBY, **more: Any
    ) -> MessageAccepted:
        """The acknowledgement of a change of the message at `seq`."""
        fields: dict[str, Any] = {"id": self.key(), "room": room, "seq": seq, **more}
        if "mentions" in fields:
            fields["mentions"] = tuple(whose(each).id for each in fields["mentions"])
        return await changes.change(self.context, actor, kind(**fields))

    async def direct(self, actor: Actor, *others: Actor) -> int:
        """Their conversation."""
        wanted = tuple(whose(other).id for other in others)
        command = commands.DirectOpen(id=self.key(), people=wanted)
        return (await halls.open_direct(self.context, actor, command)).room.id

    async def room(self, actor: Actor, title: str) -> int:
        """A room of one's own."""
        return (
            await halls.create(self.context, actor, commands.RoomCreate(id=self.key(), title=title))
        ).room.id

    async def use(self, actor: Actor, room: int, **how: Any) -> MessageAccepted:
        """Change a room."""
        return await halls.change(self.context, actor, commands.RoomChange(id=self.key(), room=room, **how))

    async def file(self, owner: Actor, number: int = 0, name: str = "cup.png") -> File:
        """An upload that nothing carries yet."""
        file_id = FILE_ID.format("abcdefgh"[number])
        record = FileRecord(
            id=file_id,
            owner=whose(owner).id,
            name=name,
            size=9,
            type="image/png",
            width=4,
            height=3,
            preview=False,
            created_at=self.now,
        )
        await self.store.add_file(record)
        return File(id=file_id, name=name, size=9, type="image/png", width=4, height=3)

    # --- what they see

    async def log(self, actor: Actor, room: int = LOBBY) -> tuple[DurableEvent, ...]:
        """A fresh load."""
        command = commands.RoomLoad(id=self.key(), room=room, limit=200)
        return (await rooms.load(self.context, actor, command)).events

    async def seen(self, actor: Actor, seq: int, room: int = LOBBY) -> MessageCreated | None:
        """One message as this actor reads it."""
        command = commands.MessagesRead(id=self.key(), room=room, seqs=(seq,))
        found = (await rooms.messages(self.context, actor, command)).messages
        return found[0] if found else None

    def seers(self) -> tuple[int, ...] | None:
        """Who may see the last event."""
        return self.events[-1].visible_to

    def told(self, kind: type[S]) -> list[S]:
        """The signals of that kind so far."""
        return [signal for signal in self.signals if isinstance(signal, kind)]


def whose(actor: Actor) -> Person:
    """The person of an actor who is one."""
    assert actor.person is not None
    return actor.person
