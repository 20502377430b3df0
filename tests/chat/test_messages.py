"""Saying something: rights, text rules, order, keys, whispers, what is published when."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from teahouse.chat import messages
from teahouse.model.errors import (
    BlockedError,
    ConflictError,
    EmptyTextError,
    NotSignedInError,
    PersonNotFoundError,
    RoomNotFoundError,
    StorageFullError,
    TooLargeError,
)
from teahouse.model.people import VISITOR, Actor
from teahouse.protocol.commands import MessageSend
from teahouse.protocol.replies import MessageAccepted
from teahouse.store.port import Appended, NewEvent
from tests.chat.scene import Scene
from tests.gateway.fake_store import FakeStore


def command(
    number: int = 1, body: str = "tea", to: int | None = None, room: int = 1, mentions: tuple[int, ...] = ()
) -> MessageSend:
    return MessageSend(id=UUID(int=number), room=room, body=body, to=to, mentions=mentions)


async def send(scene: Scene, actor: Actor, said: MessageSend) -> MessageAccepted:
    return await messages.send(scene.context, actor, said, asyncio.Lock())


async def test_it_is_committed_told_and_acknowledged() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    accepted = await send(scene, ann, command(body="tea\r\n", mentions=(2, 2, 1)))
    (event,) = scene.store.logs[1]
    assert (event.body, event.sender, event.mentions, event.visible_to) == ("tea", ann.person, (2, 1), None)
    assert (scene.events, scene.epochs) == ([event], [scene.store.epoch])
    assert (accepted.id, accepted.room, accepted.seq, accepted.at) == (UUID(int=1), 1, 1, event.at)
    assert (accepted.epoch, accepted.duplicate) == (scene.store.epoch, False)


async def test_the_epoch_is_that_of_the_commit_whatever_the_store_has_now() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    append = scene.store.append

    async def overtaken(event: NewEvent) -> Appended:
        place = await append(event)
        scene.store.epoch = "another"
        return place

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene.store, "append", overtaken)
        accepted = await send(scene, ann, command())
    assert (accepted.epoch, scene.epochs) == ("epoch", ["epoch"])


async def test_nothing_is_told_before_the_commit() -> None:
    scene = Scene()
    scene.store = store = FakeStore(asyncio.get_running_loop())
    scene.context = type(scene.context)(store.port, scene.context.broker, lambda: 0)
    ann = scene.guest("Ann")
    under_way = asyncio.create_task(send(scene, ann, command()))
    for _ in range(5):
        await asyncio.sleep(0)
    assert store.writing
    assert not under_way.done()
    assert scene.events == []
    store.write()
    await under_way
    assert len(scene.events) == 1


async def test_what_could_not_be_written_is_not_told() -> None:
    scene = Scene()
    scene.store = store = FakeStore(asyncio.get_running_loop())
    scene.context = type(scene.context)(store.port, scene.context.broker, lambda: 0)
    under_way = asyncio.create_task(send(scene, scene.guest("Ann"), command()))
    while not store.writing:
        await asyncio.sleep(0)
    store.write(StorageFullError())
    with pytest.raises(StorageFullError):
        await under_way
    assert scene.events == []


async def test_the_same_key_again_is_acknowledged_as_before_and_told_once() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    first = await send(scene, ann, command())
    again = await send(scene, ann, command())
    assert (again.seq, again.at, again.duplicate) == (first.seq, first.at, True)
    assert len(scene.events) == len(scene.store.logs[1]) == 1
    with pytest.raises(ConflictError):
        await send(scene, ann, command(body="coffee"))
    with pytest.raises(ConflictError):
        await send(scene, ann, command(to=1))
    assert len(scene.events) == 1


async def test_a_whisper_is_for_two() -> None:
    scene = Scene()
    ann, ben = scene.guest("Ann"), scene.guest("Ben")
    assert ben.person is not None
    await send(scene, ann, command(to=ben.person.id))
    (event,) = scene.events
    assert (event.to, event.visible_to) == (ben.person, (1, 2))


async def test_a_whisper_to_oneself_is_for_one() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    await send(scene, ann, command(to=1))
    assert (scene.events[0].to, scene.events[0].visible_to) == (ann.person, (1,))


async def test_a_whisper_to_nobody_is_refused_and_not_written() -> None:
    scene = Scene()
    with pytest.raises(PersonNotFoundError):
        await send(scene, scene.guest("Ann"), command(to=9))
    assert scene.store.logs[1] == scene.events == []


async def test_a_message_waits_for_the_whisper_before_it() -> None:
    scene = Scene()
    ann, lane = scene.guest("Ann"), asyncio.Lock()
    scene.guest("Ben")
    scene.store.delays = (3, 3)
    async with asyncio.TaskGroup() as group:
        group.create_task(messages.send(scene.context, ann, command(1, "first", to=2), lane))
        group.create_task(messages.send(scene.context, ann, command(2, "second"), lane))
    assert [event.body for event in scene.store.logs[1]] == ["first", "second"]


async def test_the_order_is_checked_after_the_look_up() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    reads_before: list[int] = []

    def refuse() -> None:
        reads_before.append(scene.store.reads)
        raise BlockedError

    scene.guest("Ben")
    with pytest.raises(BlockedError):
        await messages.send(scene.context, ann, command(to=2), asyncio.Lock(), refuse)
    # The room, whom it is for, and who ignores the sender.
    assert reads_before == [scene.store.reads] == [3]
    assert scene.store.logs[1] == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (command(body=" \n"), EmptyTextError),
        (command(body="x" * 16_385), TooLargeError),
        (command(room=7), RoomNotFoundError),
    ],
)
async def test_what_is_not_allowed_is_refused(said: MessageSend, refusal: type[Exception]) -> None:
    scene = Scene()
    with pytest.raises(refusal):
        await send(scene, scene.guest("Ann"), said)
    assert scene.store.logs[1] == []


@pytest.mark.parametrize("to", [None, 1])
async def test_a_visitor_says_nothing(to: int | None) -> None:
    scene = Scene()
    scene.guest("Ann")
    with pytest.raises(NotSignedInError):
        await send(scene, VISITOR, command(to=to))
