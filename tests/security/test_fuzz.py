"""Every route and the socket under fuzzing (S2): no 5xx, no hang, no leak, no connection but one's own, flat memory.

`FUZZ_SECONDS=1800 make test ARGS="tests/security/test_fuzz.py -s"` goes on for half an hour each, drawn at random.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import requests
import schemathesis.openapi
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from teahouse.protocol import commands
from tests.harness.http import unique
from tests.harness.talk import Talk, talking
from tests.protocol.minimal import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import APIOperation, Case

    Operation = APIOperation[Any, Any, Any, Any]

    from tests.security.town import Town
    from tests.wire.caller import Caller

pytestmark = pytest.mark.slow

BY_HAND = float(os.environ.get("FUZZ_SECONDS", "0"))
"""For how long (seconds) each of the two goes on; 0: one bounded round, the same each time."""

ANSWER_WITHIN = 10.0
GROWTH = 48 * 2**20
"""Bytes that the process may be larger after the last round than after the first one."""

ENDING = {
    *(
        "DELETE /api/v1/session",
        "POST /api/v1/session/renewal",
        "DELETE /api/v1/sessions",
        "DELETE /api/v1/sessions/{handle}",
        "DELETE /api/v1/me",
    ),
    *("POST /api/v1/account", "POST /api/v1/sessions", "POST /api/v1/links/use"),
}
"""Whoever asks these may be nobody or have another session afterwards: somebody is made for it."""

SECRET = "Xanthippe"
EXAMPLES = 15 if BY_HAND else 7
TYPES = sorted(str(kind.__struct_config__.tag) for kind in get_args(commands.AnyCommand))


def profile(examples: int) -> settings:
    """As many examples; by hand others each time, in the suite always the same."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=not BY_HAND,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True)
def secret(town: Town) -> Iterator[None]:
    """What nobody but Ann may ever read, in her private room; the log has no failure at the end."""
    town.said(town.den, town.ann, body=f"{SECRET} said")
    before = len(town.server.log())
    yield
    log = town.server.log()[before:]
    assert "Traceback" not in log, log[-4_000:]


def test_no_route_fails_hangs_or_tells_what_is_another_s(town: Town) -> None:
    described = requests.get(f"{town.server.http}/api/openapi.json", timeout=10).json()
    found = schemathesis.openapi.from_dict(described).get_all_operations()
    operations: list[Operation] = [each.ok() for each in found if isinstance(each, Ok)]
    assert len(operations) > 80
    asked, until = 0, time.monotonic() + BY_HAND
    sizes: list[int] = []
    guest = town.guest("Fuzz")
    while not sizes or time.monotonic() < until:
        for who in (guest, town.owner):
            for operation in operations:
                asker = (
                    (town.guest() if who is guest else town.account("admin"))
                    if operation.label in ENDING
                    else who
                )
                asked += fuzz(town, operation, asker)
                if who is town.owner:
                    restore(town, operation)
                if BY_HAND and time.monotonic() > until:
                    break
            sizes.append(memory(town))
    assert asked > 500
    assert sizes[-1] - sizes[0] < GROWTH, sizes
    assert town.server.readyz() == 200
    print(f"{asked} requests, memory {sizes[0] >> 20} to {sizes[-1] >> 20} MB")


def test_no_frame_closes_more_than_its_own_connection(town: Town) -> None:
    # A loop of its own: by hand it lasts longer than a test may.
    asyncio.run(storm(town))


async def storm(town: Town) -> None:
    """Frames of all kinds, each few on a connection of their own, while Ben's goes on."""
    who = town.guest("Fuzz")
    heard: dict[int | None, int] = {}
    sizes: list[int] = []
    frames = st.lists(
        st.one_of(near(), jumble(), near(), near(), st.text(max_size=50), st.just(b"tea")),
        min_size=1,
        max_size=8,
    )
    count, until = 0, time.monotonic() + BY_HAND
    async with talking(town.server, town.ben.guest) as watcher:
        while len(sizes) < 3 or time.monotonic() < until:
            # Not on the loop: a connection that is deaf for long is closed.
            for sent in await asyncio.to_thread(drawn, frames, 300):
                count += len(sent)
                code = await shot(town, who, sent)
                heard[code] = heard.get(code, 0) + 1
                assert code in (None, 1000, 1003, 1007, 1009, 4400, 4408, 4413), (code, sent)
                reply = await watcher.ask("people.read", people=[town.ben.id])
                assert reply["type"] != "error", reply
            sizes.append(memory(town))
    assert heard.get(None), heard
    assert sizes[-1] - sizes[0] < GROWTH, sizes
    print(f"{count} frames, ends {heard}, memory {sizes[0] >> 20} to {sizes[-1] >> 20} MB")


def fuzz(town: Town, operation: Operation, who: Caller) -> int:
    """Ask one route: as described with what there is and with anything, and as it is not described; how often."""
    assert who.guest is not None
    known = {
        "room": town.hall, "seq": town.poll(town.hall, who), "person": town.ben.id, "emoji": "🍵", "invite": "x",
        "handle": "x",
    }  # fmt: skip
    names = {each.name for each in operation.path_parameters}
    there = {name: known[name] for name in names & set(known)}
    ways = [operation.as_strategy(GenerationMode.NEGATIVE), operation.as_strategy()]
    if there and there.keys() == names:
        ways.append(operation.as_strategy(path_parameters=there))
    count = 0
    with requests.Session() as session:
        session.trust_env = False

        def ask(case: Case[Any]) -> None:
            nonlocal count
            count += 1
            # Another site's page, or nobody, would come no further than the door.
            headers = {**who.guest.bearer}  # type: ignore[union-attr]
            answer = case.call(
                town.server.http, session, headers, timeout=ANSWER_WITHIN, allow_redirects=False
            )
            assert answer.status_code < 500, (case.as_curl_command(), answer.text)
            if "export" not in operation.path:
                assert SECRET not in answer.text, case.as_curl_command()

        for way in ways:
            # A route that takes anything has nothing that it is not described to take.
            with suppress(Unsatisfiable):
                profile(EXAMPLES)(given(way)(ask))()
    return count


def restore(town: Town, operation: Operation) -> None:
    """Take back what would shut others out."""
    if operation.path.startswith("/api/v1/sanctions") or "kick" in operation.path:
        for each in town.owner.done("GET", "sanctions")["sanctions"]:
            if each["undone_at"] is None:
                town.owner.ask("DELETE", f"sanctions/{each['id']}")
    if operation.label == "PATCH /api/v1/admin/house":
        live = town.owner.done("GET", "admin/house")
        town.owner.done("PATCH", "admin/house", dict.fromkeys(live))
    if operation.label in ("PATCH /api/v1/rooms/{room}", "DELETE /api/v1/rooms/{room}"):
        wish = {
            "archived": False,
            "read_only": False,
            "access": "public",
            "slow_seconds": 0,
            "retention_days": -1,
        }
        town.owner.done("PATCH", f"rooms/{town.hall}", wish)


def memory(town: Town) -> int:
    """Bytes that the server holds in memory."""
    text = Path(f"/proc/{town.server.pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) * 1024


def near() -> st.SearchStrategy[dict[str, Any]]:
    """A command with a field that is something else, or one too many."""
    value = st.one_of(
        st.integers(-(2**70), 2**70), st.sampled_from([0, 1, -1, 2**53, 2**53 + 1, 2**64]), st.text(max_size=20),
        st.none(), st.booleans(), st.floats(), st.lists(st.integers(), max_size=3),
    )  # fmt: skip

    def made(kind: str) -> st.SearchStrategy[dict[str, Any]]:
        fields = dict(REQUIRED[kind])
        names = st.sampled_from(
            [*fields, "id", "to", "mentions", "limit", "color", "reply_to", "files", "before"]
        )
        changed = st.dictionaries(names, value, max_size=2)
        return changed.map(lambda more: {"type": kind, "id": unique_id(), **fields, **more})

    return st.sampled_from(TYPES).flatmap(made)


def jumble() -> st.SearchStrategy[Any]:
    """JSON of any kind."""
    leaf = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9))
    return st.recursive(
        leaf, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner), max_leaves=9
    )


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """So many examples of it."""
    found: list[Any] = []
    profile(count)(given(strategy)(lambda each: found.append(each)))()
    return found


def unique_id() -> str:
    return f"00000000-0000-7000-8000-{int(unique('x').split()[1]):012x}"


async def shot(town: Town, who: Caller, sent: list[Any]) -> int | None:
    """Send these on a connection of its own: its close code, or None if it goes on."""
    assert who.guest is not None
    async with connect(
        town.server.ws, additional_headers=who.guest.bearer, proxy=None, max_size=None, compression=None
    ) as socket:
        talk = Talk(socket)
        await talk.event("hello")
        try:
            for each in sent:
                await socket.send(each if isinstance(each, str | bytes) else encoded(each))
            reply = await talk.ask("people.read", people=[who.id])
            assert reply["type"] != "error", reply
        except ConnectionClosed:
            return socket.close_code
        finally:
            assert SECRET not in talk.seen
            assert '"code":"internal"' not in talk.seen, (sent, talk.raw[-3:])
    return None


def encoded(value: Any) -> str:
    # Numbers that are none and lone surrogates too: what msgspec would not write.
    return json.dumps(value)
