"""Programs that talk in the room beside the browsers, without a page."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

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

    def ask(self, method: str, path: str, content: Any = None) -> Any:
        """Any other request of the API, below /api/v1; what it answers."""
        with browse(self.server.http, headers=self.guest.bearer) as http:
            answer = http.request(method, f"/api/v1/{path}", json=content or {})
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def change(self, method: str, seq: int, what: str = "", content: Any = None) -> None:
        """Change a message of the lobby; `what` is a part of it such as `pin` or `reactions/👍`."""
        self.ask(method, f"rooms/{LOBBY}/messages/{seq}" + (f"/{quote(what)}" if what else ""), content)

    def say_all(self, messages: Iterable[str | dict[str, Any]]) -> None:
        """Over one socket, in this order; a dict is a body with further fields."""
        bodies = [{"body": item} if isinstance(item, str) else item for item in messages]
        self.do_all({"type": "message.send", **body} for body in bodies)

    def do_all(self, commands: Iterable[dict[str, Any]]) -> None:
        """Messages and changes of the lobby over one socket, in this order."""
        given = list(commands)
        _elsewhere(lambda: self._do_all(given))

    async def _do_all(self, commands: list[dict[str, Any]]) -> None:
        async with talking(self.server, self.guest, loaded=False) as talk:
            for start in range(0, len(commands), IN_FLIGHT):
                some = commands[start : start + IN_FLIGHT]
                keys = [await talk.push({"room": LOBBY, **command}) for command in some]
                for key in keys:
                    reply = await talk.wait(_answers(key), "an answer")
                    assert reply["type"] == "message.accepted", reply


def _answers(key: str) -> Callable[[Frame], bool]:
    return lambda frame: frame.get("id") == key


def _elsewhere(make: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run it on a loop in another thread: this one has the browser driver's."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(lambda: asyncio.run(make())).result()
