"""Somebody who asks by HTTP, with a token or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.harness.http import Guest, browse

if TYPE_CHECKING:
    import httpx

    from tests.harness.server import Server


class Caller:
    """Somebody with a token, or nobody."""

    def __init__(self, server: Server, guest: Guest | None) -> None:
        self.guest = guest
        self.http = browse(server.http, headers=guest.bearer if guest else {"Sec-Fetch-Site": "same-origin"})

    @property
    def id(self) -> int:
        assert self.guest is not None
        return self.guest.id

    def ask(
        self, method: str, path: str, body: object = None, key: str | None = None, **query: object
    ) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        params: Any = query
        return self.http.request(
            method, f"/api/v1/{path}", json={} if body is None else body, headers=headers, params=params
        )

    def done(self, method: str, path: str, body: object = None, **query: object) -> dict[str, Any]:
        answer = self.ask(method, path, body, **query)  # type: ignore[arg-type]
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def say(self, room: int, body: str = "tea", **more: object) -> str:
        """The path of a new message."""
        seq = self.done("POST", f"rooms/{room}/messages", {"body": body, **more})["seq"]
        return f"rooms/{room}/messages/{seq}"

    def read(self, path: str) -> dict[str, Any]:
        """A message as a page of history has it."""
        base, _, seq = path.rpartition("/")
        events = self.done("GET", base, around=int(seq), limit=1)["events"]
        (found,) = [event for event in events if event["seq"] == int(seq)]
        return dict(found)


Three = tuple[Caller, Caller, Caller]
"""Ann, Ben, and a visitor."""


CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("PATCH", "", {"body": "coffee"}),
    ("PUT", "/reactions/👍", {}),
    ("DELETE", "/reactions/👍", {}),
    ("PUT", "/pin", {}),
    ("DELETE", "/pin", {}),
    ("PUT", "/vote", {"option": 1}),
    ("PUT", "/closed", {}),
    ("DELETE", "", {}),
]
"""Each change of a message: method, what stands behind the message's path, and body."""
