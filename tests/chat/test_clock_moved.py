"""A clock that is set back makes nobody wait for the hours that come again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from teahouse.model.errors import RateLimitedError, SlowModeError

if TYPE_CHECKING:
    from tests.chat.house import House

HOUR = 3_600_000


async def test_a_slow_room_is_no_slower_after_the_clock_was_set_back(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Slow")
    await house.use(ann, room, slow_seconds=30)
    await house.say(ben, "one", room)
    house.now -= HOUR
    await house.say(ben, "two", room)
    with pytest.raises(SlowModeError) as refused:
        await house.say(ben, "three", room)
    assert refused.value.retry_after_ms == 30_000
    house.now += 30_000
    await house.say(ben, "three", room)


async def test_newcomers_wait_no_longer_after_the_clock_was_set_back(house: House) -> None:
    rules = house.context.house
    rules.newcomer_minutes, rules.newcomer_messages_per_minute = 10, 3
    ben = await house.guest("Ben")
    for number in range(3):
        await house.say(ben, str(number))
    with pytest.raises(RateLimitedError):
        await house.say(ben, "too much")
    house.now -= HOUR
    for number in range(3):
        await house.say(ben, str(number))
    with pytest.raises(RateLimitedError) as refused:
        await house.say(ben, "too much")
    assert (refused.value.retry_after_ms or 0) <= 60_000
