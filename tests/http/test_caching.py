"""Requests as caches, monitors and odd clients make them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.http.scene import Scene

INDEX = b"<!doctype html><title>Teahouse</title>" * 20


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_bytes(INDEX)
    return tmp_path


@pytest.mark.parametrize("form", ["{etag}", "W/{etag}", '"other", {etag}', '"other" , W/{etag}', "*"])
async def test_what_the_browser_has_is_not_sent_again(built: Path, form: str) -> None:
    scene = Scene(built)
    etag = (await scene.ask("/")).headers["etag"].removeprefix("W/")
    answer = await scene.ask("/", headers={"if-none-match": form.format(etag=etag)})
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize("held", ['"other"', "", "other", '"other", "another"'])
async def test_what_it_has_not_is(built: Path, held: str) -> None:
    answer = await Scene(built).ask("/", headers={"if-none-match": held})
    assert (answer.status, answer.body) == (200, INDEX)


@pytest.mark.parametrize(
    ("accepted", "squeezed"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.8", True),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000", False),
        ("x-gzip-like", False),
        ("identity", False),
    ],
)
async def test_only_who_takes_gzip_gets_it(built: Path, accepted: str, squeezed: bool) -> None:
    answer = await Scene(built).ask("/", headers={"accept-encoding": accepted})
    assert ("content-encoding" in answer.headers) is squeezed


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("BR;q=0.5, gzip", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip", "gzip"),
        ("brotli", None),
        ("", None),
    ],
)
async def test_what_the_build_made_smaller_goes_to_who_takes_it(
    built: Path, accepted: str, coding: str | None
) -> None:
    (built / "assets").mkdir()
    script = built / "assets" / "main-1a2b.js"
    script.write_bytes(b"console.log('tea');" * 50)
    script.with_name("main-1a2b.js.br").write_bytes(b"what the build made of it")
    script.with_name("main-1a2b.js.gz").write_bytes(b"for those without TLS")
    scene = Scene(built)
    answer = await scene.ask("/assets/main-1a2b.js", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert (answer.body == b"what the build made of it") is (coding == "br")
    assert (answer.body == b"for those without TLS") is (coding == "gzip")
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    # All forms of a file are one content: what came in one is not sent again in another.
    held = {"if-none-match": answer.headers["etag"], "accept-encoding": "identity"}
    assert (await scene.ask("/assets/main-1a2b.js", headers=held)).status == 304


async def test_a_compressed_form_is_no_file_of_its_own(built: Path) -> None:
    (built / "assets").mkdir()
    for name in ("a-1.js", "a-1.js.br", "a-1.js.gz", "alone-2.br"):
        (built / "assets" / name).write_bytes(b"x")
    scene = Scene(built)
    assert (await scene.ask("/assets/a-1.js.br")).status == 404
    assert (await scene.ask("/assets/a-1.js.gz")).status == 404
    assert (await scene.ask("/assets/alone-2.br")).status == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/api/v1/rooms"])
async def test_head_is_answered_as_get(built: Path, path: str) -> None:
    scene = Scene(built)
    asked, got = await scene.ask(path, "HEAD"), await scene.ask(path)
    assert asked.status == got.status == 200
    assert asked.headers["content-type"] == got.headers["content-type"]


async def test_head_is_no_way_around_the_rule_for_hosts(built: Path) -> None:
    assert (await Scene(built).ask("/", "HEAD", {"host": "evil.example"})).status == 403
