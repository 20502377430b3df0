"""What the application says to requests that it refuses, or that fail."""

from __future__ import annotations

import json
import logging

import msgspec
import pytest

from teahouse.model.limits import RATES, Limit, Limits, Rate
from tests.http.scene import Answer, Scene

JSON = {"content-type": "application/json", "sec-fetch-site": "same-origin"}


def error(answer: Answer) -> dict[str, object]:
    found = msgspec.json.decode(answer.body, type=dict[str, dict[str, object]])["error"]
    assert found["request_id"] == answer.headers["x-request-id"]
    return found


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_field"),
        (b"{}", 400, "bad_field"),
        (b'{"name":7}', 400, "bad_field"),
        (b'{"name":' * 20_000, 413, "too_large"),
        (b'{"a":' * 5_000, 400, "bad_json"),
        (b'{"name":"\\ud800"}', 400, "bad_json"),
        (json.dumps({"name": "a\u202eb"}).encode(), 400, "bad_name"),
    ],
)
async def test_a_bad_body_is_told_with_its_code(body: bytes, status: int, code: str) -> None:
    answer = await Scene().ask("/api/v1/guests", "POST", JSON, body)
    assert (answer.status, error(answer)["code"]) == (status, code)


async def test_too_fast_says_when_to_come_back() -> None:
    rates = {**RATES, Limit.ADDRESS_JOINS: Rate(1, 0.1)}
    scene = Scene(limits=Limits(rates))
    assert (await scene.ask("/api/v1/guests", "POST", JSON, b'{"name":"Ann"}')).status == 201
    answer = await scene.ask("/api/v1/guests", "POST", JSON, b'{"name":"Ben"}')
    assert (answer.status, answer.headers["retry-after"]) == (429, "10")
    assert error(answer)["retry_after_ms"] == 10_000
    scene.now = 10.0
    assert (await scene.ask("/api/v1/guests", "POST", JSON, b'{"name":"Ben"}')).status == 201


async def test_a_method_that_is_not_there() -> None:
    answer = await Scene().ask("/api/v1/rooms", "DELETE")
    assert (answer.status, error(answer)["code"]) == (405, "not_found")


async def test_a_failure_tells_nothing_but_its_id(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scene = Scene()

    async def fail(person: int | None) -> None:
        raise OSError("secret path")

    monkeypatch.setattr(scene.store, "rooms", fail)
    with caplog.at_level(logging.ERROR):
        answer = await scene.ask("/api/v1/rooms")
    assert (answer.status, error(answer)["code"]) == (500, "internal")
    assert b"secret" not in answer.body
    (logged,) = [record for record in caplog.records if record.name == "teahouse.http"]
    assert vars(logged)["request_id"] == answer.headers["x-request-id"]
