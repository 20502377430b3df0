"""Proofs of work: what solves one, that each counts once, and when a flood is on."""

from __future__ import annotations

import hashlib
from itertools import count

import pytest

from teahouse.model import challenge
from teahouse.model.challenge import BITS, JOINS_A_MINUTE, MOST_BITS, Joins, Once, Proof, bits_for, is_solved


def solved(text: str, bits: int) -> Proof:
    """By the definition, digit for digit."""
    for nonce in count():
        digest = hashlib.sha256(f"{text}:{nonce}".encode()).digest()
        if "".join(f"{byte:08b}" for byte in digest).startswith("0" * bits):
            return Proof(text, str(nonce))
    raise AssertionError


def test_as_many_zero_bits_as_were_asked_for() -> None:
    for bits in range(1, 12):
        proof = solved("riddle", bits)
        assert is_solved(proof, bits)
        assert not is_solved(Proof("another", proof.nonce), bits + 12)
    assert not is_solved(solved("riddle", 4), 30)


@pytest.mark.parametrize("nonce", ["", "0" * 33, "1\n", "１", "-1", "a b"])
def test_a_nonce_is_letters_and_digits_within_a_bound(nonce: str) -> None:
    assert not is_solved(Proof("riddle", nonce), 0)


def test_each_counts_once_until_it_is_forgotten() -> None:
    once = Once(most=3)
    assert once.take("a", 100, 0)
    assert not once.take("a", 100, 50)
    assert once.take("b", 200, 50)
    assert not once.take("b", 200, 150)
    for text in "cdefgh":
        assert once.take(text, 1_000, 150)
        assert len(once) <= 3


def test_who_comes_in_a_minute_is_counted_by_their_ids() -> None:
    joins = Joins()
    for second in range(180):
        # Two here and eight on other nodes, each second.
        joins.saw(10 * second, second * 1000)
        joins.saw(10 * second + 1, second * 1000 + 1)
    assert joins.per_minute(179_000) == pytest.approx(600, abs=15)
    # It is over when it is over.
    assert joins.per_minute(179_000 + 30_000) == pytest.approx(300, abs=15)
    assert joins.per_minute(179_000 + 61_000) == 0


def test_a_node_that_saw_nobody_for_long_takes_no_old_crowd_for_a_flood() -> None:
    joins = Joins()
    joins.saw(1, 0)
    joins.saw(1_001, 3_600_000)
    assert joins.per_minute(3_600_000) == pytest.approx(1_000 / 60, rel=0.01)
    joins = Joins()
    joins.saw(5_000_000, 0)
    assert joins.per_minute(0) == 0


def test_its_memory_is_bounded() -> None:
    joins = Joins()
    for number in range(10_000):
        joins.saw(number, number * 10)
    assert len(joins._seen) <= 63


def test_a_greater_flood_asks_for_more() -> None:
    assert bits_for(0) == bits_for(JOINS_A_MINUTE) == BITS
    assert bits_for(2 * JOINS_A_MINUTE) == BITS + 1
    assert bits_for(JOINS_A_MINUTE * 10**6) == MOST_BITS
    assert challenge.VALID_MS >= 60_000
