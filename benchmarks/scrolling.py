"""C2: a reader who scrolls up through the log, and a page that is left open while others talk."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.browser import NoBrowserError, chromium
from benchmarks.contenders import teahouse
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import LOAD_CORE, Server, free_port, running
from benchmarks.seed import fill_apart
from benchmarks.talker import talking
from benchmarks.vigil import Vigil, longest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STEP_PX = 600
"""Scrolled in each frame: six notches of a wheel."""

RATE = 200
WINDOW = 400
PATIENCE_MS = 240_000

DRAWN = """async (seq) => {
  const end = performance.now() + 60_000;
  while (!document.querySelector(`.log[aria-busy=false] [data-seq="${seq}"]`)) {
    if (performance.now() > end) throw new Error(`${seq} is not drawn`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""

# After each step the reader holds still for a frame. Whatever of the messages in sight then stands elsewhere
# than the step had left it, before the frame is painted or when it was, has jumped.
SCROLL_UP = """async ([until, step, patience]) => {
  const log = document.querySelector(".log");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const painted = () => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  });
  const placeOf = ({ seq, said }) => {
    const here = said.isConnected ? said : log.querySelector(`[data-seq="${seq}"]`);
    return here ? here.getBoundingClientRect().top : Number.NaN;
  };
  const jumps = [];
  let [most, pages, frames] = [0, 0, 0];
  let oldest = Number(log.querySelector("[data-seq]").dataset.seq);
  const end = performance.now() + patience;
  while (oldest > until) {
    if (performance.now() > end) throw new Error(`no older page came: ${oldest}`);
    log.scrollTop -= step;
    const { top, bottom } = log.getBoundingClientRect();
    const seen = [...log.querySelectorAll("[data-seq]")]
      .filter((said) => {
        const place = said.getBoundingClientRect();
        return place.bottom > top && place.top < bottom;
      })
      .map((said) => ({ said, seq: said.dataset.seq, top: said.getBoundingClientRect().top }));
    const moved = () => Math.max(0, ...seen.map((each) => {
      const now = placeOf(each);
      return Number.isNaN(now) ? 9999 : Math.abs(now - each.top);
    }));
    await frame();
    const before = moved();
    await painted();
    const jump = Math.max(before, moved());
    if (jump > 0) jumps.push(jump);
    const said = log.querySelectorAll("[data-seq], [data-key]");
    most = Math.max(most, said.length);
    const first = Number(log.querySelector("[data-seq]").dataset.seq);
    if (first < oldest) pages += 1;
    oldest = first;
    frames += 1;
  }
  return { jump: Math.max(0, ...jumps), jumps: jumps.length, most, pages, frames };
}"""

RECEIVE = """async ([seq, patience]) => {
  const log = document.querySelector(".log");
  const end = performance.now() + patience;
  let most = 0;
  for (;;) {
    const said = log.querySelectorAll("[data-seq]");
    most = Math.max(most, log.querySelectorAll("[data-seq], [data-key]").length);
    const newest = Number(said[said.length - 1].dataset.seq);
    if (newest >= seq) return most;
    if (performance.now() > end) throw new Error(`the page stands at ${newest}, not at ${seq}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""


def measure(effort: Effort) -> Outcome:
    """One page: up through the history, then open at the newest while others talk."""
    back, first, rest = (600, 500, 700) if effort.quick else (5_000, 2_000, 18_000)
    outcome = Outcome("C2", f"Scrolling up {back:,} messages, then {first + rest:,} that arrive")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        fill_apart(folder / "data", back + 300)
        with running(teahouse(free_port(), folder)) as server:
            try:
                with chromium(LOAD_CORE) as browser:
                    found = visit(browser, server, back + 300, back, (first, rest))
            except NoBrowserError as error:
                outcome.notes.append(f"not run: {error}")
    outcome.figures = [
        Figure("message nodes in the log, most", found.get("nodes"), "", WINDOW),
        Figure("what is in sight jumps while pages are added, most", found.get("jump_px"), "px", 2),
        Figure("longest task of our scripts, scrolling", found.get("scrolling_ms"), "ms", 50),
        Figure("longest task of our scripts, receiving", found.get("receiving_ms"), "ms", 50),
        Figure(f"heap after {first + rest:,} against {first:,} received", found.get("growth"), "×", 1.3),
        Figure(f"heap after {first + rest:,}", found.get("heap_mb"), "MB"),
    ]
    outcome.detail = found
    return outcome


def visit(
    browser: Browser, server: Server, newest: int, back: int, counts: tuple[int, int]
) -> dict[str, Any]:
    """Scrolls up `back` messages from `newest`, returns to it, and receives twice so many."""
    site = f"http://127.0.0.1:{server.port}/"
    vigil = Vigil(browser.new_context())
    page = vigil.page
    page.goto(site)
    page.evaluate(DRAWN, newest)
    opening = vigil.frames()
    profile = vigil.profile()
    scrolled = page.evaluate(SCROLL_UP, [newest - back, STEP_PX, PATIENCE_MS])
    scrolling_profile = profile.end()
    scrolling = vigil.frames()
    page.locator(".jump").click()
    page.evaluate(DRAWN, newest)
    vigil.frames()
    heaps, most, receiving, told = [vigil.heap()], scrolled["most"], [], []
    for count in counts:
        profile = vigil.profile()
        with talking(server.port, 1, count, RATE) as talker:
            newest += count
            most = max(most, page.evaluate(RECEIVE, [newest, PATIENCE_MS]))
            told.append(talker.end())
        receiving_profile = profile.end()
        receiving += vigil.frames()
        heaps.append(vigil.heap())
    (up_ms, up), (came_ms, came) = longest(scrolling, site), longest(receiving, site)
    return {
        "nodes": most, "jump_px": scrolled["jump"], "scrolling_ms": up_ms, "receiving_ms": came_ms,
        "growth": heaps[2] / heaps[1], "heap_mb": heaps[2], "heaps_mb": [round(heap, 2) for heap in heaps],
        "document": vigil.nodes(), "scrolled": scrolled, "talked": told,
        "opening_ms": longest(opening, site)[0], "frames_over_50_ms": [len(scrolling), len(receiving)],
        "longest_frames": [up, came], "profiles": [scrolling_profile, receiving_profile],
    }  # fmt: skip
