"""What is done now and then for those who come in."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.aside import upkeep
from teahouse.broker.port import SessionRevoked
from teahouse.chat import links, sessions, setup
from teahouse.chat.context import DAY_MS
from teahouse.model.entry_errors import LinkRefusedError
from teahouse.model.people import VISITOR, session_id
from tests.chat.house import House, whose
from tests.chat.test_accounts import member
from tests.chat.test_links import OWNER

CLAIM = "a secret of the console"


async def usable(house: House) -> bool:
    """Whether the link does anything now."""
    try:
        return (await links.look(house.context, CLAIM)).kind == "setup"
    except LinkRefusedError:
        return False


@pytest.mark.parametrize("withdrawn", [True, False])
async def test_the_link_of_the_owner_is_there_while_the_server_runs(house: House, withdrawn: bool) -> None:
    made = setup.Claim.fresh(CLAIM, house.now)
    async with upkeep.open_upkeep(house.context, made, withdrawn=withdrawn) as unowned:
        assert unowned
        assert await usable(house)
    assert await usable(house) is not withdrawn, "one of several workers leaves it to the others"


async def test_it_is_renewed_and_what_is_over_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await member(house, "Ann")
    token = await sessions.begin(house.context, VISITOR, whose(ann), "old")
    house.now += 91 * DAY_MS
    rounds = asyncio.Event()
    ended: list[str] = []

    async def slept(seconds: float) -> None:
        assert seconds == upkeep.ROUND_SECONDS
        house.now += setup.LEASE_MS - 1
        ended.append("round")
        if len(ended) == 3:
            rounds.set()
            await asyncio.Future()

    class Loop:
        """The module's `asyncio`, whose time the test is."""

        create_task = staticmethod(asyncio.create_task)
        wait = staticmethod(asyncio.wait)
        sleep = staticmethod(slept)

    monkeypatch.setattr(upkeep, "asyncio", Loop)
    made = setup.Claim.fresh(CLAIM, house.now)
    async with upkeep.open_upkeep(house.context, made, withdrawn=True):
        await rounds.wait()
        house.now -= 1
        assert await usable(house), "three leases after the start"
        assert SessionRevoked(session_id(token)) in house.signals


async def test_a_place_with_an_owner_offers_nothing(house: House) -> None:
    made = setup.Claim.fresh(CLAIM, house.now)
    async with upkeep.open_upkeep(house.context, made, withdrawn=True):
        await links.use(house.context, VISITOR, CLAIM, OWNER)
    again = setup.Claim.fresh("another start", house.now)
    async with upkeep.open_upkeep(house.context, again, withdrawn=True) as unowned:
        assert not unowned
