"""C2, C3, C4 and C6 once each against a small room: that they measure, and that they would see what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import divider, keystrokes, opening, scrolling
from benchmarks.contenders import teahouse
from benchmarks.process import free_port, running
from benchmarks.profile import heaviest
from benchmarks.seed import fill_apart
from benchmarks.talker import talking
from benchmarks.vigil import longest
from tests.browser.visits import launched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from benchmarks.process import Server

MESSAGES = 300


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Server]:
    """A server on any core with so many messages in its lobby."""
    fill_apart(tmp_path / "data", MESSAGES)
    with running(teahouse(free_port(), tmp_path, core=None)) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_is_measured(room: Server, chromium: Browser) -> None:
    found = scrolling.visit(chromium, room, MESSAGES, 150, (20, 40))
    assert 150 <= found["nodes"] <= scrolling.WINDOW
    assert found["jump_px"] <= 2
    assert found["scrolled"]["pages"] >= 1
    assert [told["accepted"] for told in found["talked"]] == [20, 40]
    assert found["growth"] > 0.5
    newest = found["talked"][1]["newest"]
    assert newest == MESSAGES + 60

    found = keystrokes.visit(chromium, room, newest, 12)
    assert found["dropped"] == 0
    assert 0 < found["p50_ms"] <= found["p99_ms"] <= found["slowest_ms"]
    assert found["arrived_per_s"] > 0


@pytest.mark.browser
@pytest.mark.slow
def test_the_way_to_the_line_is_measured(room: Server, chromium: Browser) -> None:
    found = divider.visit(chromium, room, MESSAGES, 1)
    assert found["wrong"] == []
    assert 0 < found["click_ms"] < 20_000
    assert 0 < found["page_ms"] < 20_000


@pytest.mark.browser
@pytest.mark.slow
def test_the_opening_is_weighed(room: Server, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BACKGROUND_S", 0.1)
    monkeypatch.setattr(opening, "LANGUAGES", ("en-US",))
    monkeypatch.setattr(opening, "ROUND_TRIP", 0.02)
    found = opening.visit(chromium, room, MESSAGES)
    assert found["unknown"] == []
    assert found["early"] == 0
    assert 20 < found["kb"] < 1000
    found = opening.on_a_bad_line(chromium, room, MESSAGES, 1)
    assert found["line_said"] == 3
    assert found["line_wrong"] == 0
    assert found["line_s"] > 0


def test_parts_are_found_by_their_names_and_the_tables_by_what_is_in_them(tmp_path: Path) -> None:
    for name, text in {
        "EmojiPicker-x1.js": "", "en-x2.js": "var e=`grinning face|happy", "lowlight-x3.js": "",
        "katex-x4.js": "", "index-x5.js": "",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text)
    parts = opening.parts_for_later(tmp_path)
    assert parts == {
        "picker": ["EmojiPicker-x1.js"], "emoji tables": ["en-x2.js"], "highlighter": ["lowlight-x3.js"],
        "KaTeX": ["katex-x4.js"], "pinyin": [],
    }  # fmt: skip
    assert opening._of(parts, ["/assets/index-x5.js", "/assets/katex-x4.js"]) == ["KaTeX"]


@pytest.mark.parametrize(
    ("typed", "value", "dropped"),
    [("tea", "tea", 0), ("tea", "ta", 1), ("tea", "tae", 1), ("tea", "teea", 1), ("tea", "", 3)],
)
def test_keys_that_are_missing_swapped_or_doubled_are_dropped(typed: str, value: str, dropped: int) -> None:
    assert keystrokes._dropped(typed, value) == dropped


def test_only_scripts_of_the_page_count() -> None:
    def frame(*scripts: tuple[float, str]) -> dict[str, Any]:
        return {"at": 0, "ms": 500, "scripts": [{"ms": ms, "from": source} for ms, source in scripts]}

    site = "http://127.0.0.1:1/"
    frames = [frame((400, "")), frame((70, f"{site}assets/a.js"), (90, "http://127.0.0.1:2/a.js")), frame()]
    assert longest(frames, site) == (70, frames[1])
    assert longest(frames[:1], site) == (0, None)


def test_a_profile_tells_the_share_of_the_busy_time() -> None:
    def node(id: int, name: str, url: str = "") -> dict[str, Any]:
        return {"id": id, "callFrame": {"functionName": name, "url": url, "lineNumber": 4, "columnNumber": 1}}

    profile = {
        "nodes": [node(1, "(idle)"), node(2, "draw", "http://x/assets/a.js"), node(3, "(garbage collector)")],
        "samples": [1, 2, 3, 2],
        "timeDeltas": [900, 200, 100, 100],
    }
    assert heaviest(profile, 5) == [("draw a.js:5:2", 75.0), ("(garbage collector)", 25.0)]


def test_a_talker_that_cannot_speak_says_why(tmp_path: Path) -> None:
    with talking(free_port(), 1, 3, 10) as talker, pytest.raises(RuntimeError, match="refused"):
        talker.end()
