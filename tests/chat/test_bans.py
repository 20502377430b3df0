"""Bans and kicks: who is shut out, of what, and of how little they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from teahouse.chat import finding, moderation, people, reads, rooms
from teahouse.model.errors import (
    BannedError,
    RoomNotFoundError,
)
from teahouse.model.people import VISITOR
from teahouse.protocol import commands
from tests.chat.house import whose
from tests.chat.order import keeper, sanctioned

if TYPE_CHECKING:
    from tests.chat.house import House


async def test_who_is_banned_from_a_room_finds_none_there(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    room = await house.room(mod, "Teas")
    await house.say(mod, f"@{whose(ben).name} hello cups", room, mentions=(ben,))
    kicked = await moderation.kick(house.context, mod, room, whose(ben).id, reason="rude")
    assert kicked is not None
    for attempt in (house.say(ben, room=room), house.log(ben, room), house.seen(ben, 1, room)):
        with pytest.raises(RoomNotFoundError):
            await attempt
    assert room not in [each.id for each in await rooms.listing(house.context, ben)]
    assert room in [each.id for each in await rooms.listing(house.context, mod)]
    await house.say(ben)
    house.now += 600_000
    await house.say(ben, room=room)


async def test_what_is_in_there_is_not_even_counted(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    room = await house.room(mod, "Teas")
    await house.say(ben, room=room)
    await sanctioned(house, mod, "ban", ben, room=room)
    for _ in range(3):
        await house.say(mod, "green tea", room, mentions=(ben,))
    for who, count in ((ben, 0), (mod, 3)):
        for query in ("green", "in:Teas green", "in:Teas"):
            command = commands.Search(id=house.key(), query=query, limit=2)
            found = await finding.find(house.context, who, command)
            assert (min(found.count, 3), len(found.messages)) == (count, min(count, 2))
    inbox = await reads.mentions(house.context, ben, commands.MentionsRead(id=house.key(), limit=2))
    assert (inbox.messages, inbox.count, inbox.next) == ((), 0, None)


async def test_a_kick_is_a_kick_and_no_ban(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    room, other = await house.room(mod, "Teas"), await house.room(mod, "Cups")
    kicked = await moderation.kick(house.context, mod, room, whose(ben).id, 60, "rude", "192.0.2.1")
    assert kicked is not None
    (told,) = house.context.standing.told(whose(ben).id)
    assert (told.kind, told.room, told.until, told.reason) == ("kick", room, house.now + 60_000, "rude")
    assert [each.kind for each in await moderation.listing(house.context, mod, room)] == ["kick"]
    # It is about this room alone: anywhere else Ben is as welcome as before.
    assert not house.context.standing.is_banned(whose(ben).id)
    assert (await people.by_token(house.context, "t-Ben")).person == whose(ben)
    await house.say(ben, room=other)
    await moderation.undo(house.context, mod, kicked)
    await house.say(ben, room=room)
    undone, done = await house.store.audit(None, 2)
    assert (done.action, done.room, done.reason) == ("sanction.kick", room, "rude")
    assert (done.address, done.person) == ("192.0.2.1", whose(ben).id)
    assert undone.action == "sanction.kick.undone"


async def test_who_is_banned_is_nobody_any_more(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    made = await sanctioned(house, mod, "ban", ben)
    with pytest.raises(BannedError):
        await people.by_token(house.context, "t-Ben")
    assert (await people.by_token(house.context, "t-Mod")).person == whose(mod)
    await moderation.undo(house.context, mod, made)
    assert (await people.by_token(house.context, "t-Ben")).person == whose(ben)


async def test_a_ban_takes_back_what_was_said_if_that_is_wanted(house: House) -> None:
    mod, ben, ann = await keeper(house), await house.guest("Ben"), await house.guest("Ann")
    mine, theirs = await house.say(ann), await house.say(ben)
    await sanctioned(house, mod, "ban", ben, erase=True)
    (kept, gone) = (await house.seen(ann, mine), await house.seen(ann, theirs))
    assert kept is not None
    assert gone is not None
    assert (kept.body, gone.body) == ("tea", None)
    assert gone.folded is not None
    assert gone.folded.recalled_by == whose(mod).id


async def test_a_ban_knows_the_addresses_and_tells_nobody(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    standing = house.context.standing
    for address in ("192.0.2.7", "2001:db8:1:2::/64", "nonsense"):
        standing.seen_at(whose(ben).id, address)
    await sanctioned(house, mod, "ban", ben, addresses=True, reason="spam")
    assert standing.bans_address("192.0.2.7")
    assert standing.bans_address("2001:db8:1:2::/64")
    for other in ("192.0.2.8", "2001:db8:1:3::/64", "", "unix"):
        assert not standing.bans_address(other)
    for actor in (VISITOR, ben, await house.guest("Eve")):
        with pytest.raises(BannedError):
            standing.check_address("192.0.2.7", actor)
    standing.check_address("192.0.2.7", mod)
    (told,) = await moderation.listing(house.context, mod, None)
    assert told.network
    for thing in (told, await house.store.audit(None, 9), standing.told(whose(ben).id)):
        assert "192.0.2" not in repr(thing)
        assert "2001:db8" not in repr(thing)


async def test_somebody_who_is_away_is_banned_with_the_last_address_of_the_audit(house: House) -> None:
    from teahouse.chat import audit

    mod, ben = await keeper(house), await house.guest("Ben")
    await audit.note(house.context, ben, "session.start", address="198.51.100.4")
    await sanctioned(house, mod, "ban", ben, addresses=True)
    assert house.context.standing.bans_address("198.51.100.4")
