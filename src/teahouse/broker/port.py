"""The port of a broker: hints between the nodes of one store.

What an adapter promises, and what not:

- **Hints only.** The store is the truth. A published event may be lost, doubled,
  reordered or late; whoever listens orders by seq and fetches gaps from the store.
- **Never in the way.** `publish` and `signal` return at once and never fail a command,
  whatever became of the broker. What cannot be sent is dropped.
- **At home at once.** The node that publishes or signals hears it before the call
  returns, broker or no broker, and hears it once.
- **By interest.** Events and room signals reach the nodes that watch the room; the
  other signals reach every node.
- **Histories.** An event goes with the epoch of the log that it is in. An adapter only
  carries that: whoever listens drops what is of another history than its own store's.
- **Trust.** An adapter decodes what it receives by type; anything else is dropped.
- **Limits.** A signal has at most SIGNAL_BYTES as JSON: who has more to say says it in
  several. An event of any size is heard at least as a head.
"""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from teahouse.model.people import Person
from teahouse.store.port import ReadState, StoredEvent

SIGNAL_BYTES = 7_000
"""PostgreSQL's notifications take less than 8,000 bytes."""


class PersonRenamed(Struct, frozen=True, tag="person.renamed"):
    """A person has another name now, or says something else of themselves. To every node."""

    person: Person


class SessionRevoked(Struct, frozen=True, tag="session.revoked"):
    """A session has ended, and with it its connections. To every node.

    `session` is what `model.people.session_id` makes of the secret.
    """

    session: str


class LimitsSpent(Struct, frozen=True, tag="limits.spent"):
    """What people and addresses used up on the node that says so. To every node.

    Each item: the name of the limit, the person's id or the address, and the cost.
    """

    spent: tuple[tuple[str, int | str, float], ...]


class RoomsMoved(Struct, frozen=True, tag="rooms.moved"):
    """Rooms got messages: for each its id, head and count of messages. To every node."""

    rooms: tuple[tuple[int, int, int], ...]


class ReadsMoved(Struct, frozen=True, tag="reads.moved"):
    """People have read, or want to be told otherwise: their last positions. To every node."""

    states: tuple[ReadState, ...]


class PeopleCalled(Struct, frozen=True, tag="people.called"):
    """A message calls these people (None: all who may read it); the store has it. To every node."""

    room: int
    seq: int
    reason: str
    people: tuple[int, ...] | None


class RoomTouched(Struct, frozen=True, tag="room.touched"):
    """What a node knows of this room is old; if `listed`, its people are told what it is now. To every node."""

    room: int
    listed: bool


class RightsTouched(Struct, frozen=True, tag="rights.touched"):
    """What people may do, or how the house is run, is otherwise now: the store knows. To every node.

    `person` is whose role or sanctions changed; None if it is not about one person.
    """

    person: int | None


class QueueTouched(Struct, frozen=True, tag="queue.touched"):
    """What waits for moderators is otherwise now: the store knows. To every node."""


class TypingSignal(Struct, frozen=True, tag="typing"):
    """A person types in a room, or stopped. To those who watch the room."""

    room: int
    person: Person
    active: bool


class PresenceAsked(Struct, frozen=True, tag="presence.asked"):
    """A node has come to a room and wants to know who is there on the others."""

    room: int


class PresenceMoved(Struct, frozen=True, tag="presence.moved"):
    """People came to the node that says so, or changed their names; others left it."""

    room: int
    here: tuple[Person, ...]
    gone: tuple[int, ...]


class PresenceRange(Struct, frozen=True, tag="presence.range"):
    """Of all ids from `low` to `high`, exactly these people are on the node that says so.

    Ranges that cover all ids are a snapshot; a lost one costs that stretch alone.
    `high` None means without end.
    """

    room: int
    low: int
    high: int | None
    people: tuple[Person, ...]


RoomSignal = TypingSignal | PresenceAsked | PresenceMoved | PresenceRange
NodeSignal = (
    PersonRenamed
    | SessionRevoked
    | LimitsSpent
    | RoomsMoved
    | ReadsMoved
    | PeopleCalled
    | RoomTouched
    | RightsTouched
    | QueueTouched
)
Signal = RoomSignal | NodeSignal


class Listener(Protocol):
    """Who hears; every call is on the event loop's thread and must not raise."""

    def hear_event(self, event: StoredEvent, epoch: str | None) -> None:
        """An event was committed, here or elsewhere; `epoch` is None if an older node says so."""

    def hear_head(self, room: int, seq: int, epoch: str | None) -> None:
        """The room has got at least this far; what it is, the store knows. `epoch` as with an event."""

    def hear_signal(self, signal: Signal, node: str) -> None:
        """`node` is who says so: the `Broker.node` of its process."""

    def restored(self) -> None:
        """Hints may have been lost until now, and come again from now on."""


class Broker(Protocol):
    """See the module's docstring for what each call promises."""

    node: str
    """This process, for as long as it lives: random, new at each start."""

    @property
    def healthy(self) -> bool:
        """Whether hints come through, as far as is known."""
        ...

    def publish(self, event: StoredEvent, epoch: str) -> None:
        """Tell those who watch its room of a committed event, and of which epoch it is."""
        ...

    def signal(self, signal: Signal) -> None:
        """Tell something ephemeral."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call this listener for each hint; each broker has one."""
        ...

    async def watch(self, room: int) -> None:
        """Hear of this room from now on; returns once that is so, or after a second at most."""
        ...

    def unwatch(self, room: int) -> None:
        """Hear no more of this room."""
        ...

    async def close(self) -> None:
        """Send what is queued if that is possible at once, stop listening, let go of connections."""
        ...
