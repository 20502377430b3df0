"""Pieces: whole, in order, none too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teahouse.gateway.pieces import pieces
from teahouse.protocol import codec


@given(st.lists(st.text(max_size=30)), st.integers(40, 200))
def test_pieces_are_whole_in_order_and_small(items: list[str], most: int) -> None:
    groups = list(pieces(items, most))
    assert [item for group in groups for item in group] == items
    assert all(groups)
    for group in groups:
        assert len(codec.encode(group)) <= most + 2 or len(group) == 1


def test_pieces_are_no_smaller_than_need_be() -> None:
    assert [len(group) for group in pieces(["x"] * 100, 40)] == [10] * 10
