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
    etag = (await scene.ask("/")).headers["etag"]
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


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/api/v1/rooms"])
async def test_head_is_answered_as_get(built: Path, path: str) -> None:
    scene = Scene(built)
    asked, got = await scene.ask(path, "HEAD"), await scene.ask(path)
    assert asked.status == got.status == 200
    assert asked.headers["content-type"] == got.headers["content-type"]


async def test_head_is_no_way_around_the_rule_for_hosts(built: Path) -> None:
    assert (await Scene(built).ask("/", "HEAD", {"host": "evil.example"})).status == 403
