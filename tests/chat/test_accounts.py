"""Accounts: the guest keeps everything, the password alone lets in, and nobody rises above who lifts them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from argon2 import PasswordHasher

from teahouse.broker.port import RightsTouched, SessionRevoked
from teahouse.chat import accounts, people
from teahouse.chat.context import DAY_MS
from teahouse.chat.passwords import Passwords
from teahouse.model.entry_errors import SignInFailedError
from teahouse.model.errors import BadFieldError, NameTakenError, NotAllowedError, NotSignedInError
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.protocol.commands import MessageEdit
from tests.chat.house import House, whose

PASSWORD = "correct horse"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Its hashes cost next to nothing."""


async def came(house: House, name: str) -> Actor:
    """A guest, with a session."""
    house.context.entry.passwords = QUICK
    _, token = await people.become_guest(house.context, name, "Firefox, Linux")
    return await people.by_token(house.context, token)


async def member(house: House, name: str, password: str | None = PASSWORD) -> Actor:
    """Somebody with an account."""
    guest = await came(house, name)
    _, token = await accounts.make(house.context, guest, password, None, "Firefox, Linux")
    return await people.by_token(house.context, token)


async def ranked(house: House, name: str, role: Role) -> Actor:
    """Somebody who is more than a member."""
    actor = await member(house, name)
    await house.store.set_role(whose(actor).id, role)
    return Actor(role, actor.person, actor.session)


async def signed_in(house: House, name: str, password: str, actor: Actor = VISITOR, **more: Any) -> Actor:
    """By name and password."""
    _, _, token = await accounts.sign_in(house.context, actor, name, password, "Safari, iOS", **more)
    return await people.by_token(house.context, token)


async def test_a_guest_keeps_the_name_and_is_the_same_person_in_another_browser(house: House) -> None:
    guest = await came(house, "Ann")
    seq = await house.say(guest, "before")
    person, token = await accounts.make(house.context, guest, PASSWORD, None, "Firefox, Linux")
    here = await people.by_token(house.context, token)
    assert person == guest.person
    assert (here.role, here.person) == (Role.MEMBER, guest.person)
    assert here.session != guest.session
    assert await house.store.person_by_token("anything") is None
    assert house.told(SessionRevoked) == [SessionRevoked(str(guest.session))]
    assert RightsTouched(person.id) in house.signals
    elsewhere = await signed_in(house, "ANN", PASSWORD)
    assert (elsewhere.role, elsewhere.person) == (Role.MEMBER, guest.person)
    message = await house.seen(elsewhere, seq)
    assert message is not None
    assert message.sender == guest.person
    await house.change(elsewhere, MessageEdit, seq, body="after")


async def test_who_is_no_guest_makes_no_account(house: House) -> None:
    with pytest.raises(NotSignedInError):
        await accounts.make(house.context, VISITOR, PASSWORD, None, "")
    with pytest.raises(NotAllowedError):
        await accounts.make(house.context, await member(house, "Ann"), PASSWORD, None, "")
    guest = await came(house, "Ben")
    for password, email in (("short", None), ("x" * 129, None), (PASSWORD, "no address")):
        with pytest.raises(BadFieldError):
            await accounts.make(house.context, guest, password, email, "")
    assert (await house.store.person(whose(guest).id)).role is Role.GUEST


async def test_a_guest_whose_name_is_somebody_elses_by_now_cannot_keep_it(house: House) -> None:
    guest = await came(house, "Ann")
    house.now += 40 * DAY_MS
    other = await came(house, "Ann")
    with pytest.raises(NameTakenError):
        await accounts.make(house.context, guest, PASSWORD, None, "")
    assert (await house.store.person(whose(guest).id)).role is Role.GUEST
    with pytest.raises(SignInFailedError):
        await signed_in(house, "Ann", PASSWORD)
    assert (await people.called(house.context, "Ann")) == (other.person, "")


async def test_the_name_of_an_account_outlasts_every_hold(house: House) -> None:
    ann = await member(house, "Ann")
    house.now += 4_000 * DAY_MS
    with pytest.raises(NameTakenError):
        await came(house, "ann")
    assert (await signed_in(house, "Ann", PASSWORD)).person == ann.person


async def test_sign_in_fails_alike_for_no_such_name_a_guest_and_a_wrong_password(house: House) -> None:
    await member(house, "Ann")
    await member(house, "Without", None)
    await came(house, "Ben")
    refused = []
    for name, password in (
        ("Ann", "wrong horse"), ("Ann", ""), ("Ann", "x" * 1_000), ("Ben", PASSWORD), ("Nobody", PASSWORD),
        ("Without", PASSWORD), ("", PASSWORD), ("\0", PASSWORD), ("\ud800", PASSWORD),
    ):  # fmt: skip
        with pytest.raises(SignInFailedError) as problem:
            await signed_in(house, name, password)
        refused.append((problem.value.code, problem.value.field, problem.value.retry_after_ms))
    assert set(refused) == {("sign_in_failed", None, None)}


async def test_signing_in_ends_the_session_that_the_browser_had_and_no_other(house: House) -> None:
    ann = await member(house, "Ann")
    guest = await came(house, "Passing By")
    again = await signed_in(house, "Ann", PASSWORD, guest)
    assert SessionRevoked(str(guest.session)) in house.signals
    assert len({ann.session, guest.session, again.session}) == 3
    found = {each.session for each in await house.store.sessions(whose(ann).id)}
    assert found == {ann.session, again.session}
    program = await signed_in(house, "Ann", PASSWORD, again, program=True)
    assert program.session not in {None, again.session}
    assert SessionRevoked(str(again.session)) not in house.signals


async def test_a_password_hashed_with_older_parameters_is_hashed_anew_when_it_is_used(house: House) -> None:
    ann = whose(await member(house, "Ann"))
    house.context.entry.passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    (before,) = await house.store.credentials(ann.id)
    await signed_in(house, "Ann", PASSWORD)
    (after,) = await house.store.credentials(ann.id)
    assert "m=8,t=1" in before.secret
    assert "m=16,t=2" in after.secret
    assert after.last_used == house.now
    assert (await signed_in(house, "Ann", PASSWORD)).person == ann
    (still,) = await house.store.credentials(ann.id)
    assert still.secret == after.secret


async def test_another_password_needs_the_old_one_and_ends_all_other_sessions(house: House) -> None:
    ann = await member(house, "Ann")
    other = await signed_in(house, "Ann", PASSWORD)
    for old in (None, "", "wrong horse"):
        with pytest.raises(SignInFailedError):
            await accounts.change_password(house.context, ann, old, "battery staple")
    with pytest.raises(BadFieldError):
        await accounts.change_password(house.context, ann, PASSWORD, "short")
    await accounts.change_password(house.context, ann, PASSWORD, "battery staple")
    assert [each.session for each in await house.store.sessions(whose(ann).id)] == [ann.session]
    assert SessionRevoked(str(other.session)) in house.signals
    with pytest.raises(SignInFailedError):
        await signed_in(house, "Ann", PASSWORD)
    await signed_in(house, "Ann", "battery staple")


@pytest.mark.parametrize("when", ["checked", "begun"])
async def test_who_signs_in_while_the_password_changes_is_not_in(
    house: House, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    ann = await member(house, "Ann")
    over, name = (QUICK, "check") if when == "checked" else (house.store, "add_session")
    before = getattr(over, name)

    async def change(*given: Any) -> Any:
        monkeypatch.undo()
        found = await before(*given) if when == "checked" else None
        await accounts.change_password(house.context, ann, PASSWORD, "another horse")
        return found if when == "checked" else await before(*given)

    monkeypatch.setattr(over, name, change)
    with pytest.raises(SignInFailedError):
        await accounts.sign_in(house.context, VISITOR, "Ann", PASSWORD, "Safari, iOS")
    assert [each.session for each in await house.store.sessions(whose(ann).id)] == [ann.session]
    await signed_in(house, "Ann", "another horse")


async def test_two_who_sign_in_as_the_password_is_hashed_anew_are_both_in(house: House) -> None:
    await member(house, "Ann")
    house.context.entry.passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    both = await asyncio.gather(*(signed_in(house, "Ann", PASSWORD) for _ in range(2)))
    assert len({each.session for each in both}) == 2


async def test_the_first_password_of_an_account_without_one_needs_no_old_one(house: House) -> None:
    ann = await member(house, "Ann", None)
    assert await accounts.is_password(house.context, whose(ann), None)
    await accounts.change_password(house.context, ann, None, PASSWORD)
    assert not await accounts.is_password(house.context, whose(ann), None)
    assert await accounts.is_password(house.context, whose(ann), PASSWORD)
    with pytest.raises(NotAllowedError):
        await accounts.change_password(house.context, await came(house, "Guest"), None, PASSWORD)


@pytest.mark.parametrize(
    ("by", "whom", "to", "fine"),
    [
        (Role.OWNER, Role.MEMBER, Role.ADMIN, True),
        (Role.OWNER, Role.ADMIN, Role.MEMBER, True),
        (Role.ADMIN, Role.MEMBER, Role.MODERATOR, True),
        (Role.ADMIN, Role.MODERATOR, Role.MEMBER, True),
        (Role.OWNER, Role.MEMBER, Role.OWNER, False),
        (Role.ADMIN, Role.MEMBER, Role.ADMIN, False),
        (Role.ADMIN, Role.ADMIN, Role.MEMBER, False),
        (Role.ADMIN, Role.OWNER, Role.MEMBER, False),
        (Role.MODERATOR, Role.MEMBER, Role.MODERATOR, False),
        (Role.MEMBER, Role.MEMBER, Role.MODERATOR, False),
        (Role.GUEST, Role.MEMBER, Role.MODERATOR, False),
    ],
)
async def test_nobody_gives_what_is_not_below_themselves(
    house: House, by: Role, whom: Role, to: Role, fine: bool
) -> None:
    acting, other = await ranked(house, "By", by), await ranked(house, "Whom", whom)
    if fine:
        assert await accounts.set_role(house.context, acting, whose(other).id, to) is whom
        assert house.signals[-1] == RightsTouched(whose(other).id)
    else:
        with pytest.raises(NotAllowedError):
            await accounts.set_role(house.context, acting, whose(other).id, to)
    assert (await house.store.person(whose(other).id)).role is (to if fine else whom)


async def test_a_guest_gets_no_role_and_nobody_is_made_a_guest(house: House) -> None:
    owner, guest, ann = (
        await ranked(house, "Boss", Role.OWNER),
        await came(house, "Guest"),
        await member(house, "Anna"),
    )
    with pytest.raises(NotAllowedError):
        await accounts.set_role(house.context, owner, whose(guest).id, Role.MODERATOR)
    for role in (Role.GUEST, Role.CLASSIC, Role.VISITOR):
        with pytest.raises(BadFieldError):
            await accounts.set_role(house.context, owner, whose(ann).id, role)
