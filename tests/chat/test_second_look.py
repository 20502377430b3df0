"""A node that has not heard of a removal, or of what was said on another, lets nothing through: the store looks again."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.broker.memory import MemoryBroker
from teahouse.chat import changes, halls, members, messages
from teahouse.chat.context import Context
from teahouse.model.errors import RoomNotFoundError, SlowModeError
from teahouse.model.people import Actor, Role
from teahouse.protocol.commands import MessageEdit, MessageSend, ReactionAdd, RoomChange
from teahouse.protocol.replies import MessageAccepted
from tests.chat.house import House, whose


def other_node(house: House) -> Context:
    """Over the same store, and deaf: no hint reaches it."""
    return Context(house.store, MemoryBroker(), lambda: house.now)


async def say(house: House, node: Context, actor: Actor, room: int, body: str = "tea") -> MessageAccepted:
    command = MessageSend(id=house.key(), room=room, body=body)
    return await messages.send(node, actor, command, asyncio.Lock())


async def test_who_was_removed_does_nothing_on_a_node_that_has_not_heard_of_it(house: House) -> None:
    ann, ben, cem = [Actor(Role.MEMBER, (await house.guest(name)).person) for name in ("Ann", "Ben", "Cem")]
    node = other_node(house)
    made = await house.store.add_room("den", "Den", "", whose(ann).id, house.now, access="private")
    room = made.info.id
    for who in (ben, cem):
        await members.put(house.context, ann, room, whose(who).id, Role.MODERATOR)
    first = await say(house, node, ben, room)
    await members.remove(house.context, ann, room, whose(ben).id)
    await node.places.enter(room, ben)
    for attempt in (
        say(house, node, ben, room),
        changes.change(node, ben, MessageEdit(id=house.key(), room=room, seq=first.seq, body="x")),
        changes.change(node, ben, ReactionAdd(id=house.key(), room=room, seq=first.seq, emoji="🍵")),
        halls.change(node, ben, RoomChange(id=house.key(), room=room, topic="mine")),
        members.put(node, ben, room, (whose(await house.guest("Dee"))).id, Role.MEMBER),
    ):
        with pytest.raises(RoomNotFoundError):
            await attempt
    assert (await say(house, node, cem, room)).seq == first.seq + 2, "others go on, and nothing is between"


async def test_who_speaks_on_two_nodes_at_once_is_slow_on_both(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Slow")
    await house.use(ann, room, slow_seconds=30)
    nodes = [house.context, *(other_node(house) for _ in range(3))]
    outcomes = await asyncio.gather(*(say(house, node, ben, room) for node in nodes), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, SlowModeError)]
    assert len(refused) == 3
    assert {each.retry_after_ms for each in refused} == {30_000}
    house.now += 30_000
    await say(house, nodes[1], ben, room)
