"""Slack's export as a source: a ZIP file with users, channels, and a document for each day of a channel.

See "How to read Slack data exports" in Slack's help. Files are links there; programs that
fetch them put them below `__uploads/ID/NAME`, where they are looked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from teahouse.moves.archive import Archive
from teahouse.moves.errors import BadArchiveError
from teahouse.moves.report import Report
from teahouse.moves.said import Attachment, Author, Hall, Said
from teahouse.moves.shortcodes import emoji
from teahouse.moves.slack_text import translate

USERS: Final = ("users.json", "org_users.json")
LISTS: Final = {"channels.json": None, "groups.json": "private", "mpims.json": "direct", "dms.json": "direct"}
"""The lists of rooms, and how open those are."""

SPOKEN: Final = frozenset(
    {
        None,
        "",
        "bot_message",
        "me_message",
        "file_share",
        "thread_broadcast",
        "file_comment",
        "reply_broadcast",
    }
)
"""Subtypes that are messages; the others are notices of joins, topics and the like."""

LOST: Final = frozenset({"tombstone", "hidden_by_limit"})
"""Modes of files that are no more."""

NOBODY: Final = "unknown"


class _Profile(Struct):
    display_name: str | None = None
    real_name: str | None = None
    email: str | None = None
    name: str | None = None


class _User(Struct):
    id: str
    team_id: str | None = None
    name: str | None = None
    real_name: str | None = None
    profile: _Profile | None = None


class _Line(Struct):
    value: str | None = None


class _Pin(Struct):
    id: str | None = None


class _Channel(Struct):
    id: str
    name: str | None = None
    is_archived: bool | None = None
    members: list[str] | None = None
    topic: _Line | None = None
    purpose: _Line | None = None
    pins: list[_Pin] | None = None


class _Edited(Struct):
    ts: str | None = None


class _Reaction(Struct):
    name: str
    users: list[str] | None = None


class _File(Struct):
    id: str | None = None
    name: str | None = None
    title: str | None = None
    mode: str | None = None
    url_private: str | None = None
    permalink: str | None = None


class _Attachment(Struct):
    pretext: str | None = None
    title: str | None = None
    title_link: str | None = None
    text: str | None = None
    fallback: str | None = None
    from_url: str | None = None


class _Message(Struct):
    ts: str | None = None
    type: str | None = None
    subtype: str | None = None
    text: str | None = None
    user: str | None = None
    bot_id: str | None = None
    username: str | None = None
    user_profile: _Profile | None = None
    thread_ts: str | None = None
    edited: _Edited | None = None
    reactions: list[_Reaction] | None = None
    files: list[_File] | None = None
    attachments: list[_Attachment] | None = None


class SlackExport:
    """See `said.Source`."""

    def __init__(self, archive: Archive, report: Report) -> None:
        self._archive = archive
        self._report = report
        self._root = root_of(archive) or ""
        self._users: dict[str, _User] = {}
        for name in USERS:
            if self._root + name in archive:
                self._users |= {user.id: user for user in archive.document(self._root + name, list[_User])}
        self._rooms: list[tuple[_Channel, str | None]] = []
        for name, kind in LISTS.items():
            if self._root + name in archive:
                self._rooms += [(room, kind) for room in archive.document(self._root + name, list[_Channel])]
        if len({room.id for room, _ in self._rooms}) < len(self._rooms):
            raise BadArchiveError(f"{archive.path} has two channels of one id.")
        self._channels = {room.id: room.name or room.id for room, _ in self._rooms}
        self._bots: dict[str, str] = {}
        self.id = f"slack:{self._team()}"

    @staticmethod
    def fits(archive: Archive) -> bool:
        """Whether the archive looks like one."""
        return root_of(archive) is not None

    def authors(self) -> Iterator[Author]:
        """See `said.Source`. Bots and guests of other teams come with what they say."""
        for user in self._users.values():
            email = user.profile.email if user.profile else None
            yield Author(key=user.id, name=self._name(user.id), email=email)

    def halls(self) -> Iterator[Hall]:
        """See `said.Source`."""
        for room, kind in self._rooms:
            topic = (room.topic and room.topic.value) or (room.purpose and room.purpose.value) or ""
            yield Hall(
                key=room.id,
                title="" if kind == "direct" else room.name or room.id,
                topic=translate(topic, self._name, self._channels.get).body,
                access="private" if kind else None,
                members=tuple(dict.fromkeys(room.members or ())) if kind else (),
                archived=bool(room.is_archived),
                pins=tuple(pin.id for pin in room.pins or () if pin.id),
            )

    def said(self) -> Iterator[Said]:
        """See `said.Source`."""
        days: dict[str, list[str]] = {}
        for name in self._archive.names:
            folder, _, day = name.removeprefix(self._root).rpartition("/")
            if folder and day.endswith(".json"):
                days.setdefault(folder, []).append(name)
        for room, kind in self._rooms:
            for folder in dict.fromkeys(
                (room.id, room.name or room.id) if kind else (room.name or room.id, room.id)
            ):
                for day in days.get(folder, ()):
                    yield from self._day(room.id, self._archive.document(day, list[_Message]))

    def _day(self, hall: str, messages: list[_Message]) -> Iterator[Said]:
        for message in sorted(messages, key=lambda each: each.ts or ""):
            if message.type not in (None, "message") or message.subtype not in SPOKEN:
                self._report.note("notices of joins, topics and the like, left out")
                continue
            said = self._said(hall, message)
            if said is not None:
                yield said

    def _said(self, hall: str, message: _Message) -> Said | None:
        key = message.ts or ""
        text = translate(self._text(message), self._name, self._channels.get)
        edited = None if message.edited is None else milliseconds(message.edited.ts)
        author, name = self._author(message)
        return Said(
            hall=hall,
            key=key,
            author=author,
            name=name,
            at=milliseconds(message.ts) or 0,
            body=text.body,
            reply_to=message.thread_ts if message.thread_ts not in (None, key) else None,
            mentions=text.mentions,
            action=message.subtype == "me_message",
            everyone=text.everyone,
            files=tuple(self._file(file) for file in message.files or ()),
            edited_at=edited,
            reactions=tuple(
                (emoji(reaction.name) or f":{reaction.name}:", tuple(reaction.users or ()))
                for reaction in message.reactions or ()
            ),
        )

    def _text(self, message: _Message) -> str:
        """The text; of programs that say something by attachments alone, theirs."""
        parts = [message.text or ""]
        for each in message.attachments or ():
            # What a link leads to is the link's own business.
            if each.from_url is None:
                title = f"<{each.title_link}|{each.title}>" if each.title and each.title_link else each.title
                told = [part for part in (each.pretext, title, each.text) if part]
                parts += told or ([each.fallback] if each.fallback else [])
        return "\n".join(part for part in parts if part)

    def _author(self, message: _Message) -> tuple[str, str | None]:
        """Who that was, and what they were called if that is known from the message alone."""
        if message.user:
            profile = message.user_profile
            if message.user not in self._users and profile is not None:
                return message.user, profile.display_name or profile.real_name or profile.name
            return message.user, None
        if message.bot_id or message.username:
            return f"bot:{message.bot_id or message.username}", message.username or message.bot_id
        return NOBODY, None

    def _file(self, file: _File) -> Attachment:
        name = file.name or file.title or file.id or "file"
        if file.mode in LOST:
            return Attachment(name=name)
        member = f"{self._root}__uploads/{file.id}/{file.name}"
        # A link with a token in it opens the file to whoever reads it.
        link = (file.permalink or file.url_private or "").partition("?")[0]
        return Attachment(name=name, member=member if member in self._archive else None, link=link)

    def _name(self, user: str) -> str:
        found = self._users.get(user)
        if found is None:
            return user
        profile = found.profile or _Profile()
        return profile.display_name or profile.real_name or found.real_name or found.name or user

    def _team(self) -> str:
        for user in self._users.values():
            if user.team_id:
                return user.team_id
        return hashlib.sha256(",".join(sorted(self._channels)).encode()).hexdigest()[:16]


def root_of(archive: Archive) -> str | None:
    """The folder in which the lists are, some put one around them all; None if there are none."""
    for root in ("", *sorted({name.partition("/")[0] + "/" for name in archive.names if "/" in name})):
        if any(root + name in archive for name in USERS) and any(root + name in archive for name in LISTS):
            return root
    return None


def milliseconds(ts: Any) -> int | None:
    """Slack's `1609459200.000200`, in seconds, as Unix milliseconds; None for what is no time."""
    whole, _, part = str(ts or "").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 12):
        return None
    return int(whole) * 1_000 + (
        int(part[:3].ljust(3, "0")) if part[:3].isascii() and part[:3].isdigit() else 0
    )
