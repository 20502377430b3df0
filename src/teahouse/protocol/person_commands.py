"""What a person does besides talking."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from teahouse.protocol.command import Command, PersonId, RoomId


class TypingStart(Command, frozen=True, kw_only=True, tag="typing.start", gc=False):
    """You are typing; holds six seconds unless renewed."""

    room: RoomId


class TypingStop(Command, frozen=True, kw_only=True, tag="typing.stop", gc=False):
    """You are no longer typing."""

    room: RoomId


class PersonRename(Command, frozen=True, kw_only=True, tag="person.rename", gc=False):
    """Take another name; the same person under the same id."""

    name: str


class StatusSet(Command, frozen=True, kw_only=True, tag="status.set", gc=False):
    """Whether you are away, and what you say of yourself; an empty text says nothing."""

    away: bool
    text: Annotated[str, Meta(max_length=200)] = ""


class PersonIgnore(Command, frozen=True, kw_only=True, tag="person.ignore", gc=False):
    """Ignore a person, or no longer. They are not told; whispers of theirs do not reach you."""

    person: PersonId
    ignored: bool


class PeopleRead(Command, frozen=True, kw_only=True, tag="people.read", gc=False):
    """Who these people are now."""

    people: Annotated[tuple[PersonId, ...], Meta(min_length=1, max_length=100)]


class PeopleFind(Command, frozen=True, kw_only=True, tag="people.find", gc=False):
    """People whose names begin like this, those seen last first."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]


PersonCommand = TypingStart | TypingStop | PersonRename | StatusSet | PersonIgnore | PeopleRead | PeopleFind
