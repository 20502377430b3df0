"""The place has one owner at each moment: handing it over is one step, and nothing else makes another."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.broker.port import RightsTouched, SessionRevoked
from teahouse.chat import accounts, people
from teahouse.model.entry_errors import SignInFailedError
from teahouse.model.errors import BadFieldError, NotAllowedError, NotSignedInError, PersonNotFoundError
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.store.order_records import BAN, NewSanction
from tests.chat.house import House, whose
from tests.chat.test_accounts import PASSWORD, came, member, ranked


async def give(house: House, actor: Actor, to: Actor, name: str, password: str | None = PASSWORD) -> Actor:
    """The actor with the session that they have then."""
    token = await accounts.give_house(
        house.context, actor, whose(to).id, name, password, "Firefox", "192.0.2.1"
    )
    return await people.by_token(house.context, token)


async def roles(house: House, *actors: Actor) -> list[Role]:
    return [(await house.store.person(whose(actor).id)).role for actor in actors]


async def test_the_owner_hands_the_place_over_and_is_an_admin_with_a_new_session(house: House) -> None:
    owner, ben = await ranked(house, "Olga", Role.OWNER), await member(house, "Ben")
    now = await give(house, owner, ben, " OLGA ")
    assert await roles(house, owner, ben) == [Role.ADMIN, Role.OWNER]
    assert (now.role, now.person) == (Role.ADMIN, owner.person)
    assert now.session != owner.session
    assert SessionRevoked(str(owner.session)) in house.signals
    assert {RightsTouched(whose(who).id) for who in (owner, ben)} <= set(house.told(RightsTouched))
    (entry,) = await house.store.audit(None, 1)
    assert (entry.action, entry.made_by, entry.person) == ("house.given", whose(owner).id, whose(ben).id)
    # Who was the owner cannot take it back, nor hand it to a third.
    for who in (owner, now):
        with pytest.raises(NotAllowedError):
            await give(house, who, owner, "Olga")
    with pytest.raises(NotAllowedError):
        await accounts.set_role(house.context, now, whose(ben).id, Role.MEMBER)


async def test_it_takes_the_own_name_the_password_and_somebody_with_an_account(house: House) -> None:
    owner, ben = await ranked(house, "Olga", Role.OWNER), await member(house, "Ben")
    guest = await came(house, "Guest")
    for to, name, password, refusal in (
        (ben, "Ben", PASSWORD, BadFieldError),
        (ben, "", PASSWORD, BadFieldError),
        (ben, "Olga", "wrong horse", SignInFailedError),
        (ben, "Olga", None, SignInFailedError),
        (guest, "Olga", PASSWORD, NotAllowedError),
        (owner, "Olga", PASSWORD, NotAllowedError),
    ):
        with pytest.raises(refusal):
            await give(house, owner, to, name, password)
    with pytest.raises(PersonNotFoundError):
        await accounts.give_house(house.context, owner, 999, "Olga", PASSWORD, "")
    ban = NewSanction(
        kind=BAN, person=whose(ben).id, room=None, reason="", until=None, made_by=whose(owner).id
    )
    await house.store.add_sanction(ban, house.now)
    await house.context.standing.refresh()
    with pytest.raises(NotAllowedError):
        await give(house, owner, ben, "Olga")
    assert await roles(house, owner, ben) == [Role.OWNER, Role.MEMBER]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.MEMBER])
async def test_nobody_else_hands_it_over(house: House, role: Role) -> None:
    await ranked(house, "Olga", Role.OWNER)
    by, ben = await ranked(house, "By", role), await member(house, "Ben")
    with pytest.raises(NotAllowedError):
        await give(house, by, ben, "By")
    with pytest.raises(NotSignedInError):
        await accounts.give_house(house.context, VISITOR, whose(ben).id, "By", PASSWORD, "")
    assert await roles(house, by, ben) == [role, Role.MEMBER]


async def test_of_two_heirs_at_once_one_owns_it(house: House) -> None:
    owner = await ranked(house, "Olga", Role.OWNER)
    heirs = [await member(house, name) for name in ("Ann", "Ben")]
    outcomes = await asyncio.gather(
        *(give(house, owner, heir, "Olga") for heir in heirs), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Actor", "NotAllowedError"]
    assert sorted(await roles(house, owner, *heirs)) == [Role.ADMIN, Role.MEMBER, Role.OWNER]


async def test_a_role_that_is_given_while_the_place_is_handed_over_leaves_it_its_owner(house: House) -> None:
    owner, ben = await ranked(house, "Olga", Role.OWNER), await ranked(house, "Ben", Role.ADMIN)
    assert await house.store.give_house(whose(owner).id, whose(ben).id)
    # Asked while the actor was the owner still, and the other an admin.
    with pytest.raises(NotAllowedError):
        await house.store.set_role(whose(ben).id, Role.MEMBER)
    assert await roles(house, owner, ben) == [Role.ADMIN, Role.OWNER]
