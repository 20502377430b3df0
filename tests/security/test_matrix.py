"""Every route and every command as every role, held against a table that is written by hand (S1)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, get_args

import pytest
from websockets.asyncio.client import connect

from teahouse.http.routes import ROUTES
from teahouse.protocol import commands
from tests.harness.talk import Talk
from tests.security import how, table
from tests.security.cells import ask, short
from tests.security.town import ROLES

if TYPE_CHECKING:
    import httpx

    from tests.security.town import Town

pytestmark = pytest.mark.slow

HTTP_ROWS = table.rows(table.ROUTES)
SOCKET_ROWS = table.rows(table.COMMANDS)
WORDS = {
    "not_signed_in": "sign_in",
    "not_allowed": "no",
    "not_found": "hidden",
    "room_not_found": "hidden",
    "file_not_found": "hidden",
    "person_not_found": "hidden",
}


def test_every_route_has_a_row() -> None:
    there = {
        (method, short(path))
        for handler in ROUTES
        for path in handler.paths
        for method in handler.http_methods - {"HEAD", "OPTIONS"}
    }
    assert {tuple(what.split(" ", 1)) for what, _ in HTTP_ROWS} == there
    assert set(how.HTTP) <= {f"{what}:{case}" if case else what for what, case in HTTP_ROWS}


def test_every_command_has_a_row() -> None:
    there = {str(kind.__struct_config__.tag) for kind in get_args(commands.AnyCommand)}
    assert {what for what, _ in SOCKET_ROWS} == there
    assert set(how.SOCKET) <= {f"{what}:{case}" if case else what for what, case in SOCKET_ROWS}


def test_each_route_answers_each_role_as_the_table_says(town: Town) -> None:
    wrong = []
    for (what, case), expected in HTTP_ROWS.items():
        for role, word in zip(ROLES, expected, strict=True):
            if word == "-":
                continue
            found = outcome(ask(town, what, case, role))
            if found != word:
                wrong.append(f"{what}:{case} as {role}: {found}, not {word}")
    assert not wrong, "\n".join(wrong)


async def test_each_command_answers_each_role_as_the_table_says(town: Town) -> None:
    wrong = []
    closed = await asyncio.to_thread(quiet, town, "public"), await asyncio.to_thread(quiet, town, "private")
    for role in ROLES:
        who = town.people[role]
        headers = {"Origin": town.server.http} if who.guest is None else who.guest.bearer
        async with connect(town.server.ws, additional_headers=headers, proxy=None, max_size=None) as socket:
            talk = Talk(socket)
            first = await talk.wait(lambda frame: frame["type"] in ("hello", "closing"), "the first frame")
            if first["type"] == "closing":
                assert role == "banned", first
                assert (first["code"], await talk.closed()) == ("banned", 4403)
                words = {row[ROLES.index(role)] for row in SOCKET_ROWS.values()}
                assert words <= {"banned", "-"}
                continue
            assert role != "banned"
            for (what, case), expected in SOCKET_ROWS.items():
                word = expected[ROLES.index(role)]
                if word == "-":
                    continue
                stranger = role == "stranger"
                room = (
                    closed[stranger]
                    if case == "where all are mute"
                    else (town.den if stranger else town.hall)
                )
                fields = await asyncio.to_thread(command, town, what, case, role, room, first["epoch"])
                found = told(await talk.ask(what, **fields))
                if found != word:
                    wrong.append(f"{what}:{case} as {role}: {found}, not {word}")
    assert not wrong, "\n".join(wrong)


def outcome(answer: httpx.Response) -> str:
    """In the words of the table."""
    if answer.status_code < 400:
        return "ok"
    assert answer.status_code < 500, answer.text
    code = str(answer.json()["error"]["code"])
    word = WORDS.get(code, code)
    statuses = {"sign_in": 401, "no": 403, "hidden": 404, "banned": 403}
    assert answer.status_code == statuses.get(word, answer.status_code), answer.text
    return word


def command(town: Town, what: str, case: str, role: str, room: int, epoch: str) -> dict[str, Any]:
    """The fields of a command of one cell."""
    kind = next(each for each in get_args(commands.AnyCommand) if each.__struct_config__.tag == what)
    make = how.SOCKET.get(f"{what}:{case}" if case else what)
    needs: dict[str, Any] = {"room": room, "epoch": epoch}
    if make is not None:
        needs |= make(town, town.people[role], role, room)
        needs |= needs.pop("json", {})
    return {name: value for name, value in needs.items() if name in kind.__struct_fields__}


def told(reply: dict[str, Any]) -> str:
    """The same of a reply on the socket."""
    return WORDS.get(reply["code"], reply["code"]) if reply["type"] == "error" else "ok"


def quiet(town: Town, access: str) -> int:
    """A room where only moderators talk."""
    room = town.room(access)
    town.ann.done("PATCH", f"rooms/{room}", {"read_only": True})
    return room
