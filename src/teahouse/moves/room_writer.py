"""Writes the messages of one room into its log, with what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from teahouse.model import search
from teahouse.model.emoji import check_emoji
from teahouse.model.errors import (
    BadFieldError,
    ConflictError,
    EmptyTextError,
    RetryableError,
    TeahouseError,
)
from teahouse.model.people import Person
from teahouse.model.text import BODY_BYTES, OPTION_CHARACTERS, allowed_part, check_body, check_line
from teahouse.moves.incoming_files import IncomingFiles
from teahouse.moves.newcomers import Newcomers
from teahouse.moves.report import Report, Told
from teahouse.moves.said import Said
from teahouse.protocol.parts import Extras, File
from teahouse.store import effects
from teahouse.store.port import Appended, NewEvent, Past, Store

AT_ONCE: Final = 1_000
"""Messages under way; more would only wait in the journal."""

FILES_MOST: Final = 10
"""As many as a message may carry that is sent here."""


class _Waiting(Struct):
    """An append that is under way. `said` is the message if it is one; `kept`: its seq is needed later."""

    future: asyncio.Future[Appended]
    event: NewEvent
    said: Said | None
    kept: bool
    first: bool


class RoomWriter:
    """One room of an import. What becomes of messages is appended once they have their seqs."""

    def __init__(
        self,
        store: Store,
        room: int,
        base: UUID,
        keeper: Person,
        people: Newcomers,
        files: IncomingFiles,
        report: Report,
        now: int,
        told: Told,
    ) -> None:
        self.room = room
        self._store = store
        self._base = base
        self._keeper = keeper
        self._people = people
        self._files = files
        self._report = report
        self._now = now
        self._told = told
        self._waiting: list[_Waiting] = []
        self._senders: dict[str, int] = {}
        """Who said what later messages answer."""
        self._seqs: dict[str, int] = {}
        """Of pinned messages."""
        self._last_at = 0

    def key(self, text: str) -> UUID:
        """The key of an event, the same at each run."""
        return uuid5(self._base, text)

    async def write(self, messages: Iterator[tuple[Said, bool]], pins: tuple[str, ...]) -> None:
        """Messages in the order of their times, each with whether a later one answers it."""
        pinned: list[str] = []
        wanted = frozenset(pins)
        for said, answered in messages:
            if len(self._waiting) >= AT_ONCE:
                await self._settle()
            await self._say(said, kept=said.pinned or said.key in wanted, answered=answered)
            if said.pinned and not pins:
                pinned.append(said.key)
        await self._settle()
        for key in reversed(pins) if pins else pinned:
            seq = self._seqs.get(key)
            if seq is not None:
                self._change(effects.PINNED, self._keeper, f"{key}/pin", seq, self._last_at)
        while self._waiting:
            await self._settle()

    async def close_room(self, *, archived: bool, read_only: bool) -> None:
        """As it was there."""
        extras = Extras(archived=archived or None, read_only=read_only or None)
        self._put(
            NewEvent(
                room=self.room,
                kind=effects.ROOM_CHANGED,
                sender=self._keeper,
                key=self.key("closed"),
                body=None,
                extras=extras,
            )
        )
        await self._settle()

    async def _say(self, said: Said, *, kept: bool, answered: bool) -> None:
        sender = await self._people.person(said.author, said.name)
        if answered:
            self._senders[said.key] = sender.id
        files, missing = await self._take_files(said, sender)
        body = allowed_part("\n".join([said.body, *missing]) if missing else said.body)
        parts = split(body)
        if len(parts) > 1:
            self._report.note("messages longer than this place takes, in several parts", said.key)
        options = self._options(said)
        mentions = tuple(dict.fromkeys([(await self._people.person(key)).id for key in said.mentions]))
        to = None if said.to is None else await self._people.person(said.to)
        answers = None
        if said.reply_to is not None:
            if said.reply_to in self._senders:
                answers = (self._senders[said.reply_to], self.key(said.reply_to))
            else:
                self._report.note("answers to what is not in the archive, without what they answer", said.key)
        named = Person(sender.id, allowed_part(said.name)[:96]) if said.name else sender
        for number, part in enumerate(parts):
            first = number == 0
            try:
                text = check_body(part, may_be_empty=first and bool(files or options))
            except EmptyTextError:
                if first and len(parts) == 1:
                    self._report.note("empty messages left out", said.key)
                continue
            extras = None
            if first and (files or options or said.action or said.everyone or said.color):
                extras = Extras(
                    files=files, options=options, action=said.action, everyone=said.everyone, color=said.color
                )
            event = NewEvent(
                room=self.room,
                kind=effects.CREATED,
                sender=named,
                key=self.key(said.key if first else f"{said.key}#{number}"),
                body=text,
                to=to,
                mentions=mentions if first else (),
                visible_to=None if to is None else tuple(sorted({sender.id, to.id})),
                extras=extras,
                words=found_by(text, extras),
                past=Past(at=said.at, answers=answers if first else None),
            )
            self._put(event, said, kept, first)
        self._last_at = max(self._last_at, said.at)

    def _put(self, event: NewEvent, said: Said | None = None, kept: bool = False, first: bool = True) -> None:
        future = asyncio.ensure_future(self._store.append(event))
        self._waiting.append(_Waiting(future, event, said, kept, first))

    async def _settle(self) -> None:
        """Wait for what is under way, then do what speaks of it."""
        waiting, self._waiting = self._waiting, []
        outcomes = await asyncio.gather(*(each.future for each in waiting), return_exceptions=True)
        messages = 0
        for each, outcome in zip(waiting, outcomes, strict=True):
            messages += each.said is not None and each.first
            if isinstance(outcome, Appended):
                if each.said is None:
                    self._report.changes += not outcome.duplicate
                elif each.first:
                    self._report.messages += not outcome.duplicate
                    self._report.known += outcome.duplicate
                    if each.kept:
                        self._seqs[each.said.key] = outcome.seq
                    await self._follow(each.said, each.event, outcome.seq)
            elif isinstance(outcome, ConflictError):
                self._report.note("messages that came before and are others now, left as they were")
            elif isinstance(outcome, TeahouseError) and not isinstance(outcome, RetryableError):
                self._report.note(f"events that were refused ({outcome.code})")
            else:
                raise outcome
        if messages:
            self._told(messages)

    async def _follow(self, said: Said, event: NewEvent, seq: int) -> None:
        """What became of a message."""
        sender = event.sender
        if said.edited_at is not None:
            at = min(max(said.edited_at, said.at), self._now)
            self._put(
                NewEvent(
                    room=self.room, kind=effects.EDITED, sender=sender, key=self.key(f"{said.key}/edit"),
                    body=event.body, mentions=event.mentions, target=seq, words=event.words, past=Past(at=at),
                )
            )  # fmt: skip
        for emoji, keys in said.reactions:
            try:
                sign = check_emoji(emoji)
            except BadFieldError:
                self._report.note("reactions that are no emoji, left out", emoji)
                continue
            for key in dict.fromkeys(keys):
                person = await self._people.person(key)
                self._change(
                    effects.REACTED, person, f"{said.key}/{sign}/{key}", seq, said.at, Extras(emoji=sign)
                )
        for option, voters in enumerate(said.votes):
            for key in voters:
                person = await self._people.person(key)
                self._change(
                    effects.VOTED, person, f"{said.key}/vote/{key}", seq, said.at, Extras(option=option)
                )
        for number, preview in enumerate(said.previews):
            extras = Extras(preview=preview)
            self._change(effects.PREVIEWED, sender, f"{said.key}/preview/{number}", seq, said.at, extras)
        if said.closed:
            self._change(effects.CLOSED, sender, f"{said.key}/closed", seq, said.at)

    def _change(
        self, kind: str, by: Person, key: str, target: int, at: int, extras: Extras | None = None
    ) -> None:
        self._put(
            NewEvent(
                room=self.room, kind=kind, sender=by, key=self.key(key), body=None, target=target,
                extras=extras, past=Past(at=at),
            )
        )  # fmt: skip

    async def _take_files(self, said: Said, sender: Person) -> tuple[tuple[File, ...], list[str]]:
        """The files, and a line for each that could not be taken."""
        taken: list[File] = []
        missing: list[str] = []
        for number, attachment in enumerate(said.files):
            file = None
            if len(taken) < FILES_MOST:
                file = await self._files.take(f"{self._base}/{said.key}/{number}", sender.id, attachment)
            else:
                self._report.note("files beyond the ten that a message may have", attachment.name)
            if file is not None:
                taken.append(file)
            else:
                name = attachment.name.replace("[", "(").replace("]", ")")
                missing.append(f"📎 [{name}]({attachment.link})" if attachment.link else f"📎 {name}")
        return tuple(taken), missing

    def _options(self, said: Said) -> tuple[str, ...]:
        try:
            return tuple(check_line(option, "options", OPTION_CHARACTERS) for option in said.options)
        except TeahouseError:
            self._report.note("polls that this place does not take, as messages", said.key)
            return ()


def found_by(body: str, extras: Extras | None) -> str:
    """What a search finds a message by; see `chat.messages`."""
    if extras is None:
        return search.words(body)
    return search.words("\n".join((body, *extras.options, *(file.name for file in extras.files))))


def split(body: str, most: int = BODY_BYTES) -> list[str]:
    """The text in parts of at most so many bytes, cut at a line's end or a space where there is one near."""
    parts: list[str] = []
    left = body.encode("utf-8", "replace")
    while len(left) > most:
        head = left[:most].decode("utf-8", "ignore")
        cut = max(head.rfind("\n"), head.rfind(" "))
        if cut > len(head) // 2:
            head = head[:cut]
        parts.append(head)
        left = left[len(head.encode()) :].lstrip(b" \n")
    parts.append(left.decode("utf-8", "replace"))
    return parts
