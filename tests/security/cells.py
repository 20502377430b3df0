"""Asking one cell of the table of routes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from teahouse.http.routes import ROUTES
from tests.security import how

if TYPE_CHECKING:
    import httpx

    from tests.security.town import Town
    from tests.wire.caller import Caller


def short(path: str) -> str:
    """As the table has it: without the types of parts, and without the API's prefix."""
    return re.sub(r":\w+\}", "}", path).removeprefix("/api/v1")


FULL = {short(path): re.sub(r":\w+\}", "}", path) for handler in ROUTES for path in handler.paths}
"""The whole address of each."""


def ask(town: Town, what: str, case: str, role: str) -> httpx.Response:
    """Make what one cell is about, and ask."""
    method, path = what.split(" ", 1)
    room = town.den if role == "stranger" else town.hall
    make = how.HTTP.get(f"{what}:{case}" if case else what)
    needs: dict[str, Any] = {"room": room}
    if make is not None:
        needs |= make(town, town.people[role], role, room)
    who: Caller = needs.get("who") or town.people[role]
    address = re.sub(r"\{(\w+)\}", lambda found: str(needs[found[1]]), FULL[path])
    headers = {"Content-Type": "application/json"}
    sent: dict[str, Any] = {"params": needs.get("params")}
    # A visitor who got a session by another row is a visitor again.
    who.http.cookies.clear()
    if "content" in needs:
        headers, sent["content"] = {}, needs["content"]
    elif method != "GET":
        sent["json"] = needs.get("json", {})
    return who.http.request(method, address, headers=headers, **sent)
