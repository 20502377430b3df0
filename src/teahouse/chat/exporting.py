"""All that the place keeps of somebody, for that person: without a secret, and without what others said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from teahouse.chat.context import Context
from teahouse.chat.erasing import BATCH
from teahouse.chat.visibility import NOTHING
from teahouse.model.files import FileRecord
from teahouse.model.people import Actor, Person
from teahouse.model.permissions import Action, require_person
from teahouse.store.port import StoredEvent

README: Final = """\
All that this place keeps of you. Times are Unix milliseconds.
profile.json: who you are, and how you sign in. rooms.jsonl: where you are a member or have read.
messages.jsonl: what you said, one message a line; whispers and direct conversations too.
sessions.jsonl: where you are signed in. notices.jsonl: where you are told of what you miss.
files/: what you sent. Secrets (passwords, tokens, addresses of notices) are in none of it.

这里保存着的关于你的一切。时间为 Unix 毫秒。
profile.json：你是谁、如何登录。rooms.jsonl：你加入或读过的房间。
messages.jsonl：你说过的话，每行一条，含悄悄话和私聊。
sessions.jsonl：你在哪里登录。notices.jsonl：通知发往何处。
files/：你发送的文件。其中没有任何秘密（密码、令牌、通知地址）。
"""


class Part(Struct, frozen=True):
    """A file of the export: its name, and its bytes as they come."""

    name: str
    chunks: AsyncIterator[bytes]


class _Way(Struct, frozen=True):
    kind: str
    label: str
    created_at: int
    last_used: int | None


class _Profile(Struct, frozen=True):
    id: int
    name: str
    role: str
    status: str
    email: str | None
    email_claimed: str | None
    sign_in: list[_Way]
    ignored: list[Person]


class _Session(Struct, frozen=True):
    kind: str
    label: str
    created_at: int
    last_seen: int
    expires_at: int | None


class _Notice(Struct, frozen=True):
    kind: str
    host: str
    language: str


class _Said(Struct, frozen=True, omit_defaults=True):
    """A message; `files` are names below files/."""

    room: int
    seq: int
    at: int
    text: str
    edited_at: int | None = None
    to: Person | None = None
    reply_to: int | None = None
    options: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


async def parts(context: Context, actor: Actor) -> AsyncIterator[Part]:
    """Everything but the bytes of files; to be read one after the other."""
    person = require_person(actor, Action.DATA_EXPORT)
    yield Part("README.txt", _one(README.encode()))
    yield Part("profile.json", _profile(context, actor, person))
    yield Part("rooms.jsonl", _lines(await context.store.memberships(person.id)))
    sessions = await context.store.sessions(person.id)
    shown = [
        _Session(each.kind, each.label, each.created_at, each.last_seen, each.expires_at) for each in sessions
    ]
    yield Part("sessions.jsonl", _lines(shown))
    targets = await context.store.pushes([person.id])
    notices = [_Notice(each.kind, urlsplit(each.address).hostname or "", each.language) for each in targets]
    yield Part("notices.jsonl", _lines(notices))
    yield Part("messages.jsonl", _messages(context, person.id))


async def files(context: Context, actor: Actor) -> AsyncIterator[tuple[str, FileRecord]]:
    """The files that somebody's messages carry, and those that none carries yet: a name for each."""
    person = require_person(actor, Action.DATA_EXPORT)
    after = ""
    while found := await context.store.files_of(person.id, after, BATCH):
        for record in found:
            yield f"files/{file_name(record.id, record.name)}", record
        after = found[-1].id


def file_name(file: str, name: str) -> str:
    """One that no other file has; `name` is clean of everything that paths have, as files are kept."""
    return f"{file}-{name}"


async def _one(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _lines(rows: Sequence[Struct]) -> AsyncIterator[bytes]:
    for row in rows:
        yield msgspec.json.encode(row) + b"\n"


async def _profile(context: Context, actor: Actor, person: Person) -> AsyncIterator[bytes]:
    store = context.store
    ways = await store.credentials(person.id)
    now = (await store.person(person.id)).person
    mailbox = await store.mailbox(person.id)
    profile = _Profile(
        id=person.id,
        name=now.name,
        role=actor.role.value,
        status=now.status,
        email=mailbox.address,
        email_claimed=mailbox.claimed,
        sign_in=[_Way(each.kind, each.label, each.created_at, each.last_used) for each in ways],
        ignored=[each.plain() for each in await store.people(sorted(await store.ignored(person.id)))],
    )
    yield msgspec.json.format(msgspec.json.encode(profile)) + b"\n"


async def _messages(context: Context, person: int) -> AsyncIterator[bytes]:
    for room in await context.store.rooms_of(person):
        after = 0
        while seqs := await context.store.said_by(person, room, after, BATCH):
            for event in (await context.store.messages(room, seqs)).events:
                yield msgspec.json.encode(_said(event)) + b"\n"
            after = seqs[-1]


def _said(event: StoredEvent) -> _Said:
    extras = event.extras or NOTHING
    return _Said(
        room=event.room,
        seq=event.seq,
        at=event.at,
        text=event.body or "",
        edited_at=event.folded.edited_at if event.folded else None,
        to=event.to,
        reply_to=event.target,
        options=extras.options,
        files=tuple(file_name(file.id, file.name) for file in extras.files),
    )
