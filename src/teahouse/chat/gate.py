"""What is asked of a message before it gets its place: may the sender talk, so soon, and so?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from teahouse.chat.places import role_here
from teahouse.chat.rules import HouseRules
from teahouse.chat.standing import Standing
from teahouse.model.errors import (
    NotAllowedError,
    RateLimitedError,
    RetryableError,
    SlowModeError,
    WordsRefusedError,
)
from teahouse.model.filtering import HOLD, REFUSE, Filter
from teahouse.model.limits import Bucket, Rate
from teahouse.model.links import has_link
from teahouse.model.people import Actor, Person, Role
from teahouse.model.rules import FilterWord
from teahouse.store.port import Place, Store

K = TypeVar("K")
V = TypeVar("V")

BY_PERSON, BY_LINK, BY_WORDS = "person", "link", "words"
"""Why a message is held."""

MINUTE_MS: Final = 60_000
KEPT: Final = 10_000
"""People of whom it is known how new they are, or when they spoke."""


class Passed(Struct, frozen=True):
    """The text as it is said. `alone`: nobody but its author reads it; `why`: until a moderator has decided."""

    body: str
    options: tuple[str, ...] = ()
    alone: bool = False
    why: str | None = None
    silent_since: int | None = None
    """Where people wait between two messages: the seq up to which the last one was looked for."""


class Gate:
    """Of this process; what it remembers of people is lost with it, and does no harm then."""

    def __init__(self, store: Store, clock: Callable[[], int], house: HouseRules, standing: Standing) -> None:
        self._store = store
        self._clock = clock
        self._house = house
        self._standing = standing
        self._words: tuple[FilterWord, ...] = ()
        self._filter = Filter(())
        self._came: dict[int, int] = {}
        self._newcomers: dict[int, tuple[int, Bucket]] = {}
        self._spoke: dict[tuple[int, int], int] = {}

    async def said(
        self, actor: Actor, place: Place, key: UUID, body: str, options: tuple[str, ...], *, private: bool
    ) -> Passed:
        """What becomes of a new message; `private` is one to a few, that no moderator reads.

        MutedError, WordsRefusedError, SlowModeError, RateLimitedError. What was said before
        under this key is acknowledged as it was.
        """
        person = _person(actor)
        try:
            if self._is_plain(actor, place):
                return Passed(body, options)
            passed = await self._judge(actor, place, body, options, private=private)
            passed = replace(passed, silent_since=await self._wait(actor, place))
        except (NotAllowedError, RetryableError):
            if not await self._store.knows(place.info.id, person.id, key):
                raise
            return Passed(body, options)
        return passed

    async def edited(self, actor: Actor, place: Place, body: str, *, private: bool) -> Passed:
        """The same for the new text of a message: an edit is looked at like a creation, and waits for nothing."""
        if self._is_plain(actor, place):
            return Passed(body)
        return await self._judge(actor, place, body, (), private=private)

    def _is_plain(self, actor: Actor, place: Place) -> bool:
        """Whether there is nothing to be asked: nearly always, and then nothing is awaited."""
        house = self._house
        return not (
            self._standing.of(_person(actor).id)
            or house.filter_words
            or house.newcomer_minutes
            or (place.info.slow_seconds and not place.direct)
        )

    async def _judge(
        self, actor: Actor, place: Place, body: str, options: tuple[str, ...], *, private: bool
    ) -> Passed:
        person, room = _person(actor).id, place.info.id
        standing = self._standing
        standing.check_mute(person, room)
        if standing.is_shadowed(person, room):
            return Passed(body, options, alone=True)
        if role_here(place, actor).rank >= Role.MODERATOR.rank:
            return Passed(body, options)
        texts = [self._words_of().check(text) for text in (body, *options)]
        actions = {found.action for found in texts}
        if REFUSE in actions:
            raise WordsRefusedError
        body, options = texts[0].text, tuple(found.text for found in texts[1:])
        if standing.is_held(person, room):
            # What goes to a few is no moderator's to read: it waits for good.
            return Passed(body, options, alone=True, why=None if private else BY_PERSON)
        if (
            self._house.hold_links_of_newcomers
            and await self._is_new(actor)
            and has_link("\n".join((body, *options)))
        ):
            return Passed(body, options, alone=True, why=None if private else BY_LINK)
        if HOLD in actions and not private:
            return Passed(body, options, alone=True, why=BY_WORDS)
        return Passed(body, options)

    async def _wait(self, actor: Actor, place: Place) -> int | None:
        """SlowModeError or RateLimitedError for who speaks too soon; else it is noted that they spoke.

        Up to which seq that was looked for, where there is a pause: what another node appends
        meanwhile, the store sees.
        """
        if role_here(place, actor).rank >= Role.MODERATOR.rank:
            return None
        person, room = _person(actor).id, place.info.id
        rate = self._house.newcomer_messages_per_minute
        is_new = bool(rate) and await self._is_new(actor)
        pause = 0 if place.direct else place.info.slow_seconds * 1000
        # The other nodes' messages are in the store alone, one that is under way here in memory alone.
        said, head = await self._store.last_said(room, person) if pause else (None, None)
        # Nothing is awaited from here on: of two at once the second finds what the first noted.
        now = self._clock()
        if pause:
            times = (said or 0, self._spoke.get((room, person), 0))
            # What lies further ahead than anybody waits is of a clock that was set back since: it would last for hours.
            last = max((each for each in times if each <= now + pause), default=0)
            if now < last + pause:
                raise SlowModeError(retry_after_ms=last + pause - now)
        if is_new:
            wait = self._bucket(person, rate).take(now / 1000)
            if wait > MINUTE_MS:
                # Nobody ever waits so long for one message: the clock was set back.
                del self._newcomers[person]
                wait = self._bucket(person, rate).take(now / 1000)
            if wait:
                raise RateLimitedError(retry_after_ms=wait)
        if pause:
            _keep(self._spoke, (room, person), now)
        return head

    async def _is_new(self, actor: Actor) -> bool:
        """Whether this is a guest who came a short while ago."""
        person, minutes = _person(actor).id, self._house.newcomer_minutes
        if not minutes or actor.role.rank > Role.GUEST.rank:
            return False
        came = self._came.get(person)
        if came is None:
            found = (await self._store.since([person])).get(person)
            came = found.created_at if found is not None else self._clock()
            _keep(self._came, person, came)
        return self._clock() < came + minutes * MINUTE_MS

    def _bucket(self, person: int, rate: int) -> Bucket:
        known = self._newcomers.get(person)
        if known is None or known[0] != rate:
            known = (rate, Bucket(Rate(rate, rate / 60)))
            _keep(self._newcomers, person, known)
        return known[1]

    def _words_of(self) -> Filter:
        """Made once for each list."""
        if self._house.filter_words is not self._words:
            self._words = self._house.filter_words
            self._filter = Filter((each.word, each.action) for each in self._words)
        return self._filter


def _person(actor: Actor) -> Person:
    assert actor.person is not None, "asked after the permission"
    return actor.person


def _keep(known: dict[K, V], key: K, value: V) -> None:
    known.pop(key, None)
    known[key] = value
    if len(known) > KEPT:
        del known[next(iter(known))]
