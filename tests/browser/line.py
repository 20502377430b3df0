"""A hand on the socket of one page: frames of the server's are changed, made up or held back, and it closes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute


class Line:
    """Put it on a page before the page is loaded."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.hello: dict[str, Any] = {}
        """What the next `hello` says otherwise than the server."""
        self.silent = False
        """Nothing comes of a new connection: it is open, and nobody answers."""
        self.refusal: dict[str, Any] | None = None
        """The error that every message gets instead of being sent."""
        self.opened = 0
        """How many connections the page has opened."""
        self._ends: list[tuple[WebSocketRoute, WebSocketRoute | None]] = []
        page.route_web_socket(lambda url: url.endswith("/ws"), self._open)

    def tell(self, **frame: Any) -> None:
        """Say something to the page in the server's place."""
        self._ends[-1][0].send(json.dumps(frame))

    def close(self, code: int) -> None:
        """Close the page's connection in the server's place."""
        for end in self._ends[-1]:
            if end is not None:
                end.close(code=code)

    def until_opened(self, count: int) -> None:
        """Wait until the page has opened so many connections."""
        while self.opened < count:
            self._page.evaluate("new Promise((resolve) => setTimeout(resolve, 20))")

    def _open(self, near: WebSocketRoute) -> None:
        self.opened += 1
        if self.silent:
            near.on_message(lambda _: None)
            self._ends.append((near, None))
            return
        far = near.connect_to_server()
        near.on_message(lambda frame: self._from_page(near, far, frame))
        far.on_message(lambda frame: near.send(self._from_server(frame)))
        self._ends.append((near, far))

    def _from_page(self, near: WebSocketRoute, far: WebSocketRoute, frame: str | bytes) -> None:
        command = json.loads(frame)
        if self.refusal is None or command["type"] != "message.send":
            far.send(frame)
            return
        near.send(json.dumps({"type": "error", "id": command["id"], "message": "refused", **self.refusal}))

    def _from_server(self, frame: str | bytes) -> str:
        event = json.loads(frame)
        if event["type"] == "hello":
            event |= self.hello
        elif event["type"] in ("room.loaded", "room.caught_up") and "epoch" in self.hello:
            event["epoch"] = self.hello["epoch"]
        return json.dumps(event)
