"""The broker: whether it is there, new enough, quick, and lets us publish and hear."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from typing import Final

from teahouse.broker.errors import BrokerOpenError
from teahouse.checkup.finding import Finding, Place, bad, note, ok

NAME: Final = "broker"
SECONDS: Final = 10.0
ROUNDS: Final = 20
SLOW_SECONDS: Final = 0.050


def check_redis(place: Place) -> Iterator[Finding]:
    """A word through it and back, on channels that nobody else hears."""
    url = place.settings.broker
    if place.settings.database == "sqlite" or url in ("auto", "none", "postgresql"):
        return
    try:
        asyncio.run(_open(url))
    except BrokerOpenError as problem:
        yield bad(
            NAME,
            str(problem),
            "Start it, or mend the address in the setting broker; without it messages of other servers come up to 2 s later.",
        )
        return
    try:
        version, seconds = _round_trip(url)
    except Exception as problem:  # the library has a tree of its own, and the system another
        yield bad(
            NAME,
            f"it takes no word and gives it back: {type(problem).__name__}",
            "Look into its log; the account needs PUBLISH and SUBSCRIBE on teahouse:*.",
        )
        return
    said = f"Redis {version}, {seconds * 1000:.1f} ms there and back"
    if seconds > SLOW_SECONDS:
        yield note(NAME, said, "Hints between servers are late by that: move it nearer.")
    else:
        yield ok(NAME, said)


async def _open(url: str) -> None:
    """As a server does it: BrokerOpenError says in one line why not."""
    from teahouse.broker.redis import open_redis

    broker = await open_redis(url, f"doctor-{secrets.token_hex(4)}")
    await broker.close()


def _round_trip(url: str) -> tuple[str, float]:
    """Its version, and how many seconds half of the words take that are published and heard."""
    from redis import Redis

    channel = f"teahouse:doctor:{secrets.token_hex(8)}"
    with (
        Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client,
        client.pubsub() as hearing,
    ):
        hearing.subscribe(channel)
        hearing.get_message(timeout=SECONDS)
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            client.publish(channel, b"tea")
            if hearing.get_message(timeout=SECONDS) is None:
                raise TimeoutError
            times.append(time.perf_counter() - began)
        return _version(client), sorted(times)[ROUNDS // 2]


def _version(client: object) -> str:
    try:
        found = client.info("server")  # type: ignore[attr-defined]
    except Exception:  # an account of few rights may not ask
        return "(version not told)"
    return str(found.get("valkey_version") or found.get("redis_version"))
