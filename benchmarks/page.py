"""P8: what the page weighs, and the server after one person used it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.browser import NoBrowserError, Traffic, chromium
from benchmarks.contenders import teahouse
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import Server, free_port, rss_kb, running
from benchmarks.seed import fill_apart

MESSAGES = 500


def measure(effort: Effort) -> Outcome:
    """One visitor with an empty cache: joins, speaks, scrolls to older history."""
    outcome = Outcome("P8", f"One person's visit to a lobby of {MESSAGES} messages")
    names = ("server's resident memory", "bytes until usable", "requests until usable", "other hosts asked")
    limits = ((80, 65), (150, 120), (14, None), (0, None))
    values: tuple[float | None, ...] = (None,) * 4
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        fill_apart(folder / "data", MESSAGES)
        with running(teahouse(free_port(), folder)) as server:
            try:
                values = _visit(server, outcome)
            except NoBrowserError as error:
                outcome.notes.append(f"not run: {error}")
    units = ("MB", "KB", "", "")
    outcome.figures = [
        Figure(what, value, unit, bar, goal)
        for what, value, unit, (bar, goal) in zip(names, values, units, limits, strict=True)
    ]
    return outcome


def _visit(server: Server, outcome: Outcome) -> tuple[float, float, float, float]:
    site = f"http://127.0.0.1:{server.port}/"
    idle = rss_kb(server.pid)
    with chromium() as browser:
        page = browser.new_page()
        traffic = Traffic(page)
        began = time.perf_counter()
        page.goto(site, wait_until="commit")
        page.locator(f'[data-seq="{MESSAGES}"]').wait_for(state="visible", timeout=20_000)
        box = page.locator("textarea").first
        box.press_sequentially("t")
        page.wait_for_function("document.querySelector('textarea').value === 't'")
        usable = time.perf_counter() - began
        asked = traffic.urls
        end = time.monotonic() + 5
        while traffic.pending and time.monotonic() < end:
            page.wait_for_timeout(50)
        weight = traffic.bytes
        box.press_sequentially("ea for everybody")
        box.press("Enter")
        page.locator(f'[data-seq="{MESSAGES + 1}"]').wait_for(state="visible", timeout=10_000)
        log = page.locator("[role=log]")
        oldest = "Math.min(...[...document.querySelectorAll('[data-seq]')].map(e => +e.dataset.seq))"
        before = int(page.evaluate(oldest))
        for _ in range(40):
            log.hover()
            page.mouse.wheel(0, -3000)
            page.wait_for_timeout(100)
            if int(page.evaluate(oldest)) < before - 100:
                break
        else:
            outcome.notes.append("WRONG: scrolling did not bring older history")
        time.sleep(1)
        memory = rss_kb(server.pid)
    others = [url for url in asked if urlsplit(url).netloc != urlsplit(site).netloc]
    outcome.detail = {
        "requests": [urlsplit(url).path for url in asked], "other_hosts": others, "bytes": weight,
        "usable_s": round(usable, 3), "rss_idle_kb": idle, "rss_after_kb": memory,
    }  # fmt: skip
    return memory / 1024, weight / 1024, float(len(asked)), float(len(others))
