"""The table of permissions."""

from __future__ import annotations

import pytest

from teahouse.model.errors import NotAllowedError, NotSignedInError
from teahouse.model.people import VISITOR, Actor, Person, Role
from teahouse.model.permissions import TABLE, Action, allowed, require

GUEST = Actor(Role.GUEST, Person(1, "甲"))
CLASSIC = Actor(Role.CLASSIC, Person(2, "乙"))


def test_every_action_is_in_the_table_and_somebody_may_take_it() -> None:
    assert set(TABLE) == set(Action)
    assert all(TABLE.values())


@pytest.mark.parametrize("action", [Action.ROOM_READ, Action.HISTORY_READ])
@pytest.mark.parametrize("actor", [VISITOR, GUEST, CLASSIC])
def test_everybody_reads(actor: Actor, action: Action) -> None:
    require(actor, action)


@pytest.mark.parametrize(
    "action",
    [
        Action.MESSAGE_SEND,
        Action.MESSAGE_WHISPER,
        Action.READ_MARK,
        Action.TYPING,
        Action.PERSON_RENAME,
        Action.SESSION_END,
        Action.FILE_UPLOAD,
    ],
)
def test_a_visitor_needs_a_name_for_the_rest(action: Action) -> None:
    require(GUEST, action)
    with pytest.raises(NotSignedInError):
        require(VISITOR, action)


@pytest.mark.parametrize(
    "action",
    [Action.READ_MARK, Action.TYPING, Action.PERSON_RENAME, Action.SESSION_END, Action.FILE_UPLOAD],
)
def test_the_article_dialogue_has_no_way_to_do_these(action: Action) -> None:
    assert not allowed(Role.CLASSIC, action)
    with pytest.raises(NotAllowedError) as refusal:
        require(CLASSIC, action)
    assert not isinstance(refusal.value, NotSignedInError)


def test_classic_guests_talk_and_whisper() -> None:
    require(CLASSIC, Action.MESSAGE_SEND)
    require(CLASSIC, Action.MESSAGE_WHISPER)


def test_only_a_visitor_becomes_a_guest() -> None:
    require(VISITOR, Action.GUEST_CREATE)
    for actor in (GUEST, CLASSIC):
        with pytest.raises(NotAllowedError):
            require(actor, Action.GUEST_CREATE)
