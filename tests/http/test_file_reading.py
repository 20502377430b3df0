"""Reading files over HTTP: parts, the headers that keep them harmless, who may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teahouse.http.files import disposition
from teahouse.model.limits import Limits
from tests.files import samples
from tests.http.file_counter import PAGE, Counter, Make
from tests.http.scene import Answer

CONTENT = bytes(range(256)) * 40


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


async def test_reading_a_file(counter: Make) -> None:
    at = counter()
    file = await at.keep('茶馆 "menu" 100%.bin', CONTENT)
    answer = await at.read(file, "anything")
    assert (answer.status, answer.body) == (200, CONTENT)
    told = answer.headers
    assert told["content-type"] == "application/octet-stream"
    assert told["content-length"] == str(len(CONTENT))
    assert told["x-content-type-options"] == "nosniff"
    assert told["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert told["cache-control"] == "private, max-age=31536000, immutable"
    assert told["accept-ranges"] == "bytes"
    assert told["etag"] == f'"{file}"'
    assert told["content-disposition"] == (
        "attachment; filename=\"__ _menu_ 100_.bin\"; filename*=UTF-8''%E8%8C%B6%E9%A6%86%20_menu_%20100%25.bin"
    )


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=0-0"}, {"range": "bytes=9-"}, {"if_none_match": "*"}])
async def test_every_header_comes_once(counter: Make, asked: dict[str, str]) -> None:
    at = counter()
    file = await at.keep("a.txt", b"tea")
    names: list[bytes] = []
    app = at.scene.app

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def heard(message: Any) -> None:
            names.extend(name for name, _ in message.get("headers", []))
            await send(message)

        await app(scope, receive, heard)

    at.scene.app = watched
    await at.read(file, **asked)
    assert len(names) > 10
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "content", "type_", "inline"),
    [
        ("a.png", samples.image("PNG"), "image/png", True),
        ("a.mp4", samples.film(), "video/mp4", True),
        ("a.mp3", samples.mp3(), "audio/mpeg", True),
        ("a.pdf", b"%PDF-1.7\n", "application/pdf", False),
        ("a.txt", b"tea", "text/plain", False),
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "application/octet-stream",
            False,
        ),
        ("a.html", b"<script>alert(1)</script>", "application/octet-stream", False),
        ("a.js", b"alert(1)", "application/octet-stream", False),
    ],
)
async def test_only_what_is_harmless_is_shown(
    counter: Make, name: str, content: bytes, type_: str, inline: bool
) -> None:
    at = counter()
    answer = await at.read(await at.keep(name, content), name)
    assert answer.headers["content-type"] == type_
    assert answer.headers["content-disposition"].startswith("inline;" if inline else "attachment;")


async def test_a_film_opened_by_itself_may_load_itself_and_nothing_else(counter: Make) -> None:
    at = counter()
    answer = await at.read(await at.keep("a.mp4", samples.film()))
    assert answer.headers["content-security-policy"] == (
        "sandbox; default-src 'none'; frame-ancestors 'none'; media-src 'self'"
    )


async def test_who_may_not_read_is_told_that_there_is_nothing(counter: Make) -> None:
    at = counter()
    file = await at.keep("a.txt", b"tea")
    at.cellar.readers = {at.ben.id}
    for path in (
        f"/files/{file}/a.txt",
        f"/files/{file}/preview",
        f"/files/{'a' * 26}/a.txt",
        "/files/../x/y",
    ):
        answer = await at.scene.ask(path, headers=PAGE)
        assert (answer.status, code(answer)) == (404, "not_found")
        assert answer.headers["cache-control"] == "no-store"
    assert (
        await at.scene.ask(f"/files/{file}/a.txt", headers={"authorization": "Bearer other"})
    ).status == 200


async def test_an_upload_is_its_owners_alone_until_it_is_sent(counter: Make) -> None:
    at = counter()
    file = json.loads((await at.send("a.txt", b"tea")).body)["id"]
    assert (await at.read(file)).status == 200
    assert (await at.scene.ask(f"/files/{file}/a", headers={"authorization": "Bearer other"})).status == 404
    assert (await at.scene.ask(f"/files/{file}/a")).status == 404


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-99", 0, 100), ("bytes=10000-", 10_000, 10_240), ("bytes=-5", 10_235, 10_240)],
)
async def test_a_part_of_a_file(counter: Make, asked: str, start: int, stop: int) -> None:
    at = counter()
    file = await at.keep("a.mp4", samples.film()[:24] + CONTENT[24:])
    answer = await at.read(file, range=asked)
    assert (answer.status, answer.body) == (206, (samples.film()[:24] + CONTENT[24:])[start:stop])
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/10240"
    assert answer.headers["content-length"] == str(stop - start)


async def test_parts_that_are_not_given(counter: Make) -> None:
    at = counter()
    file = await at.keep("a.bin", CONTENT)
    answer = await at.read(file, range="bytes=20000-")
    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["content-range"] == "bytes */10240"
    for headers in ({"range": "bytes=0-1,4-5"}, {"range": "bytes=0-1", "if_range": '"other"'}):
        answer = await at.read(file, **headers)
        assert (answer.status, answer.body) == (200, CONTENT)
        assert "content-range" not in answer.headers
    answer = await at.read(file, range="bytes=0-1", if_range=f'"{file}"')
    assert answer.status == 206


async def test_what_the_browser_has_is_not_sent_again(counter: Make) -> None:
    at = counter()
    file = await at.keep("a.bin", CONTENT)
    answer = await at.read(file, if_none_match=f'W/"{file}"')
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == f'"{file}"'
    at.cellar.readers = set()
    assert (await at.read(file, if_none_match=f'"{file}"')).status == 404


async def test_head_tells_of_a_file_without_reading_it(
    counter: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = counter()
    file = await at.keep("a.bin", CONTENT)

    async def read(*arguments: object) -> bytes:
        raise AssertionError("read")

    monkeypatch.setattr(at.cellar.blobs, "read", read)
    headers = {"cookie": "teahouse_fake=secret", "range": "bytes=0-1"}
    answer = await at.scene.ask(f"/files/{file}/a.bin", "HEAD", headers)
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(len(CONTENT))


async def test_files_are_not_compressed_on_their_way(counter: Make) -> None:
    at = counter()
    file = await at.keep("a.txt", b"tea " * 1_000)
    answer = await at.read(file, accept_encoding="gzip")
    assert answer.body == b"tea " * 1_000
    assert "content-encoding" not in answer.headers


async def test_the_preview(counter: Make) -> None:
    at = counter()
    file = await at.keep("a.png", samples.image("PNG", (800, 600)))
    answer = await at.read(file, "preview")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.body[8:12] == b"WEBP"
    assert answer.headers["content-disposition"].startswith("inline;")
    assert answer.headers["etag"] != (await at.read(file)).headers["etag"]
    # What has none is given itself: it may even be called so.
    plain = await at.keep("preview", b"tea")
    assert (await at.read(plain, "preview")).body == b"tea"


def test_names_in_headers_break_nothing() -> None:
    assert disposition('a"b\\c;d%.txt', inline=True) == (
        "inline; filename=\"a_b_c;d_.txt\"; filename*=UTF-8''a%22b%5Cc%3Bd%25.txt"
    )
    assert "\n" not in disposition("a\r\nx: y", inline=False)
