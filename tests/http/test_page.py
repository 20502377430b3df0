"""The built client as it is served: types, caching, compression, headers."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from teahouse.http.page import Pages
from tests.http.scene import Scene

INDEX = b"<!doctype html><title>Teahouse</title>" * 20
SCRIPT = b"console.log('tea');" * 50
ICON = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
FONT = bytes(range(256)) * 4


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(INDEX)
    (tmp_path / "favicon.svg").write_bytes(ICON)
    (tmp_path / "icons").mkdir()
    (tmp_path / "icons" / "192.png").write_bytes(FONT)
    (tmp_path / "sw.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "main-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "serif-3c4d.woff2").write_bytes(FONT)
    return tmp_path


def test_there_is_a_page_or_not(built: Path, tmp_path: Path) -> None:
    assert Pages(built)
    assert not Pages(tmp_path / "missing")


@pytest.mark.parametrize(
    ("path", "body", "kind", "cache"),
    [
        ("/", INDEX, "text/html; charset=utf-8", "no-cache"),
        ("/favicon.svg", ICON, "image/svg+xml", "no-cache"),
        ("/icons/192.png", FONT, "image/png", "no-cache"),
        ("/sw.js", SCRIPT, "text/javascript; charset=utf-8", "no-cache"),
        ("/assets/main-1a2b.js", SCRIPT, "text/javascript; charset=utf-8", "immutable"),
        ("/assets/serif-3c4d.woff2", FONT, "font/woff2", "immutable"),
    ],
)
async def test_a_file_has_its_type_and_how_long_it_keeps(
    built: Path, path: str, body: bytes, kind: str, cache: str
) -> None:
    answer = await Scene(built).ask(path)
    assert (answer.status, answer.body) == (200, body)
    assert answer.headers["content-type"] == kind
    assert cache in answer.headers["cache-control"]
    assert answer.headers["content-length"] == str(len(body))
    assert "content-encoding" not in answer.headers


async def test_text_is_sent_compressed_to_who_takes_it(built: Path) -> None:
    scene = Scene(built)
    answer = await scene.ask("/", headers={"accept-encoding": "br, gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "accept-encoding, accept-language"
    assert len(answer.body) < len(INDEX)
    assert gzip.decompress(answer.body) == INDEX
    font = await scene.ask("/assets/serif-3c4d.woff2", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in font.headers
    assert font.body == FONT


async def test_what_the_browser_has_is_not_sent_again(built: Path) -> None:
    scene = Scene(built)
    etag = (await scene.ask("/")).headers["etag"]
    again = await scene.ask("/", headers={"if-none-match": etag, "accept-encoding": "gzip"})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == etag
    assert again.headers["cache-control"] == "no-cache"
    other = await scene.ask("/", headers={"if-none-match": '"another"'})
    assert (other.status, other.body) == (200, INDEX)


async def test_another_content_has_another_etag(built: Path) -> None:
    before = (await Scene(built).ask("/")).headers["etag"]
    (built / "index.html").write_bytes(INDEX + b"!")
    assert (await Scene(built).ask("/")).headers["etag"] != before


@pytest.mark.parametrize(
    "path",
    ["/assets/none.js", "/index.html", "/assets/../index.html", "/assets/%2e%2e/index.html", "/nothing"],
)
async def test_there_is_nothing_else(built: Path, path: str) -> None:
    answer = await Scene(built).ask(path)
    assert answer.status == 404
    assert b'"not_found"' in answer.body


async def test_every_answer_has_the_security_headers(built: Path) -> None:
    for path in ("/", "/healthz", "/nothing"):
        headers = (await Scene(built).ask(path)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers["x-request-id"]) == 32


async def test_another_host_name_is_refused(built: Path) -> None:
    answer = await Scene(built).ask("/", headers={"host": "rebound.example"})
    assert answer.status == 403
    assert b'"host_refused"' in answer.body
    assert "content-security-policy" in answer.headers


async def test_what_is_installed_has_the_place_s_name_and_the_reader_s_language(built: Path) -> None:
    scene = Scene(built)
    answer = await scene.ask("/manifest.webmanifest", headers={"accept-language": "zh-TW,en;q=0.5"})
    assert answer.headers["content-type"].startswith("application/manifest+json")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "accept-language"
    told = json.loads(answer.body)
    # The language of this scene is fixed by its owner.
    assert (told["name"], told["lang"], told["display"]) == ("Teahouse", "en", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


async def test_the_page_brings_the_words_of_the_reader_s_language(built: Path) -> None:
    """And names those of the others, for the service worker to keep."""
    link = '<link rel="strings" hreflang="{0}" href="/assets/{0}-1a2b.js">'
    (built / "index.html").write_text("<!doctype html>" + link.format("en") + link.format("zh-CN"))
    answer = await Scene(built).ask("/")
    # The language of this scene is fixed by its owner.
    assert b'<link rel="modulepreload" crossorigin hreflang="en" href="/assets/en-1a2b.js">' in answer.body
    assert b'<link rel="strings" hreflang="zh-CN" href="/assets/zh-CN-1a2b.js">' in answer.body
