"""What events and replies are made of."""

from __future__ import annotations

from msgspec import Struct

from teahouse.model.people import Person


class File(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that a message carries: `/files/ID/NAME`, and `/files/ID/preview` if it has one.

    `type` is the MIME type by its content; width and height in pixels, where it has them.
    """

    id: str
    name: str
    size: int
    type: str
    width: int | None = None
    height: int | None = None
    preview: bool = False


class Reaction(Struct, frozen=True):
    """Who reacted with an emoji: ids, in the order of reacting."""

    emoji: str
    people: tuple[int, ...]


class Preview(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a link leads to, as its page says. `image` is the id of a file of this server."""

    url: str
    title: str
    text: str = ""
    site: str = ""
    image: File | None = None


class Extras(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an event of the log has beyond its text: kept as one JSON object. Each kind has its own few.

    message.created: action, color, everyone, files, options (of a poll). reaction.*: emoji.
    poll.voted: option. message.previewed: preview. room.changed: title, topic, archived, read_only, access,
    history, slow_seconds, retention_days. member.added: member, role. member.removed: member.
    shadowed: shadow, which is the kind that its author sees, and what that kind has.
    """

    action: bool = False
    color: str | None = None
    everyone: bool = False
    files: tuple[File, ...] = ()
    options: tuple[str, ...] = ()
    emoji: str | None = None
    option: int | None = None
    preview: Preview | None = None
    title: str | None = None
    topic: str | None = None
    archived: bool | None = None
    read_only: bool | None = None
    access: str | None = None
    history: str | None = None
    slow_seconds: int | None = None
    retention_days: int | None = None
    member: Person | None = None
    role: str | None = None
    shadow: str | None = None


class House(Struct, frozen=True, kw_only=True):
    """The place as everyone may know it. `accent` is "#rrggbb" or empty; `logo` and `style` are addresses here.

    `guests`: whether somebody new may talk without an account. `open_rooms`: whether people may
    make rooms. `retention_days` is 0 where messages are kept for ever. `sign_in` has the ways to
    sign in besides a password: passkey, oidc:NAME. `challenge`: newcomers must show some work now.
    """

    name: str
    language: str
    guests: bool
    open_rooms: bool = True
    accent: str = ""
    logo: str = ""
    style: str = ""
    retention_days: int = 0
    sign_in: tuple[str, ...] = ()
    challenge: bool = False
    owned: bool = False


class Sanction(Struct, frozen=True, kw_only=True):
    """What somebody may not do: `kind` is mute, ban or kick (out of a room for a while); `room` None is everywhere.

    `until` is Unix milliseconds.
    """

    id: int
    kind: str
    room: int | None
    until: int | None
    reason: str


class Folded(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What later events made of a message, as of the seq at which it was read.

    Its body is already the last one. `votes` has the ids of the voters for each option.
    Times are Unix milliseconds.
    """

    edited_at: int | None = None
    recalled_at: int | None = None
    recalled_by: int | None = None
    pinned: bool = False
    reactions: tuple[Reaction, ...] = ()
    votes: tuple[tuple[int, ...], ...] = ()
    closed: bool = False
    previews: tuple[Preview, ...] = ()


class Limits(Struct, frozen=True):
    """Sizes in bytes, counts and milliseconds that a client should know; a time of 0 is without end."""

    body_bytes: int
    frame_bytes: int
    name_characters: int
    resume_events: int
    heartbeat_ms: int
    edit_ms: int
    recall_ms: int
    file_bytes: int


class RoomInfo(Struct, frozen=True, kw_only=True):
    """A room as everyone in it may know it. `kind` is room or direct; `people` are those of a direct one.

    `count` is how many messages it had until `head`: the difference is what is unread.
    `access` is public, members (who has an account) or private (its members); `history` is what a
    newcomer of a private room sees of before: all or joined. `slow_seconds` is the time between two
    messages of a person, `retention_days` for how long messages are kept (0: for ever, None: as the
    house has it).
    """

    id: int
    kind: str
    name: str
    title: str
    topic: str
    archived: bool
    read_only: bool
    owner: int | None
    head: int
    first_seq: int
    count: int
    people: tuple[Person, ...] = ()
    access: str = "public"
    history: str = "all"
    slow_seconds: int = 0
    retention_days: int | None = None


class RoomSummary(RoomInfo, frozen=True, kw_only=True):
    """A room in your list. `read` is the last seq you marked as read; 0 for a visitor.

    `unread` counts others' messages after it, up to 1,000; None if you never were there.
    `mentions` are those of them that call you. `notify` is all, mentions (which you get without a choice) or none.
    `role` is yours in this room beyond that in the house: owner, moderator, member, or empty.
    """

    read: int
    unread: int | None = None
    mentions: int = 0
    notify: str = "mentions"
    role: str = ""
