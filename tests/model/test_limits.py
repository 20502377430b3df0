"""Token buckets and the flood guard, by a clock of ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.model.limits import RATES, Bucket, FloodGuard, Limit, Limits, Rate

TIMES = st.lists(st.floats(0, 5), max_size=60)


def test_a_burst_then_one_a_second() -> None:
    bucket = Bucket(Rate(10, 1))
    assert [bucket.take(100) for _ in range(10)] == [0] * 10
    assert bucket.take(100) == 1000
    assert bucket.take(100.4) == 600
    assert bucket.take(101) == 0
    assert bucket.take(101) == 1000
    assert [bucket.take(200) for _ in range(11)] == [0] * 10 + [1000]


def test_a_refusal_takes_nothing() -> None:
    bucket = Bucket(Rate(1, 1))
    bucket.take(0)
    assert [bucket.take(0.5) for _ in range(20)] == [500] * 20
    assert bucket.take(1) == 0


def test_costs_are_weighed() -> None:
    bucket = Bucket(Rate(10, 2))
    assert bucket.take(0, 8) == 0
    assert bucket.take(0, 4) == 1000
    assert bucket.take(0, 2) == 0


def test_a_cost_above_the_burst_passes_once_and_is_paid_off() -> None:
    bucket = Bucket(Rate(10, 1))
    assert bucket.take(0, 30) == 0
    assert bucket.take(0, 1) == 21_000
    assert bucket.take(21, 1) == 0


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    bucket = Bucket(Rate(2, 1))
    assert [bucket.take(now) for now in (50, 49, 48, 50, 50)] == [0, 1000, 2000, 0, 1000]


@given(TIMES, st.integers(1, 20), st.floats(0.1, 20))
def test_never_more_than_the_rate_and_the_wait_is_enough(
    gaps: list[float], burst: int, per_second: float
) -> None:
    bucket, now = Bucket(Rate(burst, per_second)), 0.0
    for granted, gap in enumerate(gaps, start=1):
        now += gap
        wait = bucket.take(now)
        if wait:
            now += wait / 1000
            assert bucket.take(now) == 0
        assert granted <= burst + now * per_second + 1e-6


@given(TIMES, st.integers(1, 5), st.floats(0.5, 20))
def test_never_less_than_the_rate(gaps: list[float], burst: int, per_second: float) -> None:
    bucket, now = Bucket(Rate(burst, per_second)), 0.0
    for gap in gaps:
        now += max(gap, 1 / per_second)
        assert bucket.take(now) == 0


def test_each_limit_and_key_has_its_own_bucket() -> None:
    limits = Limits({limit: Rate(1, 1) for limit in Limit})
    assert limits.take(Limit.PERSON_MESSAGES, 1, 0) == 0
    assert limits.take(Limit.PERSON_MESSAGES, 1, 0) == 1000
    assert limits.take(Limit.PERSON_MESSAGES, 2, 0) == 0
    assert limits.take(Limit.PERSON_TYPING, 1, 0) == 0


def test_full_buckets_are_forgotten() -> None:
    limits = Limits()
    for person in range(100_000):
        limits.take(Limit.PERSON_MESSAGES, person, person / 100)
    assert len(limits) <= 2048
    limits.sweep(2_000)
    assert len(limits) == 0


def test_sweeping_forgets_no_debt() -> None:
    limits = Limits()
    for _ in range(10):
        limits.take(Limit.PERSON_MESSAGES, "甲", 0)
    limits.sweep(1)
    assert limits.take(Limit.PERSON_MESSAGES, "甲", 0) > 0


def test_off_lets_everything_pass() -> None:
    limits = Limits.off()
    assert limits.lifted
    assert not Limits().lifted
    assert {limits.take(limit, "x", 0, 1_000) for limit in Limit for _ in range(100)} == {0}


def test_the_table_is_whole_and_a_school_fits_behind_one_address() -> None:
    assert set(RATES) == set(Limit)
    assert RATES[Limit.PERSON_MESSAGES] == Rate(10, 1)
    for person, address in [
        (Limit.PERSON_MESSAGES, Limit.ADDRESS_MESSAGES),
        (Limit.PERSON_READS, Limit.ADDRESS_READS),
    ]:
        assert RATES[address].burst >= 30 * RATES[person].burst
        assert RATES[address].per_second >= 30 * RATES[person].per_second


def test_a_flood_is_seen_and_a_lively_client_is_not() -> None:
    guard = FloodGuard(frames=100, seconds=10)
    assert not any(guard.is_flood(frame * 0.11) for frame in range(1_000))
    guard = FloodGuard(frames=100, seconds=10)
    assert [guard.is_flood(5.0) for _ in range(101)] == [False] * 100 + [True]


def test_a_flood_over_the_edge_of_two_windows_is_seen() -> None:
    guard = FloodGuard(frames=100, seconds=10)
    assert not any(guard.is_flood(19.9) for _ in range(90))
    assert any(guard.is_flood(20.1) for _ in range(90))


def test_the_guard_forgets() -> None:
    guard = FloodGuard(frames=100, seconds=10)
    for _ in range(100):
        guard.is_flood(0)
    assert not guard.is_flood(20)


@pytest.mark.parametrize("start", [0.0, 1e9])
@given(gaps=st.lists(st.floats(0, 0.3), max_size=200))
def test_no_window_passes_twice_the_frames(start: float, gaps: list[float]) -> None:
    guard, now, passed = FloodGuard(frames=20, seconds=5), start, []
    for gap in gaps:
        now += gap
        if not guard.is_flood(now):
            passed.append(now)
    for since in passed:
        assert sum(since <= at < since + 5 for at in passed) <= 40


FEW = Limit.PERSON_MESSAGES
"""Ten at once, then one a second."""


def test_debts_are_what_was_taken_from_a_low_bucket() -> None:
    limits = Limits()
    for _ in range(5):
        limits.take(FEW, 7, 0)
    assert limits.debts() == []
    for _ in range(9):
        limits.take(FEW, 7, 0)
    assert limits.debts() == [("person.messages", 7, 5)], "four of these were refused"
    assert limits.debts() == []
    limits.take(FEW, 7, 100)
    assert limits.debts() == [], "it was full again"


def test_what_only_this_node_knows_is_nobodys_debt() -> None:
    limits = Limits()
    for _ in range(10):
        limits.take(FEW, ("connection", 3), 0)
        limits.take(FEW, "192.0.2.1", 0)
    assert [key for _, key, _ in limits.debts()] == ["192.0.2.1"]


def test_what_was_granted_elsewhere_is_missing_here_and_is_no_debt_of_ours() -> None:
    limits = Limits()
    limits.spend("person.messages", 7, 8, 0)
    assert [limits.take(FEW, 7, 0) for _ in range(3)] == [0, 0, 1000]
    assert limits.debts() == [("person.messages", 7, 2)]


def test_a_debt_is_at_most_one_burst() -> None:
    limits = Limits()
    for _ in range(100):
        limits.spend("person.messages", 7, 50, 0)
    assert limits.take(FEW, 7, 0) == 11_000
    assert limits.take(FEW, 7, 11) == 0


def test_what_makes_no_sense_is_passed_over() -> None:
    limits = Limits()
    limits.spend("person.dances", 7, 5, 0)
    limits.spend("person.messages", 7, -5, 0)
    limits.spend("person.messages", 7, 0, 0)
    assert len(limits) == 0


def test_spending_is_bounded_in_memory_too() -> None:
    limits = Limits()
    for person in range(20_000):
        limits.spend("person.messages", person, 1, person / 100)
    assert len(limits) <= 2048


def test_off_tells_and_hears_nothing() -> None:
    limits = Limits.off()
    for _ in range(100):
        limits.take(FEW, 7, 0)
    limits.spend("person.messages", 7, 50, 0)
    assert limits.debts() == []
    assert len(limits) == 0
