"""Rate limits and order: what is refused for now says how long, and nothing overtakes it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import ConnectionClosed

from tests.harness.http import browse, error_of, register
from tests.harness.raw import frame, upgraded
from tests.harness.talk import LOBBY, Talk, talking

if TYPE_CHECKING:
    from tests.harness.server import Server, Start


@pytest.fixture
def limited(start_server: Start) -> Server:
    return start_server()


async def _exhaust(talk: Talk) -> dict[str, object]:
    """Talk until it is refused for now; the refusal."""
    for number in range(200):
        reply = await talk.ask("message.send", room=LOBBY, body=f"quick {number}")
        if reply["type"] == "error":
            return reply
    raise AssertionError("200 messages at once were all taken")


async def test_talking_too_fast_is_refused_with_the_time_to_wait(limited: Server) -> None:
    guest = register(limited.http, "Quick")
    async with talking(limited, guest) as talk:
        refusal = await _exhaust(talk)
        assert refusal["code"] == "rate_limited"
        assert refusal["retryable"] is True
        wait = refusal["retry_after_ms"]
        assert isinstance(wait, int)
        assert 0 < wait <= 60_000
        assert (await talk.ask("outbox.resume", room=LOBBY))["type"] == "done"
        await asyncio.sleep(wait / 1000)  # the server's clock decides, not ours
        await talk.say("after the wait")


async def test_only_the_one_who_floods_is_refused(limited: Server) -> None:
    quick, calm = register(limited.http, "Quick"), register(limited.http, "Calm")
    async with talking(limited, quick) as flood, talking(limited, calm) as talk:
        await _exhaust(flood)
        await talk.say("unhurried")


async def test_what_stands_behind_a_refused_message_is_blocked_until_resumed(limited: Server) -> None:
    guest = register(limited.http, "Order")
    async with talking(limited, guest) as talk:
        refusal = await _exhaust(talk)
        began = time.monotonic()
        while time.monotonic() - began < 1.5:
            # Tokens come back meanwhile, and still nothing overtakes the refused one.
            blocked = await talk.ask("message.send", room=LOBBY, body="behind")
            assert blocked["code"] == "blocked"
            assert blocked["blocked_by"] == refusal["id"]
            assert blocked["retryable"] is True
            await asyncio.sleep(0.1)
        assert (await talk.ask("outbox.resume", room=LOBBY))["type"] == "done"
        again = await talk.ask("message.send", id=refusal["id"], room=LOBBY, body="again")
        assert again["type"] == "message.accepted"


async def test_a_flood_of_frames_is_closed_with_4429(limited: Server) -> None:
    guest, calm = register(limited.http, "Flood"), register(limited.http, "Calm")
    async with talking(limited, calm) as talk, await upgraded(limited.port, headers=guest.bearer) as raw:
        await raw.until("hello")
        await raw.send(frame(b"{}") * 2_000)
        closing = await raw.until("closing")
        assert closing["code"] == "rate_limited"
        assert closing["retry_after_ms"] > 0
        assert (await raw.until_close()).code == 4429
        await talk.say("nobody else is concerned")


async def test_without_limits_the_same_flood_passes(fresh_server: Server) -> None:
    guest = register(fresh_server.http, "Bench")
    async with talking(fresh_server, guest) as talk:
        for _ in range(1_000):
            await talk.push({"type": "typing.stop", "room": LOBBY})
        await talk.say("all passed")


def test_http_writes_are_limited_too(limited: Server) -> None:
    guest = register(limited.http, "Quick")
    with browse(limited.http, headers=guest.bearer) as http:
        for number in range(200):
            answer = http.post(
                f"/api/v1/rooms/{LOBBY}/messages",
                json={"body": f"quick {number}"},
                headers={"Idempotency-Key": f"00000000-0000-4000-8000-{number:012d}"},
            )
            if answer.status_code >= 400:
                break
    assert answer.status_code == 429
    error = error_of(answer)
    assert error["code"] == "rate_limited"
    assert error["retry_after_ms"] > 0
    assert int(answer.headers["retry-after"]) >= 1


async def test_both_ways_share_one_limit(limited: Server) -> None:
    guest = register(limited.http, "Both")
    async with talking(limited, guest) as talk:
        await _exhaust(talk)
    with browse(limited.http, headers=guest.bearer) as http:
        answer = http.post(
            f"/api/v1/rooms/{LOBBY}/messages",
            json={"body": "by the other way"},
            headers={"Idempotency-Key": "00000000-0000-4000-8000-000000000000"},
        )
    assert answer.status_code == 429


async def test_a_flood_of_renames_is_refused(limited: Server) -> None:
    guest = register(limited.http, "Name")
    async with talking(limited, guest) as talk:
        replies = [await talk.ask("person.rename", name=f"Name {number}") for number in range(30)]
    assert replies[0]["type"] == "person.accepted"
    assert replies[-1]["code"] == "rate_limited"


async def test_a_closed_socket_is_no_way_around_the_flood_guard(limited: Server) -> None:
    """Frames sent after the close do not reach anybody."""
    guest = register(limited.http, "Flood")
    async with talking(limited, guest) as talk:
        before = (await talk.load(1))["seq"]
        try:
            for _ in range(1_000):
                await talk.push("{}")
            await talk.push({"type": "message.send", "room": LOBBY, "body": "after the flood"})
        except ConnectionClosed:
            pass
        assert await talk.closed() == 4429
    async with talking(limited, register(limited.http, "Calm")) as calm:
        assert (await calm.load(1))["seq"] == before
