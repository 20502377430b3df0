"""C6: the way to what is new, in a room where much was said."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.browser import NoBrowserError, chromium
from benchmarks.contenders import teahouse
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import LOAD_CORE, Server, free_port, running
from benchmarks.seed import fill_apart

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

UNREAD = 200
LOBBY = 1

# Time runs from the click, or from the navigation where there is none, to the frame that shows the line.
OBSERVE = """window.divider = () => new Promise((done) => {
  const look = () => {
    const [log, line] = [document.querySelector(".log"), document.querySelector(".log [data-new]")];
    if (line) {
      const [frame, place] = [log.getBoundingClientRect(), line.getBoundingClientRect()];
      if (place.top >= frame.top && place.bottom <= frame.bottom) {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
        return;
      }
    }
    requestAnimationFrame(look);
  };
  look();
});
window.began = 0;
window.shown = window.divider();
addEventListener("click", ({ timeStamp }) => {
  window.began = timeStamp;
  window.shown = window.divider();
}, true);"""

ARRIVED = """() => Promise.race([
  window.shown.then((at) => at - window.began),
  new Promise((_, fail) => setTimeout(() => fail(new Error("no line of what is new")), 20_000)),
])"""

BELOW = """() => {
  const all = [...document.querySelectorAll(".log [data-new], .log [data-seq]")];
  return Number(all[all.findIndex((each) => "new" in each.dataset) + 1]?.dataset.seq ?? 0);
}"""


def measure(effort: Effort) -> Outcome:
    """Somebody who left off 200 messages ago comes from another room, or opens the page."""
    count, times = (20_000, 3) if effort.quick else (100_000, 15)
    outcome = Outcome("C6", f"Opening a room with {UNREAD} unread among {count:,} messages")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        fill_apart(folder / "data", count)
        with running(teahouse(free_port(), folder)) as server:
            try:
                with chromium(LOAD_CORE) as browser:
                    found = visit(browser, server, count, times)
            except NoBrowserError as error:
                outcome.notes.append(f"not run: {error}")
    outcome.notes += [f"WRONG: {each}" for each in dict.fromkeys(found.get("wrong", []))]
    outcome.figures = [
        Figure("from the click on the room to the line on screen, slowest", found.get("click_ms"), "ms", 300),
        Figure("the same, median", found.get("click_median_ms"), "ms"),
        Figure("from navigation to the line on screen, slowest", found.get("page_ms"), "ms"),
        Figure("the same, median", found.get("page_median_ms"), "ms"),
    ]
    outcome.detail = found
    return outcome


def visit(browser: Browser, server: Server, count: int, times: int) -> dict[str, Any]:
    """Opens the room so often each way, always with an empty cache and the same read position."""
    site = f"http://127.0.0.1:{server.port}"
    first = browser.new_context(base_url=site)
    made = first.request.post("/api/v1/guests", data={"name": "Reader"}, headers={"Origin": site})
    other = first.request.post("/api/v1/rooms", data={"title": "Quiet"}, headers={"Origin": site})
    if not made.ok or not other.ok:
        raise RuntimeError(f"guest {made.status}, room {other.status}: {other.text()[:300]}")
    quiet = int(other.json()["id"])
    who = first.storage_state()
    read, wrong = count - UNREAD, []
    waits: dict[str, list[float]] = {"page": [], "click": []}
    for _ in range(times):
        for way, found in waits.items():
            _mark(first, site, read)
            page = _page(browser, site, who)
            if way == "click":
                page.goto(f"{site}/#/r/{quiet}")
                page.locator(".log[aria-busy=false]").wait_for()
                page.locator(f'a[href="#/r/{LOBBY}"]').click()
            else:
                page.goto(f"{site}/#/r/{LOBBY}")
            found.append(round(float(page.evaluate(ARRIVED)), 1))
            below = page.evaluate(BELOW)
            if below != read + 1:
                wrong.append(f"the line stands above {below}, not above {read + 1}")
            page.wait_for_timeout(300)
            page.context.close()
            now = _read(first)
            if now != read:
                wrong.append(f"opening the room ({way}) moved what is read from {read} to {now}")
    first.close()
    return {
        "click_ms": max(waits["click"]), "click_median_ms": statistics.median(waits["click"]),
        "page_ms": max(waits["page"]), "page_median_ms": statistics.median(waits["page"]),
        "waits_ms": waits, "wrong": wrong,
    }  # fmt: skip


def _page(browser: Browser, site: str, who: StorageState) -> Page:
    page = browser.new_context(base_url=site, storage_state=who).new_page()
    page.set_default_timeout(20_000)
    page.add_init_script(OBSERVE)
    return page


def _mark(context: BrowserContext, site: str, seq: int) -> None:
    place = f"/api/v1/rooms/{LOBBY}/read"
    answer = context.request.put(place, data={"seq": seq, "back": True}, headers={"Origin": site})
    if not answer.ok:
        raise RuntimeError(f"read.mark: {answer.status} {answer.text()[:300]}")


def _read(context: BrowserContext) -> int:
    rooms = context.request.get("/api/v1/rooms").json()["rooms"]
    return int(next(room["read"] for room in rooms if room["id"] == LOBBY))
