"""Files over HTTP: sending, reading in parts, the headers that keep them harmless, taking back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teahouse.files.quotas import FileLimits
from teahouse.model.limits import RATES, Limit, Limits, Rate
from tests.files import samples
from tests.http.file_counter import PAGE, Counter, Make
from tests.http.scene import Answer, Scene

JSON = {**PAGE, "content-type": "application/json"}


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Make]:
    """To be called within the test: an application belongs to a loop."""
    made: list[Counter] = []

    def make(limits: Limits | None = None) -> Counter:
        made.append(Counter(tmp_path / "files", limits))
        return made[-1]

    yield make
    for each in made:
        each.cellar.blobs._threads.shutdown()


def code(answer: Answer) -> object:
    return json.loads(answer.body)["error"]["code"]


async def test_sending_an_image(counter: Make) -> None:
    at = counter()
    answer = await at.send("假日.jpg", samples.image("JPEG", (800, 600)))
    assert answer.status == 201
    told = json.loads(answer.body)
    assert told == {
        "id": told["id"], "name": "假日.jpg", "size": told["size"], "type": "image/jpeg",
        "width": 800, "height": 600, "preview": True,
    }  # fmt: skip
    assert at.cellar.records.rows[told["id"]].owner == at.ann.id


async def test_sending_any_other_file(counter: Make) -> None:
    answer = await counter().send("a.txt", b"tea")
    told = json.loads(answer.body)
    assert told == {"id": told["id"], "name": "a.txt", "size": 3, "type": "text/plain"}


async def test_a_program_sends_with_its_token(counter: Make) -> None:
    answer = await counter().send("a.txt", b"tea", {"authorization": "Bearer secret"})
    assert answer.status == 201


@pytest.mark.parametrize(
    ("headers", "status", "told"),
    [
        ({"sec-fetch-site": "same-origin"}, 401, "not_signed_in"),
        ({"sec-fetch-site": "same-origin", "cookie": "teahouse_fake=wrong"}, 401, "not_signed_in"),
        ({"sec-fetch-site": "cross-site", "cookie": "teahouse_fake=secret"}, 403, "origin_refused"),
        ({"sec-fetch-site": "same-site", "cookie": "teahouse_fake=secret"}, 403, "origin_refused"),
        ({"origin": "https://evil.example", "cookie": "teahouse_fake=secret"}, 403, "origin_refused"),
        ({"cookie": "teahouse_fake=secret"}, 403, "origin_refused"),
    ],
)
async def test_who_may_not_send(counter: Make, headers: dict[str, str], status: int, told: str) -> None:
    at = counter()
    answer = await at.send("a.txt", b"tea", headers)
    assert (answer.status, code(answer)) == (status, told)
    assert at.cellar.kept() == []


@pytest.mark.parametrize(
    ("name", "body", "status", "told"),
    [
        ("cat.png", samples.windows_program(), 415, "file_refused"),
        ("setup.exe", b"tea", 415, "file_refused"),
        ("cat.png", b"<svg/>", 415, "bad_image"),
        ("cat.png", samples.png_bomb(), 415, "bad_image"),
        ("a.txt", b"x" * 100_001, 413, "file_too_large"),
        ("x" * 1_001, b"tea", 400, "bad_field"),
    ],
)
async def test_what_is_refused_is_told_with_its_code(
    counter: Make, name: str, body: bytes, status: int, told: str
) -> None:
    at = counter()
    answer = await at.send(name, body)
    assert (answer.status, code(answer)) == (status, told)
    assert at.cellar.kept() == []


async def test_a_file_without_a_name(counter: Make) -> None:
    answer = await counter().scene.ask("/api/v1/files", "POST", PAGE, b"tea")
    assert (answer.status, json.loads(answer.body)["name"]) == (201, "file")


END = {"type": "http.request", "body": b"", "more_body": False}


def endless() -> Iterator[dict[str, Any]]:
    while True:
        yield {"type": "http.request", "body": bytes(65_536), "more_body": True}


@pytest.mark.parametrize("length", ["26000000", "9" * 18, "9" * 30])
async def test_what_is_said_to_be_too_large_is_refused_unread(counter: Make, length: str) -> None:
    at = counter()
    at.cellar.files._quotas.limits = FileLimits(25_000_000, 10**9, 10**9)

    headers = {**PAGE, "content-length": length}
    answer = await at.scene.ask(
        "/api/v1/files?name=a.bin", "POST", headers, incoming=(untouched := iter([END]))
    )
    assert (answer.status, code(answer)) == (413, "file_too_large")
    assert next(untouched) == END


async def test_twenty_six_megabytes_without_a_length_are_refused_while_they_come(counter: Make) -> None:
    at = counter()
    at.cellar.files._quotas.limits = FileLimits(25_000_000, 10**9, 10**9)
    headers = {**PAGE, "content-length": ""}
    coming = endless()
    answer = await at.scene.ask("/api/v1/files?name=a.bin", "POST", headers, incoming=coming)
    assert (answer.status, code(answer)) == (413, "file_too_large")
    assert at.cellar.kept() == []


async def test_a_sender_that_goes_away_leaves_nothing(
    counter: Make, caplog: pytest.LogCaptureFixture
) -> None:
    at = counter()
    gone: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"half", "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = {**PAGE, "content-length": "9"}
    await at.scene.ask("/api/v1/files?name=a.txt", "POST", headers, incoming=gone)
    assert at.cellar.kept() == []
    assert not at.cellar.records.rows
    assert not caplog.records


async def test_a_full_quota(counter: Make) -> None:
    at = counter()
    at.cellar.files._quotas.limits = FileLimits(100, 100, 150)
    assert (await at.send("a.txt", b"x" * 90)).status == 201
    answer = await at.send("a.txt", b"x" * 20)
    assert (answer.status, code(answer)) == (507, "quota_full")
    answer = await at.send("a.txt", b"x" * 90, {"authorization": "Bearer other"})
    assert (answer.status, code(answer)) == (507, "files_full")


async def test_so_many_a_day(counter: Make) -> None:
    at = counter(Limits({**RATES, Limit.PERSON_UPLOADS: Rate(2, 0.1)}))
    assert [(await at.send("a.txt", b"x")).status for _ in range(3)] == [201, 201, 429]
    at.scene.now = 10.0
    assert (await at.send("a.txt", b"x")).status == 201
    assert RATES[Limit.PERSON_UPLOADS].per_second * 86_400 <= 500


async def test_taking_an_upload_back(counter: Make) -> None:
    at = counter()
    file = json.loads((await at.send("a.txt", b"tea")).body)["id"]
    path = f"/api/v1/files/{file}"
    assert (await at.scene.ask(path, "DELETE", {**JSON, "sec-fetch-site": "cross-site"})).status == 403
    assert (await at.scene.ask(path, "DELETE", {**JSON, "cookie": ""})).status == 401
    other = {"authorization": "Bearer other", "content-type": "application/json"}
    assert (await at.scene.ask(path, "DELETE", other)).status == 404
    assert (await at.scene.ask(path, "DELETE", JSON)).status == 204
    assert (await at.scene.ask(path, "DELETE", JSON)).status == 404
    assert at.cellar.kept() == []
    sent = await at.keep("a.txt", b"tea")
    assert (await at.scene.ask(f"/api/v1/files/{sent}", "DELETE", JSON)).status == 404


async def test_a_server_without_files_has_none_of_this() -> None:
    scene = Scene()
    scene.store.enrol("Ann", "secret")
    assert (await scene.ask("/api/v1/files?name=a", "POST", PAGE, b"tea")).status == 404
    assert (await scene.ask("/api/v1/files/a", "DELETE", JSON)).status == 404
    assert (await scene.ask("/files/a/b", headers=PAGE)).status == 404


async def test_the_description_says_that_the_body_is_the_file() -> None:
    described = json.loads((await Scene().ask("/api/openapi.json")).body)["paths"]["/api/v1/files"]["post"]
    assert list(described["requestBody"]["content"]) == ["application/octet-stream"]
    assert {"name": "name", "in": "query"}.items() <= described["parameters"][0].items()
