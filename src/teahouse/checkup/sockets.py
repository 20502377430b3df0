"""Whether sockets come through: the upgrade, the first frame, and the quiet between two."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from teahouse.checkup.finding import Finding, Place, bad, note, ok
from teahouse.checkup.front import SECONDS, Front

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

NAME: Final = "socket"
QUIET_SECONDS: Final = 40.0
"""More than the server's heartbeat takes."""


def check_socket(place: Place, front: Front) -> Iterator[Finding]:
    """Open one as the page does, without a session; if deep, hold it."""
    from websockets.exceptions import InvalidHandshake, InvalidStatus
    from websockets.sync.client import connect
    from websockets.typing import Origin

    address = f"ws{front.url.removeprefix('http')}/ws"
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(
                # No pings of ours: what keeps it open has to be the server's.
                connect(
                    address,
                    origin=Origin(front.url),
                    ssl=front.trust,
                    proxy=None,
                    open_timeout=SECONDS,
                    close_timeout=SECONDS,
                    ping_interval=None,
                )
            )
        except InvalidStatus as problem:
            yield _refused(front, problem.response.status_code, problem.response.body)
            return
        except (OSError, InvalidHandshake) as problem:
            yield bad(
                NAME, f"it does not open: {type(problem).__name__}", "Look into the proxy's log of errors."
            )
            return
        yield from _look(place, opened)


def _look(place: Place, opened: ClientConnection) -> Iterator[Finding]:
    from websockets.exceptions import ConnectionClosed

    try:
        greeting = json.loads(opened.recv(timeout=SECONDS))
    except (TimeoutError, ConnectionClosed, ValueError) as problem:
        yield bad(
            NAME,
            f"it opens, and no frame comes: {type(problem).__name__}",
            "Switch buffering of answers off in the proxy.",
        )
        return
    if not isinstance(greeting, dict) or greeting.get("type") != "hello":
        yield bad(NAME, "it opens, and somebody else greets", "Does /ws lead to the server?")
        return
    yield ok(NAME, "it opens, and the server greets")
    if opened.protocol.extensions:
        yield note(
            "socket compression",
            "the proxy compresses frames by itself",
            "Switch it off: it costs 64 KB a connection.",
        )
    if place.deep:
        yield from _hold(opened, greeting)


def _refused(front: Front, status: int, body: bytes | bytearray | None) -> Finding:
    if body and b'"origin_refused"' in body:
        return bad(
            "origin",
            f"the server does not talk to pages of {front.url}",
            f"Give --public-url {front.url} to the server.",
        )
    return bad(
        NAME,
        f"the upgrade is answered with status {status}",
        "Let the proxy pass it on: proxy_http_version 1.1, and the headers Upgrade and Connection.",
    )


def _hold(opened: ClientConnection, greeting: dict[str, Any]) -> Iterator[Finding]:
    from websockets.exceptions import ConnectionClosed

    try:
        _speak(opened, greeting)
    except (TimeoutError, ConnectionClosed) as problem:
        yield bad(NAME, f"a command gets no answer: {type(problem).__name__}", "Look into the server's log.")
        return
    began = time.monotonic()
    try:
        while (left := began + QUIET_SECONDS - time.monotonic()) > 0:
            opened.recv(timeout=left)
    except TimeoutError:
        pass
    except ConnectionClosed:
        yield bad(
            "quiet socket",
            f"it was cut after {time.monotonic() - began:.0f} s",
            "Raise the proxy's time-out for quiet connections to a minute or more (nginx: proxy_read_timeout 120s).",
        )
        return
    yield ok("quiet socket", f"it stays open for {QUIET_SECONDS:.0f} s")


def _speak(opened: ClientConnection, greeting: dict[str, Any]) -> None:
    """Say the one thing without which the server would let go of us; any answer will do.

    TimeoutError, ConnectionClosed.
    """
    rooms = greeting.get("rooms") or [{}]
    key = str(uuid4())
    opened.send(json.dumps({"type": "room.load", "id": key, "room": rooms[0].get("id", 1)}))
    deadline = time.monotonic() + SECONDS
    while json.loads(opened.recv(timeout=max(0.0, deadline - time.monotonic()))).get("id") != key:
        pass  # heartbeats, which would go on for ever
