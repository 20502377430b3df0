"""Sealed texts are known again by whoever has the key, for their purpose, until their time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teahouse.model.seal import LONGEST, Seal, seal_key

SEAL = Seal(seal_key(b"secret"))
NOW = 1_800_000_000_000


@given(st.binary(max_size=200))
def test_what_was_sealed_is_opened_as_it_was(body: bytes) -> None:
    text = SEAL.close("tea", body, NOW + 1)
    assert Seal(seal_key(b"secret")).open("tea", text, NOW) == body


def test_it_is_good_for_its_purpose_its_store_and_its_time_alone() -> None:
    text = SEAL.close("tea", b"leaf", NOW)
    assert SEAL.open("tea", text, NOW - 1) == b"leaf"
    assert SEAL.open("tea", text, NOW) is None
    assert SEAL.open("te", text, NOW - 1) is None
    assert SEAL.open("coffee", text, NOW - 1) is None
    assert Seal(seal_key(b"another")).open("tea", text, NOW - 1) is None
    # The purpose and what is sealed cannot run into one another.
    assert SEAL.open("te", SEAL.close("tea", b"", NOW), NOW - 1) is None


def test_nothing_of_it_can_be_changed() -> None:
    text = SEAL.close("tea", b"leaf", NOW)
    for place in range(len(text)):
        for letter in "Aa0_":
            other = text[:place] + letter + text[place + 1 :]
            assert other == text or SEAL.open("tea", other, NOW - 1) is None


@given(st.text(max_size=60))
def test_whatever_comes_is_refused_without_a_failure(text: str) -> None:
    assert SEAL.open("tea", text, NOW) is None


def test_a_text_has_one_way_to_be_written_and_a_bound() -> None:
    text = SEAL.close("tea", b"leaf", NOW)
    for other in (text + "=", text + "\n", " " + text, text + "A", "A" * (LONGEST + 1), ""):
        assert SEAL.open("tea", other, NOW - 1) is None
