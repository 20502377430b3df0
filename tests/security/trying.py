"""Trying what one must not: what a refusal is called, what somebody reads, and a private room with a guest in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.harness.http import error_of, unique

if TYPE_CHECKING:
    from tests.security.town import Town
    from tests.wire.caller import Caller


def code(caller: Caller, method: str, path: str, body: object = None, **query: object) -> str:
    """What a refusal is called; empty for none."""
    answer = caller.ask(method, path, body, **query)  # type: ignore[arg-type]
    return "" if answer.is_success else str(error_of(answer)["code"])


def texts(caller: Caller, room: int) -> list[str]:
    """What somebody reads in a room."""
    return [event.get("body", "") for event in caller.done("GET", f"rooms/{room}/messages")["events"]]


def inmate(town: Town, role: str = "member", **more: Any) -> tuple[Caller, int]:
    """A guest in a private room of Ann's."""
    room = int(town.ann.done("POST", "rooms", {"title": unique("Den"), "access": "private", **more})["id"])
    who = town.guest("Inmate")
    town.put(room, who, role)
    return who, room


def out(town: Town, who: Caller, room: int) -> None:
    town.ann.done("DELETE", f"rooms/{room}/members/{who.id}")
