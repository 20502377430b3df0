"""What goes into a store and comes out of it: plain data."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from teahouse.model.people import Person, Role
from teahouse.protocol.parts import Extras, Folded, RoomInfo, RoomSummary


class Guard(Struct, frozen=True, kw_only=True, gc=False):
    """What must still hold of the sender when an event gets its place: it was asked before, somewhere else perhaps.

    `member`: they are among the room's members. `silent_since`: they said nothing there after this
    seq, or they wait until `pause_ms` after they did.
    """

    member: bool = False
    silent_since: int | None = None
    pause_ms: int = 0


class Past(Struct, frozen=True, kw_only=True, gc=False):
    """Of an event from elsewhere: when that was (Unix ms), and the sender and key of the message that it answers.

    What it answers was appended before, perhaps in the same batch; it is the event's target then, and
    nothing is if it is not there.
    """

    at: int
    answers: tuple[int, UUID] | None = None


class NewEvent(Struct, frozen=True, kw_only=True, gc=False):
    """An event to append. `visible_to` is None for all, else the ids that may see it.

    `target` is the seq of the message that it changes, or that a message answers.
    `calls` are the people whom a message (or its edit) calls: they find it among their
    mentions. `words` is what a search finds it by (`model.search.words`), None if nothing does.
    `guard` is looked at in the transaction; None where nothing can have changed. `past` is of what is
    brought along from elsewhere.
    """

    room: int
    kind: str
    sender: Person
    key: UUID
    body: str | None
    to: Person | None = None
    mentions: tuple[int, ...] = ()
    visible_to: tuple[int, ...] | None = None
    target: int | None = None
    extras: Extras | None = None
    calls: tuple[int, ...] = ()
    words: str | None = None
    guard: Guard | None = None
    past: Past | None = None


class Appended(Struct, frozen=True, kw_only=True, gc=False):
    """Where and when an event came to be; `duplicate` if an earlier append made it.

    `epoch` is that of the history in which it has this place: not always the store's any
    more. `count` is how many messages the room had then; 0 for a duplicate.
    """

    room: int
    seq: int
    at: int
    epoch: str
    duplicate: bool
    count: int = 0


class StoredEvent(Struct, frozen=True, kw_only=True, gc=False):
    """One row of a room's log. `folded` only where a page was asked for, and then `body` is the last one."""

    room: int
    seq: int
    at: int
    kind: str
    sender: Person
    key: UUID
    body: str | None
    to: Person | None = None
    mentions: tuple[int, ...] = ()
    visible_to: tuple[int, ...] | None = None
    target: int | None = None
    extras: Extras | None = None
    folded: Folded | None = None


class RoomSnapshot(Struct, frozen=True, kw_only=True):
    """A room's state and its newest events in order of seq, folded, read in one transaction.

    `pins` are the seqs of the pinned messages, the last one first.
    """

    state: RoomSummary
    events: list[StoredEvent]
    pins: tuple[int, ...] = ()


class Stretch(Struct, frozen=True, kw_only=True):
    """Events of a room in order of seq, folded, and its head and first seq at that moment."""

    head: int
    first_seq: int
    events: list[StoredEvent]


class Version(Struct, frozen=True):
    """What a message said since `at`; None once erased."""

    at: int
    body: str | None


class Place(Struct, frozen=True, kw_only=True):
    """A room with who is in it: what must be known before anything is done there.

    `members` is None for a room that is not for its members alone; for a direct one it never changes.
    `roles` are those that people have in the room, `since` the seqs after which some of them see it.
    """

    info: RoomInfo
    members: frozenset[int] | None
    roles: dict[int, Role] = {}
    since: dict[int, int] = {}

    @property
    def direct(self) -> bool:
        """Whether it is a conversation of a few, whose people never change."""
        return self.info.kind == "direct"

    def after(self, person: int | None) -> int:
        """The seq after which this person sees it; 0 for all of it."""
        return 0 if person is None else self.since.get(person, 0)


class SignedIn(Struct, frozen=True):
    """The times of a session; see `account_records.SessionRecord`."""

    created_at: int
    last_seen: int
    expires_at: int | None


class StoredPerson(Struct, frozen=True, kw_only=True):
    """A person's row, as far as the server needs it; `signed_in` where it was found by a session."""

    person: Person
    role: Role
    signed_in: SignedIn | None = None


class ReadState(Struct, frozen=True, kw_only=True):
    """A person's position in a room; see `protocol.parts.RoomSummary`."""

    room: int
    person: int
    read: int
    count: int
    unread: int
    mentions: int
    notify: str


class Wanted(Struct, frozen=True, kw_only=True):
    """A search that was understood; all of it must hold.

    Each phrase is reduced words with single spaces, found one behind another; the last
    word of a phrase in `prefixes` may go on. `rooms` and `senders` are ids, any of them;
    empty means that it does not matter. `has` is all that it must have of
    link, image, file. Times are Unix milliseconds: `after <= at < before`. `without` are
    rooms of which nothing is found or counted.
    """

    phrases: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    rooms: tuple[int, ...] = ()
    senders: tuple[int, ...] = ()
    has: tuple[str, ...] = ()
    after: int | None = None
    before: int | None = None
    without: tuple[int, ...] = ()


class Found(Struct, frozen=True, kw_only=True):
    """Messages newest first, folded; how many there are in all, to 1,000; the cursor after the last."""

    messages: list[StoredEvent]
    count: int
    next: int | None


class PushTarget(Struct, frozen=True, kw_only=True):
    """Where a person is told of what they miss: a browser (`kind` push) or a webhook of that kind.

    `id` is the store's. `address` is the URL; `secret` what its kind needs, as JSON; at most 20 a person.
    """

    id: int
    person: int
    kind: str
    address: str
    secret: str
    language: str


class Survey(Struct, frozen=True, kw_only=True):
    """What a node compares itself with: read in one query.

    `epoch` is the store's now; `heads` and `counts` (of messages) those of the rooms asked
    for (one that is gone is left out); `revoked` the ids of sessions ended since the time
    asked for; `listing` counts up with each change of the list of rooms, `rights` with each of what
    people may do and of how the house is run, `queue` with each of what waits for moderators.
    """

    epoch: str
    heads: dict[int, int]
    revoked: frozenset[str]
    counts: dict[int, int] = {}
    listing: int = 0
    rights: int = 0
    queue: int = 0
