"""Numbers over HTTP that no socket would take: refused with a code, stored nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.http import browse, error_of, register, unique

if TYPE_CHECKING:
    from tests.harness.server import Server


@pytest.mark.parametrize(
    "fields",
    [
        {"to": 2**70},
        {"to": -5},
        {"to": 0},
        {"mentions": [2**70]},
        {"mentions": [-1]},
        {"mentions": [1] * 51},
    ],
)
def test_an_id_that_cannot_be_is_a_bad_field(server: Server, fields: dict[str, object]) -> None:
    guest = register(server.http, unique("Number"))
    with browse(server.http, headers=guest.bearer) as http:
        answer = http.post("/api/v1/rooms/1/messages", json={"body": "x", **fields})
        assert answer.status_code == 400
        assert error_of(answer)["code"] == "bad_field"
        assert error_of(answer)["field"].partition("[")[0] in fields


@pytest.mark.parametrize("room", [0, 2**53 + 1, 2**70])
def test_a_room_that_cannot_be_is_refused(server: Server, room: int) -> None:
    guest = register(server.http, unique("Number"))
    with browse(server.http, headers=guest.bearer) as http:
        for answer in (
            http.get(f"/api/v1/rooms/{room}/messages"),
            http.post(f"/api/v1/rooms/{room}/messages", json={"body": "x"}),
        ):
            assert answer.status_code == 400
            assert error_of(answer)["code"] == "bad_field"


def test_head_has_no_body(server: Server) -> None:
    with browse(server.http) as http:
        answer = http.head("/healthz")
        assert (answer.status_code, answer.content) == (200, b"")
        assert http.get("/healthz").json() == {"status": "ok"}, "the connection goes on"
