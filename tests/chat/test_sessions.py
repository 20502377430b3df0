"""Sessions: they end, are ended by their person alone, and leave no secret in the audit."""

from __future__ import annotations

import pytest

from teahouse.broker.port import SessionRevoked
from teahouse.chat import accounts, mailboxes, people, sessions
from teahouse.chat.context import DAY_MS
from teahouse.model.errors import NotAllowedError, NotFoundError, NotSignedInError
from teahouse.model.people import VISITOR, Role, session_id
from tests.chat.house import House, whose
from tests.chat.test_accounts import PASSWORD, came, member, signed_in


async def test_a_session_ends_when_it_is_too_old_or_was_not_used_for_long(house: House) -> None:
    entry = house.context.entry
    entry.session_days, entry.session_idle_days = 100, 10
    token = await sessions.begin(house.context, VISITOR, whose(await member(house, "Ann")), "one")

    async def role() -> Role:
        return (await people.by_token(house.context, token)).role

    for _ in range(11):
        house.now += 9 * DAY_MS
        assert await role() is Role.MEMBER, "it was used within ten days"
    house.now += DAY_MS
    assert await role() is Role.VISITOR, "a hundred days after the sign-in"
    house.now -= DAY_MS
    token = await sessions.begin(house.context, VISITOR, whose(await member(house, "Ben")), "two")
    house.now += 10 * DAY_MS - 1
    assert await role() is Role.MEMBER
    house.now += 10 * DAY_MS
    assert await role() is Role.VISITOR
    assert await sessions.expire(house.context) > 0
    assert SessionRevoked(session_id(token)) in house.signals


async def test_one_of_before_there_was_an_end_has_one_too(house: House) -> None:
    person = await house.store.add_person("Old", Role.GUEST, "old token", house.now, 0)
    house.context.entry.session_days, house.context.entry.session_idle_days = 20, 400
    actor = await people.by_token(house.context, "old token")
    (listed,) = await sessions.listing(house.context, actor)
    assert sessions.ends_at(house.context, listed) == house.now + 20 * DAY_MS
    house.now += 20 * DAY_MS
    assert await people.by_token(house.context, "old token") is VISITOR
    assert person.id == whose(actor).id


async def test_somebody_elses_session_is_not_to_be_ended(house: House) -> None:
    ann, ben = await member(house, "Ann"), await member(house, "Ben")
    (theirs,) = await sessions.listing(house.context, ann)
    with pytest.raises(NotFoundError):
        await sessions.end(house.context, ben, theirs.handle)
    assert [each.session for each in await sessions.listing(house.context, ann)] == [ann.session]
    await sessions.end(house.context, ann, theirs.handle)
    assert await sessions.listing(house.context, ann) == []
    with pytest.raises(NotFoundError):
        await sessions.end(house.context, ann, theirs.handle)


async def test_a_program_gets_a_token_and_a_guest_gets_none(house: House) -> None:
    ann = await member(house, "Ann")
    handle, token = await sessions.make_token(house.context, ann, "my bot")
    bot = await people.by_token(house.context, token)
    assert (bot.role, bot.person) == (Role.MEMBER, ann.person)
    listed = {each.handle: each for each in await sessions.listing(house.context, ann)}
    assert (listed[handle].kind, listed[handle].label) == ("token", "my bot")
    await sessions.end_others(house.context, ann)
    assert await people.by_token(house.context, token) is VISITOR
    with pytest.raises(NotAllowedError):
        await sessions.make_token(house.context, await came(house, "Guest"), "bot")


@pytest.mark.parametrize("kind", ["page", "token"])
async def test_a_session_gets_another_secret_and_no_longer_life(house: House, kind: str) -> None:
    ann = await member(house, "Ann")
    if kind == "token":
        ann = await people.by_token(house.context, (await sessions.make_token(house.context, ann, "bot"))[1])
    (before,) = [each for each in await sessions.listing(house.context, ann) if each.session == ann.session]
    house.now += 86_400_000
    now = await people.by_token(house.context, await sessions.renew(house.context, ann, "192.0.2.1"))
    assert (now.person, now.role) == (ann.person, ann.role)
    assert now.session != ann.session
    listed = {each.session: each for each in await sessions.listing(house.context, now)}
    assert ann.session not in listed
    after = listed[str(now.session)]
    assert (after.kind, after.label, after.expires_at) == (before.kind, before.label, before.expires_at)
    assert SessionRevoked(str(ann.session)) in house.signals
    with pytest.raises(NotSignedInError):
        await sessions.renew(house.context, ann)
    (entry,) = await house.store.audit(None, 1)
    assert (entry.action, entry.made_by, entry.address) == ("session.renew", whose(ann).id, "192.0.2.1")


async def test_what_is_done_with_accounts_is_in_the_audit_without_any_secret(house: House) -> None:
    ann = await member(house, "Ann")
    await mailboxes.set_email(house.context, ann, "ann@example.org", address="192.0.2.1")
    await accounts.change_password(house.context, ann, PASSWORD, "battery staple")
    _, token = await sessions.make_token(house.context, ann, "my bot")
    await signed_in(house, "Ann", "battery staple")
    written = await house.store.audit(None, 100)
    assert [each.action for each in reversed(written)] == [
        "account.make", "account.email", "account.password", "token.make", "session.begin",
    ]  # fmt: skip
    told = repr(written)
    for secret in (PASSWORD, "battery staple", "ann@example.org", token, session_id(token), "argon2"):
        assert secret not in told
    assert all(each.made_by == whose(ann).id for each in written)
