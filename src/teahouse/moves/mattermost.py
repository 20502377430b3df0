"""Mattermost's bulk export as a source: JSON lines, by themselves or in a ZIP file with the files in `data`.

See "Bulk loading data format" in Mattermost's documentation. What Mattermost writes is Markdown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from msgspec import MsgspecError, Raw, Struct, field
from msgspec.json import Decoder

from teahouse.moves.archive import Archive
from teahouse.moves.errors import BadArchiveError
from teahouse.moves.report import Report
from teahouse.moves.said import Attachment, Author, Hall, Said
from teahouse.moves.shortcodes import emoji, with_emoji

_MENTION: Final = re.compile(r"(?<![\w@])@([a-z0-9][a-z0-9._-]{0,63})")
_CALLS: Final = frozenset({"all", "channel", "here"})


class _Line(Struct):
    type: str = ""
    version: int | None = None
    team: Raw = field(default_factory=Raw)
    channel: Raw = field(default_factory=Raw)
    user: Raw = field(default_factory=Raw)
    post: Raw = field(default_factory=Raw)
    direct_channel: Raw = field(default_factory=Raw)
    direct_post: Raw = field(default_factory=Raw)


class _Channel(Struct):
    team: str
    name: str
    display_name: str | None = None
    type: str | None = None
    header: str | None = None
    purpose: str | None = None
    deleted_at: int | None = None


class _Membership(Struct):
    name: str


class _Team(Struct):
    name: str
    channels: list[_Membership] | None = None


class _User(Struct):
    username: str
    email: str | None = None
    nickname: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    teams: list[_Team] | None = None


class _Reaction(Struct):
    user: str
    emoji_name: str
    create_at: int = 0


class _File(Struct):
    path: str


class _Reply(Struct, kw_only=True):
    user: str
    message: str | None = None
    create_at: int = 0
    edit_at: int | None = None
    type: str | None = None
    reactions: list[_Reaction] | None = None
    attachments: list[_File] | None = None


class _Post(_Reply, kw_only=True):
    team: str | None = None
    channel: str | None = None
    channel_members: list[str] | None = None
    is_pinned: bool | None = None
    replies: list[_Reply] | None = None


class _Direct(Struct):
    members: list[str] | None = None
    header: str | None = None


_posts: Final = Decoder(_Post)


class MattermostExport:
    """See `said.Source`."""

    def __init__(self, archive: Archive, report: Report) -> None:
        self._archive = archive
        self._report = report
        self._file = lines_of(archive) or ""
        self._users: dict[str, _User] = {}
        self._channels: dict[str, _Channel] = {}
        self._members: dict[str, list[str]] = {}
        self._directs: dict[str, tuple[list[str], str]] = {}
        self._teams: set[str] = set()
        for line in archive.lines(self._file, _Line):
            self._take(line)
        self.id = f"mattermost:{hashlib.sha256(','.join(sorted(self._teams)).encode()).hexdigest()[:16]}"

    @staticmethod
    def fits(archive: Archive) -> bool:
        """Whether the archive looks like one."""
        return lines_of(archive) is not None

    def authors(self) -> Iterator[Author]:
        """See `said.Source`."""
        for user in self._users.values():
            yield Author(key=user.username, name=self._name(user.username), email=user.email)

    def halls(self) -> Iterator[Hall]:
        """See `said.Source`."""
        for key, channel in self._channels.items():
            private = channel.type == "P"
            yield Hall(
                key=key,
                title=channel.display_name or channel.name,
                topic=channel.header or channel.purpose or "",
                access="private" if private else None,
                members=tuple(self._members.get(key, ())) if private else (),
                archived=bool(channel.deleted_at),
            )
        for key, (members, header) in self._directs.items():
            yield Hall(key=key, title="", topic=header, access="private", members=tuple(members))

    def said(self) -> Iterator[Said]:
        """See `said.Source`."""
        for line in self._archive.lines(self._file, _Line):
            if line.type == "post":
                post = self._decoded(line.post, _posts)
                yield from self._thread(f"{post.team}/{post.channel}", post)
            elif line.type == "direct_post":
                post = self._decoded(line.direct_post, _posts)
                yield from self._thread(_direct_key(post.channel_members or []), post)

    def _take(self, line: _Line) -> None:
        if line.type == "version" and line.version != 1:
            raise BadArchiveError(
                f"{self._archive.path} is of a version that this release does not know: {line.version}."
            )
        if line.type == "team":
            self._teams.add(self._decoded(line.team, Decoder(_Team)).name)
        elif line.type == "channel":
            channel = self._decoded(line.channel, Decoder(_Channel))
            self._channels[f"{channel.team}/{channel.name}"] = channel
            self._teams.add(channel.team)
        elif line.type == "user":
            user = self._decoded(line.user, Decoder(_User))
            self._users[user.username] = user
            for team in user.teams or ():
                for channel in team.channels or ():
                    self._members.setdefault(f"{team.name}/{channel.name}", []).append(user.username)
            user.teams = None
        elif line.type == "direct_channel":
            direct = self._decoded(line.direct_channel, Decoder(_Direct))
            members = sorted(set(direct.members or ()))
            self._directs[_direct_key(members)] = (members, direct.header or "")

    def _thread(self, hall: str, post: _Post) -> Iterator[Said]:
        if post.type:
            self._report.note("notices of joins, topics and the like, left out")
        else:
            first = self._said(hall, post, None, pinned=bool(post.is_pinned))
            yield first
            for reply in post.replies or ():
                if not reply.type:
                    yield self._said(hall, reply, first.key)

    def _said(self, hall: str, post: _Reply, reply_to: str | None, *, pinned: bool = False) -> Said:
        text = with_emoji(post.message or "")
        named: list[str] = _MENTION.findall(text)
        mentions = [name for each in named if (name := self._known(each)) is not None]
        reactions: dict[str, list[str]] = {}
        for reaction in sorted(post.reactions or (), key=lambda each: each.create_at):
            sign = emoji(reaction.emoji_name) or f":{reaction.emoji_name}:"
            reactions.setdefault(sign, []).append(reaction.user)
        digest = hashlib.sha256((post.message or "").encode("utf-8", "replace")).hexdigest()[:12]
        return Said(
            hall=hall,
            # As Mattermost itself tells posts apart; an edited one is another for it too.
            key=f"{post.create_at}/{post.user}/{digest}",
            author=post.user,
            at=post.create_at,
            body=_MENTION.sub(self._shown, text),
            reply_to=reply_to,
            mentions=tuple(dict.fromkeys(mentions)),
            everyone=any(name in _CALLS for name in named),
            files=tuple(self._attachment(file.path) for file in post.attachments or ()),
            edited_at=post.edit_at or None,
            pinned=pinned,
            reactions=tuple((sign, tuple(users)) for sign, users in reactions.items()),
        )

    def _attachment(self, path: str) -> Attachment:
        folder = self._file.rpartition("/")[0]
        places = [path, f"data/{path}", *([f"{folder}/{path}", f"{folder}/data/{path}"] if folder else [])]
        member = next((place for place in places if place in self._archive), None)
        return Attachment(name=PurePosixPath(path.replace("\\", "/")).name or "file", member=member)

    def _known(self, name: str) -> str | None:
        """A dot or dash behind a name may end the sentence."""
        return next((each for each in (name, name.rstrip("._-")) if each in self._users), None)

    def _shown(self, match: re.Match[str]) -> str:
        known = self._known(match[1])
        return match[0] if known is None else f"@{self._name(known)}{match[1][len(known) :]}"

    def _name(self, username: str) -> str:
        user = self._users.get(username)
        if user is None:
            return username
        full = f"{user.first_name or ''} {user.last_name or ''}".strip()
        return user.nickname or full or username

    def _decoded(self, raw: Raw, decoder: Decoder[Any]) -> Any:
        try:
            return decoder.decode(raw)
        except (MsgspecError, UnicodeError) as problem:
            raise BadArchiveError(
                f"{self._file} in {self._archive.path} has a line that is not what it must be: {problem}"
            ) from None


def lines_of(archive: Archive) -> str | None:
    """The name of the JSON lines that begin as Mattermost's do; None if there are none."""
    for name in archive.names:
        if name.endswith((".jsonl", ".json")) and name.count("/") <= 1:
            head = next(archive.pieces(name), b"").partition(b"\n")[0]
            if b'"version"' in head and b'"type"' in head and len(head) < 4_096:
                return name
    return None


def _direct_key(members: list[str]) -> str:
    return "direct:" + ",".join(sorted(set(members)))
