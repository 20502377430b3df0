"""Pages of the log: bounded in text, contiguous, and around what was asked for."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from teahouse.chat import people, rooms
from teahouse.chat.rooms import PAGE_BYTES, PIECE_EVENTS
from teahouse.model.people import VISITOR, Person
from teahouse.protocol.commands import HistoryRead, RoomLoad
from teahouse.store.port import StoredEvent, Stretch
from tests.chat.scene import Scene
from tests.gateway.fake_store import LOBBY

SIZE = 16_000
FIT = PAGE_BYTES // SIZE


def _filled(count: int, size: int = SIZE) -> Scene:
    scene = Scene()
    for seq in range(1, count + 1):
        scene.store.logs[LOBBY].append(
            StoredEvent(
                room=LOBBY, seq=seq, at=0, kind="message.created", sender=Person(1, "Ann"), key=UUID(int=seq), body="x" * size
            )
        )  # fmt: skip
    return scene


async def _seqs(scene: Scene, before: int | None = None, around: int | None = None) -> list[int]:
    command = HistoryRead(id=uuid4(), room=LOBBY, before=before, around=around, limit=200)
    page = await rooms.history(scene.context, VISITOR, command)
    return [event.seq for event in page.events]


async def test_a_page_of_long_texts_has_those_nearest_to_the_cursor() -> None:
    assert await _seqs(_filled(100), before=80) == list(range(80 - FIT, 80))
    assert await _seqs(_filled(100)) == list(range(101 - FIT, 101))


@pytest.mark.parametrize("around", [1, 2, 50, 99, 100])
async def test_a_page_around_an_event_has_it_and_both_its_sides(around: int) -> None:
    seqs = await _seqs(_filled(100), around=around)
    assert around in seqs
    assert seqs == list(range(seqs[0], seqs[0] + FIT))
    assert seqs[0] == 1 or around > seqs[0]
    assert seqs[-1] == 100 or around < seqs[-1]


@pytest.mark.parametrize(("before", "around"), [(150, None), (None, 100), (None, None)])
async def test_no_more_is_read_than_a_page_has(before: int | None, around: int | None) -> None:
    scene = _filled(200)
    read: list[int] = []
    stretch = scene.store.stretch

    async def counted(*asked: int) -> Stretch:
        found = await stretch(*asked)
        read.extend(event.seq for event in found.events)
        return found

    scene.store.stretch = counted  # type: ignore[method-assign, assignment]
    seqs = await _seqs(scene, before=before, around=around)
    assert set(seqs) <= set(read)
    assert len(read) == len(set(read)) <= 2 * PIECE_EVENTS


@pytest.mark.parametrize("around", [1, 40, 100, 199, 200, 260])
async def test_a_page_of_short_texts_is_the_same_whether_read_in_pieces(around: int) -> None:
    expected = [seq for seq in range(max(around - 100, 1), 201) if around - 100 < seq <= around + 100]
    assert await _seqs(_filled(200, 3), around=around) == expected
    assert await _seqs(_filled(300, 3), before=251) == list(range(51, 251))


async def test_a_load_of_long_texts_has_the_newest() -> None:
    loaded = await rooms.load(_filled(100).context, VISITOR, RoomLoad(id=uuid4(), room=LOBBY, limit=200))
    assert [event.seq for event in loaded.events] == list(range(101 - FIT, 101))


async def test_one_text_is_never_too_long() -> None:
    assert await _seqs(_filled(3, PAGE_BYTES + 1)) == [3]
    assert await _seqs(_filled(3, PAGE_BYTES + 1), around=2) == [2]


async def test_a_name_that_reads_the_same_is_not_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    scene.guest("JASMINE  fóx")
    names = iter(["Jasmine Fox", "Jasmine Fox", "Jasmine Fox", "Tea Hare"])
    monkeypatch.setattr(people, "propose", lambda *_: next(names))
    assert await people.proposal(scene.context, "en") == "Tea Hare"
