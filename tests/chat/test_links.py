"""Links that do something once: used, used up, expired, of another kind, and by two at once."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.broker.port import RightsTouched, SessionRevoked
from teahouse.chat import accounts, links, people, sessions, setup
from teahouse.chat.context import DAY_MS
from teahouse.chat.links import Wish
from teahouse.chat.new_links import make
from teahouse.model.entry_errors import LinkRefusedError, SignInFailedError
from teahouse.model.errors import (
    BadFieldError,
    BadNameError,
    NameTakenError,
    NotAllowedError,
    NotSignedInError,
)
from teahouse.model.people import VISITOR, Actor, Role
from tests.chat.house import House, whose
from tests.chat.test_accounts import PASSWORD, QUICK, came, member, ranked, signed_in

OWNER = Wish(name="Boss Ann", password=PASSWORD, label="Firefox, Linux")


async def claim(house: House) -> setup.Claim:
    """A place that nobody owns, and what makes the owner."""
    house.context.entry.passwords = QUICK
    made = setup.Claim.fresh("a secret of the console", house.now)
    assert await setup.offer(house.context, made)
    return made


async def refused(house: House, token: str, wish: Wish = OWNER, actor: Actor = VISITOR) -> None:
    """Neither shown nor used."""
    with pytest.raises(LinkRefusedError):
        await links.look(house.context, token)
    with pytest.raises(LinkRefusedError):
        await links.use(house.context, actor, token, wish)


# --- the first owner


async def test_the_link_of_the_console_makes_the_owner_and_the_house_once(house: House) -> None:
    made = await claim(house)
    assert (await links.look(house.context, made.token)).kind == "setup"
    wish = Wish(
        name="Boss Ann",
        password=PASSWORD,
        house={"name": "Tea & Talk", "language": "zh-CN", "guests": False, "accent": "#336699"},
    )
    used = await links.use(house.context, VISITOR, made.token, wish)
    assert used.role is Role.OWNER
    assert used.token is not None
    owner = await people.by_token(house.context, used.token)
    assert (owner.role, owner.person) == (Role.OWNER, used.person)
    rules = house.context.house
    assert (rules.name, rules.language, rules.guests, rules.accent) == (
        "Tea & Talk",
        "zh-CN",
        False,
        "#336699",
    )
    assert rules.owned
    assert RightsTouched(None) in house.signals
    await refused(house, made.token)
    assert not await setup.offer(house.context, setup.Claim.fresh("of the next start", house.now))
    await refused(house, "of the next start")
    assert (await signed_in(house, "Boss Ann", PASSWORD)).role is Role.OWNER


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (Wish(password=PASSWORD), BadFieldError),
        (Wish(name="Boss Ann"), BadFieldError),
        (Wish(name="Boss Ann", password="short"), BadFieldError),
        (Wish(name="", password=PASSWORD), BadNameError),
        (Wish(name="Taken", password=PASSWORD), NameTakenError),
        (Wish(name="Boss Ann", password=PASSWORD, house={"no such key": 1}), BadFieldError),
        (Wish(name="Boss Ann", password=PASSWORD, house={"accent": "red;}"}), BadFieldError),
    ],
    ids=["no name", "no password", "short", "bad name", "taken", "bad key", "bad value"],
)
async def test_what_is_wrong_costs_no_use_of_the_link(
    house: House, wish: Wish, problem: type[Exception]
) -> None:
    made = await claim(house)
    await came(house, "Taken")
    with pytest.raises(problem):
        await links.use(house.context, VISITOR, made.token, wish)
    assert not await house.store.has_owner()
    assert (await links.use(house.context, VISITOR, made.token, OWNER)).role is Role.OWNER


async def test_of_two_at_once_one_becomes_the_owner(house: House) -> None:
    made = await claim(house)
    outcomes = await asyncio.gather(
        *(
            links.use(house.context, VISITOR, made.token, Wish(name=f"Boss {name}", password=PASSWORD))
            for name in ("Ann", "Ben", "Cem")
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == [
        "LinkRefusedError",
        "LinkRefusedError",
        "Used",
    ]


async def test_a_guest_who_opens_it_stays_the_same_person(house: House) -> None:
    made = await claim(house)
    guest = await came(house, "Ann")
    used = await links.use(house.context, guest, made.token, Wish(name="Ann", password=PASSWORD))
    assert used.person == guest.person
    assert SessionRevoked(str(guest.session)) in house.signals


async def test_it_dies_with_the_server_and_after_a_day(house: House) -> None:
    made = await claim(house)
    house.now += setup.LEASE_MS - 1
    await setup.renew(house.context, made)
    house.now += setup.LEASE_MS - 1
    assert (await links.look(house.context, made.token)).kind == "setup"
    house.now += 1
    await refused(house, made.token)
    await setup.renew(house.context, made)
    await setup.withdraw(house.context, made)
    await setup.renew(house.context, made)
    await refused(house, made.token)
    other = setup.Claim.fresh("another start", house.now)
    await setup.offer(house.context, other)
    for _ in range(DAY_MS // (setup.LEASE_MS - 1_000) + 1):
        house.now += setup.LEASE_MS - 1_000
        await setup.renew(house.context, other)
    await refused(house, other.token)


# --- a new password


async def test_an_admin_hands_out_a_link_for_a_new_password(house: House) -> None:
    admin, ann = await ranked(house, "By", Role.ADMIN), await member(house, "Ann")
    token = await links.make_reset(house.context, admin, whose(ann).id)
    assert (await links.look(house.context, token)).person == whose(ann).id
    for wish in (Wish(), Wish(password="short")):
        with pytest.raises(BadFieldError):
            await links.use(house.context, VISITOR, token, wish)
    used = await links.use(house.context, VISITOR, token, Wish(password="battery staple"))
    assert (used.person, used.role) == (ann.person, Role.MEMBER)
    assert used.token is not None
    here = await people.by_token(house.context, used.token)
    assert [each.session for each in await house.store.sessions(whose(ann).id)] == [here.session]
    assert SessionRevoked(str(ann.session)) in house.signals
    await refused(house, token, Wish(password="battery staple"))
    with pytest.raises(SignInFailedError):
        await signed_in(house, "Ann", PASSWORD)
    await signed_in(house, "Ann", "battery staple")


async def test_a_reset_link_is_good_for_a_day_and_the_last_one_alone(house: House) -> None:
    admin, ann = await ranked(house, "By", Role.ADMIN), await member(house, "Ann")
    first = await links.make_reset(house.context, admin, whose(ann).id)
    second = await links.make_reset(house.context, admin, whose(ann).id)
    await refused(house, first)
    house.now += DAY_MS - 1
    assert (await links.look(house.context, second)).kind == "reset"
    house.now += 1
    await refused(house, second)


@pytest.mark.parametrize(
    ("by", "whom"),
    [
        (Role.ADMIN, Role.ADMIN),
        (Role.ADMIN, Role.OWNER),
        (Role.MODERATOR, Role.MEMBER),
        (Role.MEMBER, Role.MEMBER),
        (Role.GUEST, Role.MEMBER),
        (Role.ADMIN, Role.GUEST),
    ],
)
async def test_nobody_gets_into_an_account_that_is_not_below_their_own(
    house: House, by: Role, whom: Role
) -> None:
    acting, other = await ranked(house, "By", by), await ranked(house, "Whom", whom)
    with pytest.raises(NotAllowedError):
        await links.make_reset(house.context, acting, whose(other).id)


# --- a second device


async def test_a_second_device_is_the_same_person_with_another_session(house: House) -> None:
    guest = await came(house, "Ann")
    token, expires_at = await links.make_device(house.context, guest)
    assert expires_at == house.now + 600_000
    used = await links.use(house.context, VISITOR, token, Wish(label="Safari, iOS"))
    assert (used.person, used.role) == (guest.person, Role.GUEST)
    assert used.token is not None
    there = await people.by_token(house.context, used.token)
    assert there.session != guest.session
    assert len(await house.store.sessions(whose(guest).id)) == 2
    await refused(house, token)


async def test_a_device_link_lasts_ten_minutes_and_a_visitor_has_none(house: House) -> None:
    guest = await came(house, "Ann")
    token, _ = await links.make_device(house.context, guest)
    house.now += 600_000
    await refused(house, token)
    with pytest.raises(NotSignedInError):
        await links.make_device(house.context, VISITOR)


@pytest.mark.parametrize("how", ["another password", "signed out elsewhere"])
async def test_no_link_of_before_outlasts_the_sessions(house: House, how: str) -> None:
    admin, ann = await ranked(house, "By", Role.ADMIN), await member(house, "Ann")
    device, _ = await links.make_device(house.context, ann)
    reset = await links.make_reset(house.context, admin, whose(ann).id)
    if how == "another password":
        await accounts.change_password(house.context, ann, PASSWORD, "another horse")
    else:
        await sessions.end_others(house.context, ann)
    for token in (device, reset):
        await refused(house, token)
    assert len(await house.store.sessions(whose(ann).id)) == 1


async def test_who_is_sent_out_of_a_session_comes_not_back_by_a_link_of_theirs(house: House) -> None:
    ann = await member(house, "Ann")
    thief = await signed_in(house, "Ann", PASSWORD)
    token, _ = await links.make_device(house.context, thief)
    known = await house.store.sessions(whose(ann).id)
    (handle,) = [each.handle for each in known if each.session == thief.session]
    await sessions.end(house.context, ann, handle)
    await refused(house, token)


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 200, "\ud800", "茶"])
async def test_an_unknown_link_is_refused_like_any_other(house: House, token: str) -> None:
    await refused(house, token)


async def test_every_refusal_costs_one_look_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, ann = await ranked(house, "By", Role.ADMIN), await member(house, "Ann")
    used, _ = await links.make_device(house.context, ann)
    await links.use(house.context, VISITOR, used, Wish())
    revoked = await links.make_reset(house.context, admin, whose(ann).id)
    await links.make_reset(house.context, admin, whose(ann).id)
    expired, _ = await make(house.context, "invite", 1_000, room=1)
    house.now += 1_000
    asked: list[str] = []
    for name in ("_read", "_change"):
        before = getattr(house.store, name)

        async def counted(query: object, before: object = before, name: str = name) -> object:
            asked.append(name)
            return await before(query)  # type: ignore[operator]

        monkeypatch.setattr(house.store, name, counted)
    work = []
    for token in (used, revoked, expired, "unknown"):
        with pytest.raises(LinkRefusedError) as problem:
            await links.use(house.context, VISITOR, token, Wish(password="battery staple"))
        work.append((tuple(asked), problem.value.field, str(problem.value)))
        asked.clear()
    assert set(work) == {(("_read",), None, "link_refused")}
