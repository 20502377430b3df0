"""Who is in a room: one person for all their tabs, told as a diff at most once a second.

A plain object; time comes in as seconds of any steady clock. Someone who left is
kept for a grace, so that a reload or a short loss of the network makes no noise.
Who is on another node counts as one connection more (see `remote`).
"""

from __future__ import annotations

from msgspec import Struct

from teahouse.model.people import Person

GRACE = 10.0
QUIET = 1.0
LISTED = 200
TYPING = 6.0
TYPISTS = 5


class Diff(Struct, frozen=True):
    """What changed since the last telling. `crowd`: too many for names, only the count counts.

    `renamed` holds pairs: before, after.
    """

    count: int
    joined: tuple[Person, ...]
    left: tuple[Person, ...]
    renamed: tuple[tuple[Person, Person], ...]
    crowd: bool
    whole: bool
    """Tell everyone who is here in place of what changed.

    The room came back under the number up to which names are told; or someone who came
    meanwhile was told of a change that was taken back before the others heard of it.
    """


class Presence:
    """The people of one room."""

    def __init__(self) -> None:
        self._here: dict[int, Person] = {}
        self._connections: dict[int, int] = {}
        self._leaving: dict[int, float] = {}
        self._told: dict[int, Person] = {}
        self._changed: set[int] = set()
        self._listed_early: dict[int, bool] = {}
        """Whose untold change newcomers know already; whether any of them as absent."""
        self._was_crowd = False
        self._found = False
        """Somebody was here all along, without our knowing."""
        self._told_at = -QUIET

    @property
    def count(self) -> int:
        """How many people are here, those in their grace included."""
        return len(self._here)

    def people(self) -> tuple[Person, ...]:
        """Everyone, for who has just come, in the order of coming; nobody in particular above 200."""
        for person_id in self._changed:
            absent = person_id not in self._here
            self._listed_early[person_id] = self._listed_early.get(person_id, False) or absent
        return tuple(self._here.values()) if len(self._here) <= LISTED else ()

    def everyone(self) -> list[Person]:
        """All people by id, those in their grace included."""
        return [self._here[person_id] for person_id in sorted(self._here)]

    def names(self, most: int) -> list[str]:
        """The names of the first `most` people."""
        return [person.name for person, _ in zip(self._here.values(), range(most), strict=False)]

    def holds(self, person: int) -> bool:
        """Whether this person is here."""
        return person in self._here

    def name(self, person: int) -> str | None:
        """What this person is called, if here."""
        found = self._here.get(person)
        return found.name if found else None

    def arrive(self, person: Person) -> bool:
        """One more connection of this person; True if they were not here."""
        fresh = person.id not in self._here
        self._connections[person.id] = self._connections.get(person.id, 0) + 1
        self._leaving.pop(person.id, None)
        if self._here.get(person.id) != person:
            self._here[person.id] = person
            self._changed.add(person.id)
        return fresh

    def find(self, person: Person) -> None:
        """`arrive` of someone who was here before: no coming is told, but who is here."""
        if person.id not in self._here and person.id not in self._changed:
            self._here[person.id] = self._told[person.id] = person
            self._found = True
        self.arrive(person)

    def depart(self, person: int, now: float, grace: float = GRACE) -> None:
        """One connection less; after the last one the person leaves when the grace is over."""
        left = self._connections.get(person, 0) - 1
        if left > 0:
            self._connections[person] = left
            return
        self._connections.pop(person, None)
        if person not in self._here:
            return
        if grace > 0:
            self._leaving[person] = now + grace
        else:
            del self._here[person]
            self._changed.add(person)

    def rename(self, person: Person) -> None:
        """The same person under another name."""
        if person.id in self._here:
            self._here[person.id] = person
            self._changed.add(person.id)

    def due(self, now: float) -> float | None:
        """When the next diff may be told, or None if there is nothing to tell or wait for."""
        self._expire(now)
        if self._changed or self._found:
            return self._told_at + QUIET
        return next(iter(self._leaving.values()), None)

    def diff(self, now: float) -> Diff | None:
        """What to tell now; None if nothing changed."""
        self._expire(now)
        if not self._changed and not self._found:
            return None
        joined: list[Person] = []
        left: list[Person] = []
        renamed: list[tuple[Person, Person]] = []
        uneven, self._found = self._found, False
        for person_id in self._changed:
            before, after = self._told.get(person_id), self._here.get(person_id)
            if before == after:
                uneven = uneven or person_id in self._listed_early
            elif after is None:
                assert before is not None
                left.append(before)
                del self._told[person_id]
            elif before is None:
                joined.append(after)
                self._told[person_id] = after
            else:
                renamed.append((before, after))
                self._told[person_id] = after
                uneven = uneven or self._listed_early.get(person_id, False)
        self._changed = set()
        self._listed_early.clear()
        if not (joined or left or renamed or uneven):
            return None
        self._told_at = now
        crowd = len(self._here) > LISTED
        whole = (self._was_crowd or uneven) and not crowd
        self._was_crowd = crowd
        return Diff(len(self._here), tuple(joined), tuple(left), tuple(renamed), crowd, whole)

    def _expire(self, now: float) -> None:
        # All graces are equal, so the dict is in the order of their ends.
        while self._leaving:
            person_id, until = next(iter(self._leaving.items()))
            if until > now:
                return
            del self._leaving[person_id]
            self._here.pop(person_id, None)
            self._changed.add(person_id)


class Typists:
    """Who is typing in one room; each holds six seconds unless renewed."""

    def __init__(self) -> None:
        self._until: dict[int, tuple[Person, float]] = {}
        self._told: tuple[Person, ...] = ()
        self._told_at = -QUIET

    def set(self, person: Person, active: bool, now: float) -> None:
        """This person types now, or stopped."""
        if active:
            self._until[person.id] = (person, now + TYPING)
        else:
            self._until.pop(person.id, None)

    def due(self, now: float) -> float | None:
        """When the next telling may be needed, or None."""
        if self._list(now) != self._told:
            return self._told_at + QUIET
        return min((until for _, until in self._until.values()), default=None)

    def change(self, now: float) -> tuple[Person, ...] | None:
        """The whole list if it changed, else None."""
        listed = self._list(now)
        if listed == self._told:
            return None
        self._told, self._told_at = listed, now
        return listed

    def _list(self, now: float) -> tuple[Person, ...]:
        for person_id in [key for key, (_, until) in self._until.items() if until <= now]:
            del self._until[person_id]
        return tuple(person for person, _ in self._until.values())[:TYPISTS]
