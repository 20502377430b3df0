"""Who is asked for a proof of work, and what is taken for one."""

from __future__ import annotations

import hashlib

import pytest

from teahouse.chat import people
from teahouse.chat.challenging import Challenges
from teahouse.model.challenge import JOINS_A_MINUTE, VALID_MS, Challenge, Once, Proof
from teahouse.model.entry_errors import ChallengeRequiredError
from teahouse.model.seal import Seal
from tests.chat.scene import Scene


class House:
    """Challenges of one store on two nodes, at a time that the test sets."""

    def __init__(self, mode: str = "on") -> None:
        self.now = 1_800_000_000_000
        self.mode = mode
        self.here, self.there = (
            Challenges(Seal(b"key"), Once(), lambda: self.now, lambda: self.mode) for _ in range(2)
        )


def solved(asked: Challenge) -> Proof:
    nonce = 0
    while int.from_bytes(hashlib.sha256(f"{asked.challenge}:{nonce}".encode()).digest(), "big") >> (
        256 - asked.bits
    ):
        nonce += 1
    return Proof(asked.challenge, str(nonce))


def test_any_node_takes_what_another_asked_and_each_takes_it_once() -> None:
    house = House()
    proof = solved(house.here.make())
    house.there.check(proof)
    for again in (proof, None, Proof(proof.challenge, "0"), Proof("x", proof.nonce)):
        with pytest.raises(ChallengeRequiredError):
            house.there.check(again)


def test_a_proof_has_its_time_and_its_store() -> None:
    house = House()
    proof = solved(house.here.make())
    stranger = Challenges(Seal(b"another"), Once(), lambda: house.now, lambda: "on")
    with pytest.raises(ChallengeRequiredError):
        stranger.check(proof)
    house.now += VALID_MS
    with pytest.raises(ChallengeRequiredError):
        house.here.check(proof)


def test_the_house_says_when() -> None:
    house = House("off")
    flood(house)
    assert not house.here.needed()
    house.mode = "on"
    assert house.here.needed()
    house.mode = "auto"
    assert house.here.needed()
    # Where there are no limits, there is no flood either.
    house.here.unlimited = True
    assert not house.here.needed()
    house.mode = "on"
    assert house.here.needed()
    house.mode, house.here.unlimited = "auto", False
    assert house.here.needed()
    house.now += 61_000
    assert not house.here.needed()


def flood(house: House) -> None:
    for number in range(2 * JOINS_A_MINUTE):
        house.here.joined(number)
        house.now += 200


async def test_who_comes_by_the_article_s_dialogue_cannot_be_asked_and_waits() -> None:
    scene = Scene()
    scene.context.house.challenge = "on"
    with pytest.raises(ChallengeRequiredError):
        await people.become_classic(scene.context, "Wei", "en")
    scene.context.house.challenge = "auto"
    person, _ = await people.become_classic(scene.context, "Wei", "en")
    assert person.name == "Wei"


async def test_a_flood_of_newcomers_is_seen_and_passes() -> None:
    scene = Scene()
    assert not scene.context.challenges.needed()
    for number in range(2 * JOINS_A_MINUTE):
        await people.become_guest(scene.context, f"Guest {number}")
        scene.now += 200
    assert scene.context.challenges.needed()
    assert scene.context.house.told().challenge
    scene.now += 61_000
    assert not scene.context.challenges.needed()


async def test_pages_are_told_when_a_flood_begins_and_when_it_is_over_and_not_in_between() -> None:
    scene = Scene()
    told: list[bool] = []
    house = scene.context.house
    house.changed.append(lambda: told.append(house.told().challenge))
    house.notice()
    for number in range(2 * JOINS_A_MINUTE):
        scene.context.challenges.joined(number)
        scene.now += 200
    for _ in range(3):
        house.notice()
    scene.now += 61_000
    for _ in range(3):
        house.notice()
    assert told == [True, False]
    # What the owner says is told by the change itself.
    house.challenge = "on"
    house.tell()
    house.notice()
    assert told == [True, False, True]
