"""Presence: one person for all tabs, a grace, a diff at most once a second, crowds by count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teahouse.gateway.presence import GRACE, LISTED, Presence, Typists
from teahouse.model.people import Person

ANNE, BO = Person(1, "Anne"), Person(2, "Bo")


def test_two_tabs_are_one_person() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.arrive(ANNE)
    assert presence.count == 1
    presence.depart(1, 5.0)
    assert presence.diff(100.0) is not None
    assert presence.count == 1


def test_leaving_is_told_after_the_grace() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.diff(0.0)
    presence.depart(1, 5.0)
    assert presence.diff(5.0 + GRACE - 0.1) is None
    diff = presence.diff(5.0 + GRACE)
    assert diff is not None
    assert (diff.left, diff.count) == ((ANNE,), 0)


def test_a_reload_makes_no_noise() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.diff(0.0)
    presence.depart(1, 5.0)
    presence.arrive(ANNE)
    assert presence.diff(60.0) is None
    assert presence.count == 1


def test_coming_and_going_within_a_second_is_no_news() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.depart(1, 0.5, grace=0.0)
    assert presence.diff(1.0) is None


def test_a_diff_is_due_at_most_once_a_second() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.diff(10.0)
    presence.arrive(BO)
    assert presence.due(10.1) == 11.0


def test_a_new_name_is_told_with_the_old_one() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.diff(0.0)
    presence.rename(Person(1, "Anna"))
    diff = presence.diff(2.0)
    assert diff is not None
    assert diff.renamed == ((ANNE, Person(1, "Anna")),)


def test_above_two_hundred_only_the_count_is_told() -> None:
    presence = Presence()
    for person in range(1, LISTED + 2):
        presence.arrive(Person(person, str(person)))
    diff = presence.diff(0.0)
    assert diff is not None
    assert diff.crowd
    assert presence.people() == ()
    presence.depart(1, 1.0, grace=0.0)
    thinned = presence.diff(3.0)
    assert thinned is not None
    assert thinned.whole
    assert len(presence.people()) == LISTED


def test_who_came_meanwhile_does_not_keep_what_was_taken_back() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.diff(0.0)
    presence.arrive(BO)
    assert presence.people() == (ANNE, BO)
    presence.depart(2, 0.5, grace=0.0)
    diff = presence.diff(1.0)
    assert diff is not None
    assert diff.whole
    assert presence.people() == (ANNE,)
    assert presence.diff(2.0) is None


def test_who_came_between_leaving_and_coming_back_is_told_again() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.diff(0.0)
    presence.depart(1, 0.0)
    presence.due(GRACE)
    assert presence.people() == ()
    presence.arrive(ANNE)
    diff = presence.diff(GRACE + 1)
    assert diff is not None
    assert diff.whole


def test_a_new_name_while_somebody_comes_is_still_told_as_one() -> None:
    presence = Presence()
    presence.arrive(ANNE)
    presence.diff(0.0)
    presence.rename(Person(1, "Anna"))
    presence.arrive(BO)
    presence.people()
    diff = presence.diff(2.0)
    assert diff is not None
    assert (diff.whole, diff.joined, diff.renamed) == (False, (BO,), ((ANNE, Person(1, "Anna")),))


steps = st.lists(
    st.tuples(st.sampled_from(["arrive", "depart", "tick"]), st.integers(1, 4), st.floats(0.1, 8)),
    max_size=60,
)


@given(steps)
def test_diffs_add_up_to_the_truth(moves: list[tuple[str, int, float]]) -> None:
    presence = Presence()
    told: dict[int, Person] = {}
    connections: dict[int, int] = {}
    now = 0.0

    def tell() -> None:
        diff = presence.diff(now)
        if diff is not None:
            for person in diff.left:
                del told[person.id]
            for person in diff.joined:
                assert person.id not in told
                told[person.id] = person
            assert diff.count == len(told)

    for move, who, pause in moves:
        now += pause
        if move == "arrive":
            presence.arrive(Person(who, str(who)))
            connections[who] = connections.get(who, 0) + 1
        elif move == "depart" and connections.get(who):
            presence.depart(who, now)
            connections[who] -= 1
        else:
            tell()
    now += GRACE
    tell()
    assert (
        set(told) == {who for who, count in connections.items() if count} == {p.id for p in presence.people()}
    )


def test_typing_ends_by_itself() -> None:
    typists = Typists()
    typists.set(ANNE, True, 0.0)
    assert typists.change(0.0) == (ANNE,)
    assert typists.change(5.9) is None
    assert typists.change(6.0) == ()
    assert typists.due(6.0) is None


def test_typing_is_cut_to_five() -> None:
    typists = Typists()
    for person in range(9):
        typists.set(Person(person, str(person)), True, 0.0)
    assert len(typists.change(0.0) or ()) == 5
