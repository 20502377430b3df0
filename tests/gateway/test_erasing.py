"""A text that is taken back is in no memory from which a resume could be answered."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from teahouse.gateway.audience import page_frames
from teahouse.gateway.ring import Ring
from teahouse.model.people import Person
from teahouse.protocol.parts import Extras, Preview
from teahouse.store.port import StoredEvent
from tests.gateway.fakes import unframe
from tests.gateway.house import House


def change(seq: int, kind: str, target: int | None = None, body: str | None = None) -> StoredEvent:
    preview = (
        Preview(url="https://example.org/", title=f"secret{seq}") if kind.endswith("previewed") else None
    )
    return StoredEvent(
        room=1,
        seq=seq,
        at=seq,
        kind=kind,
        sender=Person(1, "Ann"),
        key=UUID(int=seq),
        body=body,
        target=target,
        extras=Extras(preview=preview) if preview else None,
    )


def ring(*events: StoredEvent) -> Ring:
    made = Ring(0)
    for event in events:
        made.append(page_frames(event))
    return made


@pytest.mark.parametrize(
    ("later", "kept_from"),
    [
        ([], 1),
        ([("message.edited", 1)], 2),
        ([("message.edited", 2), ("message.edited", 1), ("reaction.added", 1)], 3),
        ([("message.previewed", 1)], 2),
        ([("reaction.added", 1)], 1),
    ],
)
def test_all_frames_with_its_text_are_let_go(later: list[tuple[str, int]], kept_from: int) -> None:
    """`kept_from` is the last frame that has some of it, after the message and a blank between."""
    first = change(1, "message.created", body="secret")
    events = [change(seq, kind, target, f"secret{seq}") for seq, (kind, target) in enumerate(later, 2)]
    made = ring(first, *events, change(len(later) + 2, "message.recalled", 1))
    made.erase(1)
    assert made.tail == len(later) + 2
    assert made.reaches(kept_from)
    assert not made.reaches(kept_from - 1)
    left = repr(unframe(made.since(kept_from, 1)))
    assert "secret" not in left or "'target': 2" in left
    assert "message.recalled" in left


def test_what_is_not_in_the_ring_takes_nothing_from_it() -> None:
    made = ring(*(change(seq, "message.created", body="tea") for seq in range(1, 5)))
    made.erase(9)
    assert made.reaches(0)
    made.append(page_frames(change(5, "message.created", body="more")))
    assert made.since(4, None).count(b"more") == 1


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.close()


def test_a_resume_right_after_the_recall_has_its_place_and_not_its_text(house: House) -> None:
    ann = house.sign_in("Ann", loaded=True)
    ben = house.sign_in("Ben", loaded=True)
    seq = ann.say("secret tea")["seq"]
    ann.do("message.edit", seq=seq, body="secret coffee")
    ann.say("after it")
    ben.leave()
    assert ann.do("message.recall", seq=seq)["type"] == "message.accepted"
    back = house.sign_in("Ben")
    sent = len(back.kept)
    back.do("room.sync", seq=0, epoch="epoch")
    events = [each for each in back.kept[sent:] if "seq" in each and "room" in each]
    assert [each["seq"] for each in events if "id" not in each] == [1, 2, 3, 4]
    assert [each["type"] for each in events][:4] == [
        "message.created",
        "message.edited",
        "message.created",
        "message.recalled",
    ]
    assert "secret" not in repr(back.kept)
    # The ring is filled anew from where it was cut off.
    assert house.gateway.hub.rooms[1].ring.reaches(2)


def test_a_load_has_the_message_as_taken_back(house: House) -> None:
    ann = house.sign_in("Ann", loaded=True)
    seq = ann.say("secret tea")["seq"]
    ann.do("message.recall", seq=seq)
    loaded = house.sign_in("Ben").do("room.load")
    assert loaded["events"][0]["folded"]["recalled_by"] == ann.person
    assert loaded["events"][0]["body"] is None
