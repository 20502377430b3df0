"""More than 200 people: the list is cut, the count is told, the notices are few."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from tests.article.dialogue import classic
from tests.harness.http import register
from tests.harness.talk import talking

if TYPE_CHECKING:
    from tests.harness.server import Server


async def test_above_200_people_the_list_is_cut_and_counted(fresh_server: Server) -> None:
    guest = register(fresh_server.http, "Page")
    async with AsyncExitStack() as stack:
        witness = await stack.enter_async_context(classic(fresh_server, "Witness"))
        for number in range(198):
            await stack.enter_async_context(classic(fresh_server, f"Guest {number} x"))
        last = await stack.enter_async_context(classic(fresh_server))
        full = await last.login("The two-hundredth")
        assert len(full["user_list"]) == 200
        assert "count" not in full
        began = time.monotonic()
        for number in range(10):
            client = await stack.enter_async_context(classic(fresh_server))
            login = await client.login(f"More {number} x")
            assert len(login["user_list"]) == 200
            assert login["count"] == 201 + number
        talk = await stack.enter_async_context(talking(fresh_server, guest))
        state = await talk.event("presence.state")
        assert (state["count"], state["people"]) == (211, [])
        assert "Guest 7 x" not in talk.seen, "only the count moves"
        while (notice := await witness.until("login")).get("count") != 211:
            assert len(notice["user_list"]) <= 200
        seconds = time.monotonic() - began
        joined = sum('"count":' in line for line in witness.raw)
        assert joined <= seconds + 2, "at most one a second"
