"""C4: what the page weighs until one can write, what of it comes later, and how it opens on a bad line."""

from __future__ import annotations

import json
import re
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.browser import NoBrowserError, Traffic, chromium
from benchmarks.contenders import ROOT, teahouse
from benchmarks.line import Line
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import Server, free_port, running
from benchmarks.scrolling import DRAWN
from benchmarks.seed import fill_apart

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MESSAGES = 500
LANGUAGES = ("en-US", "zh-CN")
ROUND_TRIP = 0.4
LOSS = 0.01
ASSETS = ROOT / "src" / "teahouse" / "http" / "page" / "assets"

LATER = {
    "picker": r"^EmojiPicker-",
    "emoji tables": None,
    "highlighter": r"lowlight",
    "KaTeX": r"katex",
    "pinyin": r"pinyin",
}
"""Parts that come when they are needed, by the names of their files; the tables by what is in them."""

TABLES = re.compile("😀|grinning face\\||嘿嘿\\|")

BACKGROUND_S = 12
"""The service worker keeps the other parts some seconds after the page stands."""

CUTS = (None, 0.1, 0.3)
"""Seconds after which the line breaks that a message was sent on: on its way there, and its answer on its way back."""

SHOWS = """async (text) => {
  const end = performance.now() + 60_000;
  while (![...document.querySelectorAll("[data-seq] .said-text")].some((said) => said.textContent === text)) {
    if (performance.now() > end) throw new Error(`not in the log: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""

TYPED = """async (text) => {
  const end = performance.now() + 60_000;
  while (document.querySelector("#composer")?.value !== text) {
    if (performance.now() > end) throw new Error(`not in the field: ${text}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}"""


def measure(effort: Effort) -> Outcome:
    """First visits with an empty cache, in both languages; then over the line."""
    visits = 1 if effort.quick else 5
    outcome = Outcome("C4", f"Opening a lobby of {MESSAGES} messages for the first time")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        fill_apart(folder / "data", MESSAGES)
        with running(teahouse(free_port(), folder)) as server:
            try:
                with chromium() as browser:
                    browser.new_page().close()
                    found = visit(browser, server, MESSAGES)
                    found |= on_a_bad_line(browser, server, MESSAGES, visits)
            except NoBrowserError as error:
                outcome.notes.append(f"not run: {error}")
    outcome.notes += [f"WRONG: the build has no part for the {what}" for what in found.get("unknown", [])]
    line = f"{ROUND_TRIP * 1000:.0f} ms and {LOSS:.0%} loss"
    outcome.figures = [
        Figure("compressed bytes until usable", found.get("kb"), "KB", 150),
        Figure("history drawn and a typed character shown, from navigation", found.get("usable_s"), "s"),
        Figure("parts loaded at start that are for later", found.get("early"), "", 0),
        Figure("afterwards, for a start without a network: the service worker", found.get("kept_kb"), "KB"),
        Figure(f"{line}: usable, slowest of {visits}", found.get("line_s"), "s", 6),
        Figure(f"{line}: messages lost or doubled", found.get("line_wrong"), "", 0),
    ]
    outcome.detail = found
    return outcome


def visit(browser: Browser, server: Server, newest: int) -> dict[str, Any]:
    """The greater of what both languages cost."""
    parts = parts_for_later(ASSETS)
    found: dict[str, Any] = {"unknown": [what for what, files in parts.items() if not files], "languages": {}}
    for language in LANGUAGES:
        # Without a delay and without loss, but it tells what the service worker asks for, too.
        with Line(server.port, 0, 0) as line:
            page = browser.new_context(locale=language).new_page()
            traffic = Traffic(page)
            usable = _use(page, line.port, newest)
            end = time.monotonic() + 5
            while traffic.pending and time.monotonic() < end:
                page.wait_for_timeout(50)
            at_start = [urlsplit(url).path for url in traffic.urls]
            weight, carried = traffic.bytes, line.carried
            page.wait_for_timeout(BACKGROUND_S * 1000)
            page.context.close()
            later = [path for path in line.asked if path not in at_start]
        found["languages"][language] = {
            "bytes": weight, "usable_s": round(usable, 3), "at_start": at_start, "later": later,
            "early": _of(parts, at_start),
            "kept": _of(parts, later), "kept_kb": round((line.carried - carried) / 1024, 1),
        }  # fmt: skip
    both = found["languages"].values()
    return found | {
        "kb": max(each["bytes"] for each in both) / 1024,
        "usable_s": max(each["usable_s"] for each in both),
        "early": max(len(each["early"]) for each in both),
        "kept_kb": max(each["kept_kb"] for each in both),
    }


def on_a_bad_line(browser: Browser, server: Server, newest: int, visits: int) -> dict[str, Any]:
    """Opens the page and speaks on it, also where the line breaks meanwhile; looks for what came of it."""
    opened, lost, said = [], [], []
    for number in range(visits):
        with Line(server.port, ROUND_TRIP, LOSS, seed=number + 1) as line:
            page = browser.new_context().new_page()
            opened.append(round(_use(page, line.port, newest), 3))
            for cut in CUTS:
                text = f"t {number} on a bad line, cut after {cut}"
                said.append(text)
                page.keyboard.type(text[len(page.locator("#composer").input_value()) :])
                page.keyboard.press("Enter")
                if cut is not None:
                    time.sleep(cut)
                    line.cut()
                page.evaluate(SHOWS, text)
            newest += len(CUTS)
            page.context.close()
            lost.append(line.lost)
    counts = Counter(_log(server.port))
    wrong = {text: counts[text] for text in said if counts[text] != 1}
    return {
        "line_s": max(opened), "line_each_s": opened, "segments_lost": lost,
        "line_said": len(said), "line_wrong": len(wrong), "line_counts": wrong,
    }  # fmt: skip


def parts_for_later(assets: Path) -> dict[str, list[str]]:
    """The scripts of the built page for each of LATER."""
    scripts = sorted(assets.glob("*.js"))
    tables = [file.name for file in scripts if TABLES.search(file.read_text())]
    return {
        what: tables if name is None else [file.name for file in scripts if re.search(name, file.name)]
        for what, name in LATER.items()
    }


def _of(parts: dict[str, list[str]], paths: list[str]) -> list[str]:
    names = {path.rsplit("/", 1)[-1] for path in paths}
    return [what for what, files in parts.items() if names & set(files)]


def _use(page: Page, port: int, newest: int) -> float:
    """Seconds from the navigation until the history stands there and a typed character shows."""
    page.set_default_timeout(60_000)
    began = time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    page.evaluate(DRAWN, newest)
    page.locator("#composer").focus()
    page.keyboard.press("t")
    page.evaluate(TYPED, "t")
    return time.perf_counter() - began


def _log(port: int) -> list[str]:
    """The newest bodies of the lobby, as the API tells them."""
    url = f"http://127.0.0.1:{port}/api/v1/rooms/1/messages?limit=200"
    with urllib.request.urlopen(url, timeout=10) as response:
        return [event.get("body") or "" for event in json.load(response)["events"]]
