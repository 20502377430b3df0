"""Becoming someone: guests, classic guests, whom `@` calls, names; and typing."""

from __future__ import annotations

from uuid import UUID

import pytest

from teahouse.broker.port import PersonRenamed, SessionRevoked, TypingSignal
from teahouse.chat import people, typing
from teahouse.chat.context import DAY_MS
from teahouse.model.errors import (
    BadNameError,
    NameTakenError,
    NotAllowedError,
    NotSignedInError,
    RoomNotFoundError,
)
from teahouse.model.names import is_name
from teahouse.model.people import VISITOR, Actor, Person, Role, session_id
from teahouse.protocol.commands import PersonRename, TypingStart, TypingStop
from tests.chat.scene import Scene

KEY = UUID(int=99)


async def test_a_guest_is_found_by_its_secret_alone() -> None:
    scene = Scene()
    ann, secret = await people.become_guest(scene.context, "  Ann ")
    other, other_secret = await people.become_guest(scene.context, "Ben")
    assert ann.name == "Ann"
    assert secret != other_secret
    assert len(secret) >= 43  # 256 bits
    assert await people.by_token(scene.context, secret) == Actor(Role.GUEST, ann, session_id(secret))
    assert await people.by_token(scene.context, other_secret) == Actor(
        Role.GUEST, other, session_id(other_secret)
    )
    assert await people.by_token(scene.context, "guess") == VISITOR


async def test_a_name_is_reserved_for_thirty_days() -> None:
    scene = Scene()
    ann, secret = await people.become_guest(scene.context, "Ann")
    scene.now += 30 * DAY_MS
    with pytest.raises(NameTakenError):
        await people.become_guest(scene.context, "ANN")
    scene.now += 1
    taker, _ = await people.become_guest(scene.context, "ANN")
    assert taker.id != ann.id
    assert (await people.by_token(scene.context, secret)).person == ann


async def test_no_guests_where_they_are_off() -> None:
    scene = Scene(guests=False)
    with pytest.raises(NotAllowedError):
        await people.become_guest(scene.context, "Ann")
    with pytest.raises(NotAllowedError):
        await people.become_classic(scene.context, "Ann", "en")


@pytest.mark.parametrize("wish", [None, "", "<b>\u202e", "Ann", "x" * 200])
async def test_a_classic_guest_without_a_usable_wish_is_given_a_name(wish: str | None) -> None:
    scene = Scene()
    scene.guest("Ann")
    person, role = await people.become_classic(scene.context, wish, "zh-CN")
    assert role is Role.CLASSIC
    assert person.name != wish
    assert is_name(person.name)


async def test_a_classic_guest_gets_the_wish_and_leaves_the_name_behind() -> None:
    scene = Scene()
    person, _ = await people.become_classic(scene.context, "甲", "zh-CN")
    assert person.name == "甲"
    with pytest.raises(NameTakenError):
        await people.become_guest(scene.context, "甲")
    await people.leave_classic(scene.context, person)
    taker, _ = await people.become_guest(scene.context, "甲")
    assert taker.id != person.id


@pytest.mark.parametrize(
    ("text", "called", "rest"),
    [
        ("Ann hello", "Ann", "hello"),
        ("ann   hello ", "Ann", "hello"),
        ("Ann", "Ann", ""),
        ("Ann Lee hello", "Ann Lee", "hello"),
        ("AnnLee hello", "Ann Lee", "hello"),
        ("甲你好", "甲", "你好"),
        ("甲乙你好", "甲乙", "你好"),
        ("all hello", None, "hello"),
        ("ALL hello", None, "hello"),
        ("所有人 你好", None, "你好"),
    ],
)
async def test_the_longest_name_is_called(text: str, called: str | None, rest: str) -> None:
    scene = Scene()
    for name in ("Ann", "Ann Lee", "甲", "甲乙"):
        scene.guest(name)
    found = await people.called(scene.context, text)
    assert found is not None
    person, what = found
    assert (person.name if person else None, what) == (called, rest)


@pytest.mark.parametrize("text", ["nobody hello", "", " ", "allhello", "乙"])
async def test_who_is_not_there_is_not_called(text: str) -> None:
    scene = Scene()
    scene.guest("Ann")
    assert await people.called(scene.context, text) is None


async def test_a_new_name_is_told_to_all_once() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    assert ann.person is not None
    accepted = await people.rename(scene.context, ann, PersonRename(id=KEY, name="Anna"))
    assert (accepted.id, accepted.you) == (KEY, Person(ann.person.id, "Anna"))
    assert scene.signals == [PersonRenamed(accepted.you)]
    await people.rename(scene.context, Actor(Role.GUEST, accepted.you), PersonRename(id=KEY, name="Anna"))
    assert len(scene.signals) == 1


async def test_a_name_that_is_taken_or_bad_changes_nothing() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    scene.guest("Ben")
    with pytest.raises(NameTakenError):
        await people.rename(scene.context, ann, PersonRename(id=KEY, name="ben"))
    with pytest.raises(BadNameError):
        await people.rename(scene.context, ann, PersonRename(id=KEY, name="a\u200bb"))
    assert scene.signals == []
    assert (await people.by_token(scene.context, "token-Ann")).person == ann.person


async def test_visitors_and_classic_guests_keep_their_names() -> None:
    scene = Scene()
    person, role = await people.become_classic(scene.context, "甲", "en")
    with pytest.raises(NotSignedInError):
        await people.rename(scene.context, VISITOR, PersonRename(id=KEY, name="Ann"))
    with pytest.raises(NotAllowedError):
        await people.rename(scene.context, Actor(role, person), PersonRename(id=KEY, name="Ann"))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_proposal_can_be_taken(language: str) -> None:
    scene = Scene()
    for _ in range(20):
        name = await people.proposal(scene.context, language)
        person, _ = await people.become_guest(scene.context, name)
        assert person.name == name


async def test_typing_is_signalled_and_leaves_nothing() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    assert ann.person is not None
    await typing.tell(scene.context, ann, TypingStart(id=KEY, room=1))
    await typing.tell(scene.context, ann, TypingStop(id=KEY, room=1))
    assert scene.signals == [TypingSignal(1, ann.person, True), TypingSignal(1, ann.person, False)]
    assert scene.store.logs[1] == scene.events == []
    with pytest.raises(NotSignedInError):
        await typing.tell(scene.context, VISITOR, TypingStart(id=KEY, room=1))


async def test_typing_in_a_room_that_is_none_is_told_so() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    with pytest.raises(RoomNotFoundError):
        await typing.tell(scene.context, ann, TypingStart(id=KEY, room=77))
    assert scene.signals == []


async def test_signing_out_ends_the_session_and_tells_every_node() -> None:
    scene = Scene()
    ann, secret = await people.become_guest(scene.context, "Ann")
    actor = await people.by_token(scene.context, secret)
    await people.sign_out(scene.context, actor)
    assert scene.signals == [SessionRevoked(session_id(secret))]
    assert await people.by_token(scene.context, secret) == VISITOR
    with pytest.raises(NameTakenError):
        await people.become_guest(scene.context, "Ann")
    assert ann.name == "Ann"


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (VISITOR, NotSignedInError),
        (Actor(Role.GUEST, Person(1, "Ann")), NotSignedInError),
        (Actor(Role.CLASSIC, Person(1, "Ann")), NotAllowedError),
    ],
)
async def test_who_has_no_session_cannot_end_it(actor: Actor, refusal: type[Exception]) -> None:
    scene = Scene()
    with pytest.raises(refusal):
        await people.sign_out(scene.context, actor)
    assert scene.signals == []
