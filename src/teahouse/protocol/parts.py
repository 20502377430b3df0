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
    poll.voted: option. message.previewed: preview. room.changed: title, topic, archived, read_only.
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


class RoomSummary(RoomInfo, frozen=True, kw_only=True):
    """A room in your list. `read` is the last seq you marked as read; 0 for a visitor.

    `unread` counts others' messages after it, up to 1,000; None if you never were there.
    `mentions` are those of them that call you. `notify` is all, mentions (which you get without a choice) or none.
    """

    read: int
    unread: int | None = None
    mentions: int = 0
    notify: str = "mentions"
