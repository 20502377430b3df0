"""Programs that talk in the room beside the browsers, without a page."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.harness.http import Guest, browse, register
from tests.harness.talk import LOBBY, Frame, talking

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from tests.harness.server import Server

IN_FLIGHT = 64


class Voice:
    """Somebody who talks over the socket; every call returns when all has its place in the log."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.guest: Guest = register(server.http, name)

    @property
    def id(self) -> int:
        return self.guest.id

    @property
    def name(self) -> str:
        return self.guest.name

    def say(self, text: str, **fields: Any) -> int:
        """Over HTTP; the seq that it got."""
        with browse(self.server.http, headers=self.guest.bearer) as http:
            answer = http.post(f"/api/v1/rooms/{LOBBY}/messages", json={"body": text, **fields})
        assert answer.status_code == 201, answer.text
        seq: int = answer.json()["seq"]
        return seq

    def say_all(self, messages: Iterable[str | dict[str, Any]]) -> None:
        """Over one socket, in this order; a dict is a body with further fields."""
        bodies = [{"body": item} if isinstance(item, str) else item for item in messages]
        _elsewhere(lambda: self._say_all(bodies))

    async def _say_all(self, messages: list[dict[str, Any]]) -> None:
        async with talking(self.server, self.guest, loaded=False) as talk:
            for start in range(0, len(messages), IN_FLIGHT):
                some = messages[start : start + IN_FLIGHT]
                keys = [await talk.push({"type": "message.send", "room": LOBBY, **item}) for item in some]
                for key in keys:
                    reply = await talk.wait(_answers(key), "an answer")
                    assert reply["type"] == "message.accepted", reply


def _answers(key: str) -> Callable[[Frame], bool]:
    return lambda frame: frame.get("id") == key


def _elsewhere(make: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run it on a loop in another thread: this one has the browser driver's."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(lambda: asyncio.run(make())).result()
