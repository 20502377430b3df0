"""Reading rooms: fresh loads, pages of history, read positions; blanks keep their places."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from teahouse.chat import messages, reads, rooms
from teahouse.model.errors import NotSignedInError, RoomNotFoundError
from teahouse.model.people import VISITOR, Actor
from teahouse.protocol.commands import HistoryRead, MessageSend, ReadMark, RoomLoad
from teahouse.protocol.events import DurableEvent, EventBlank
from tests.chat.scene import Scene

KEY = UUID(int=99)


async def talk(scene: Scene, actor: Actor, upto: int, whispers: tuple[int, ...] = ()) -> None:
    """Say 1, 2, 3 … `upto`; some of it to the second person alone."""
    for number in range(1, upto + 1):
        said = MessageSend(
            id=UUID(int=number), room=1, body=str(number), to=2 if number in whispers else None
        )
        await messages.send(scene.context, actor, said, asyncio.Lock())


def seqs(events: tuple[DurableEvent, ...]) -> list[int]:
    return [event.seq for event in events]


async def test_a_load_is_the_newest_of_the_log() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    await talk(scene, ann, 5)
    loaded = await rooms.load(scene.context, VISITOR, RoomLoad(id=KEY, room=1, limit=3))
    assert (loaded.id, loaded.seq, loaded.state.head, loaded.epoch) == (KEY, 5, 5, "epoch")
    assert seqs(loaded.events) == [3, 4, 5]


async def test_what_one_may_not_see_is_a_blank() -> None:
    scene = Scene()
    ann, ben, cem = (scene.guest(name) for name in ("Ann", "Ben", "Cem"))
    await talk(scene, ann, 3, whispers=(2,))
    for actor, blanks in ((ann, []), (ben, []), (cem, [2]), (VISITOR, [2])):
        loaded = await rooms.load(scene.context, actor, RoomLoad(id=KEY, room=1))
        page = await rooms.history(scene.context, actor, HistoryRead(id=KEY, room=1))
        for events in (loaded.events, page.events):
            assert seqs(events) == [1, 2, 3]
            assert [event.seq for event in events if isinstance(event, EventBlank)] == blanks


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [8, 9, 10]),
        ({"before": 11}, [8, 9, 10]),
        ({"before": 5}, [2, 3, 4]),
        ({"before": 3}, [1, 2]),
        ({"before": 1}, []),
        ({"before": 0}, []),
        ({"before": 2**53}, []),
        ({"around": 5}, [4, 5, 6]),
        ({"around": 1}, [1, 2]),
        ({"around": 10}, [9, 10]),
        ({"around": 0}, [1]),
    ],
)
async def test_a_page_is_contiguous(asked: dict[str, int], expected: list[int]) -> None:
    scene = Scene()
    await talk(scene, scene.guest("Ann"), 10)
    page = await rooms.history(scene.context, VISITOR, HistoryRead(id=KEY, room=1, limit=3, **asked))
    assert (page.id, page.room, page.first_seq) == (KEY, 1, 1)
    assert seqs(page.events) == expected


async def test_pages_end_where_the_log_begins() -> None:
    scene = Scene()
    scene.store.first[1] = 6
    await talk(scene, scene.guest("Ann"), 10)
    page = await rooms.history(scene.context, VISITOR, HistoryRead(id=KEY, room=1, before=8, limit=5))
    assert (page.first_seq, seqs(page.events)) == (6, [6, 7])


async def test_the_pages_up_make_the_whole_log() -> None:
    scene = Scene()
    ann, _ = scene.guest("Ann"), scene.guest("Ben")
    await talk(scene, ann, 23, whispers=(4, 11))
    found: list[int] = []
    before: int | None = None
    while before != 1:
        page = await rooms.history(
            scene.context, VISITOR, HistoryRead(id=KEY, room=1, before=before, limit=5)
        )
        found = [*seqs(page.events), *found]
        before = found[0]
    assert found == list(range(1, 24))


async def test_the_read_position_goes_up_to_the_head_and_never_down() -> None:
    scene = Scene()
    ann = scene.guest("Ann")
    await talk(scene, ann, 5)
    for seq, expected in ((3, 3), (2, 3), (99, 5)):
        await reads.mark(scene.context, ann, ReadMark(id=KEY, room=1, seq=seq))
        (room,) = await rooms.listing(scene.context, ann)
        assert room.read == expected
    assert (await rooms.listing(scene.context, VISITOR))[0].read == 0


async def test_a_visitor_marks_nothing() -> None:
    scene = Scene()
    with pytest.raises(NotSignedInError):
        await reads.mark(scene.context, VISITOR, ReadMark(id=KEY, room=1, seq=1))


async def test_there_is_no_other_room() -> None:
    scene = Scene()
    with pytest.raises(RoomNotFoundError):
        await rooms.load(scene.context, VISITOR, RoomLoad(id=KEY, room=2))
    with pytest.raises(RoomNotFoundError):
        await rooms.history(scene.context, VISITOR, HistoryRead(id=KEY, room=2))
