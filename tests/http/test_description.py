"""The description is right about refusals: each is of the shape that it names."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import msgspec
import pytest

from teahouse.http.api import routed
from teahouse.http.description import description
from teahouse.http.health import Health
from teahouse.protocol.errors import ErrorBody
from tests.http.scene import Answer, Scene

METHODS = ("get", "post", "put", "patch", "delete")
STRANGE: list[tuple[dict[str, str], bytes]] = [
    ({}, b""),
    ({"content-type": "application/json"}, b"{"),
    ({"content-type": "application/json"}, b"[" * 20_000),
    ({"content-type": "application/json"}, b'{"tea": \xff}'),
    ({"content-type": "application/json"}, b"{}"),
    ({"content-type": "application/json"}, b"null"),
    ({"content-type": "application/json"}, b'{"title":"' + b"x" * 70_000 + b'"}'),
    ({"content-type": "multipart/form-data"}, b"--"),
    ({"authorization": "Bearer nobody"}, b"{}"),
    ({"host": "rebound.example"}, b""),
]
"""Headers and a body that are wrong in one way each."""


@cache
def documented() -> dict[str, Any]:
    """The whole document."""
    return description(routed(None, None))


def described(document: dict[str, Any], responses: dict[str, Any], status: int) -> dict[str, Any]:
    """The schema of an answer of this status."""
    found = responses.get(str(status)) or responses[f"{status // 100}XX"]
    if "$ref" in found:
        found = document["components"]["responses"][found["$ref"].rpartition("/")[2]]
    schema: dict[str, Any] = found["content"]["application/json"]["schema"]
    return schema


def assert_refused(answer: Answer) -> str:
    """The code of a body that is an ErrorBody, with nothing beside."""
    assert answer.headers["content-type"] == "application/json"
    told = msgspec.json.decode(answer.body, type=ErrorBody)
    assert json.loads(msgspec.json.encode(told)) == json.loads(answer.body)
    return told.error.code


async def test_every_refusal_is_of_the_described_shape() -> None:
    document, scene = documented(), Scene()
    codes: set[str] = set()
    asked = 0
    for path, operations in document["paths"].items():
        for method in (each for each in METHODS if each in operations):
            responses = operations[method]["responses"]
            for filling in ("1", "-1", "x", "9" * 30):
                for headers, body in STRANGE:
                    answer = await scene.ask(re.sub(r"\{\w+\}", filling, path), method.upper(), headers, body)
                    if answer.status < 400:
                        continue
                    asked += 1
                    wanted = described(document, responses, answer.status)
                    assert wanted == {"$ref": "#/components/schemas/ErrorBody"}, (method, path)
                    codes.add(assert_refused(answer))
                if "{" not in path:
                    break
    assert asked > 1_000
    assert {"bad_field", "bad_json", "not_signed_in", "host_refused", "not_found", "too_large"} <= codes


@pytest.mark.parametrize(
    ("path", "method"), [("/nothing", "GET"), ("/api/v1/rooms", "DELETE"), ("/", "POST")]
)
async def test_what_is_in_no_table_is_refused_in_the_same_shape(path: str, method: str) -> None:
    answer = await Scene().ask(path, method)
    assert answer.status in (404, 405)
    assert_refused(answer)


async def test_the_one_answer_that_is_no_refusal_is_described_by_itself() -> None:
    document, scene = documented(), Scene()
    scene.ready = "draining"
    answer = await scene.ask("/readyz")
    assert answer.status == 503
    schema = described(document, document["paths"]["/readyz"]["get"]["responses"], 503)
    assert schema == {"$ref": "#/components/schemas/Health"}
    assert msgspec.json.decode(answer.body, type=Health) == Health("draining")


def test_the_shape_is_the_one_that_is_encoded() -> None:
    shapes = documented()["components"]["schemas"]
    assert shapes["ErrorBody"]["required"] == ["error"]
    assert shapes["ErrorBody"]["properties"]["error"] == {"$ref": "#/components/schemas/ErrorDetail"}
    assert set(shapes["ErrorDetail"]["properties"]) == {
        "code",
        "message",
        "retry_after_ms",
        "field",
        "request_id",
    }
    assert shapes["ErrorDetail"]["required"] == ["code", "message"]
    assert "Validation Exception" not in json.dumps(shapes)
