"""Somebody who does things by HTTP whatever happens to the nodes: asks again elsewhere until there is an answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from tests.harness.http import Guest, browse

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.faults.house import House

AGAIN = frozenset({429, 502, 503, 504, 507})
PATIENCE = 60.0
HEARD_WITHIN = 10.0
"""Seconds in which a node hears of all: two, and those for which it may be paused or away."""
PAUSE = 0.2


class Unexpected(Exception):
    """An answer that no fault explains."""


class Hands:
    """A guest's. Blocks: to be used in a thread."""

    def __init__(self, house: House, guest: Guest, chance: Random) -> None:
        self.house = house
        self.guest = guest
        self._chance = chance

    @property
    def id(self) -> int:
        return self.guest.id

    def ask(
        self, method: str, path: str, body: object = None, *, content: bytes | None = None, **query: Any
    ) -> httpx.Response:
        """The answer of the first node that gives one; Unexpected for what is a server's own fault.

        What is asked again may have been done before: a key makes messages safe, and for all
        else the caller takes either answer.
        """
        headers = self.guest.bearer | {"Idempotency-Key": str(uuid4())}
        if content is None:
            headers["Content-Type"] = "application/json"
        deadline = time.monotonic() + PATIENCE
        while True:
            node = self._chance.choice(self.house.nodes)
            try:
                with browse(node.http, headers=headers) as http:
                    told = {"content": content} if content is not None else {"json": body or {}}
                    answer = http.request(method, path, params=query, **({} if method == "GET" else told))
            except httpx.TransportError as problem:
                what = str(problem)
            else:
                if answer.status_code not in AGAIN:
                    if answer.status_code >= 500:
                        raise Unexpected(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
                    return answer
                what = answer.text[:200]
            if time.monotonic() > deadline:
                raise Unexpected(f"{method} {path}: no answer in {PATIENCE} s: {what}")
            time.sleep(PAUSE)

    def done(self, method: str, path: str, body: object = None, **more: Any) -> dict[str, Any]:
        """The same for what must succeed; what it answered.

        A node may not have heard yet who may do what, and finds it by its sweep, within two seconds.
        """
        deadline = time.monotonic() + HEARD_WITHIN
        while not (answer := self.ask(method, f"/api/v1/{path}", body, **more)).is_success:
            if answer.status_code not in (403, 404) or time.monotonic() > deadline:
                raise Unexpected(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
            time.sleep(PAUSE)
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def say(self, room: int, body: str, **more: Any) -> str:
        """The path of a new message."""
        return f"rooms/{room}/messages/{self.done('POST', f'rooms/{room}/messages', {'body': body, **more})['seq']}"

    def eventually(self, done: Callable[[], bool], what: str) -> None:
        """Ask until it is so: other nodes hear of some things a moment later."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                raise Unexpected(f"never: {what}")
            time.sleep(PAUSE)
