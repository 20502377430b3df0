"""C3: somebody writes while others' messages arrive."""

from __future__ import annotations

import tempfile
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.browser import NoBrowserError, chromium
from benchmarks.contenders import teahouse
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import LOAD_CORE, Server, free_port, running
from benchmarks.scrolling import DRAWN
from benchmarks.seed import fill_apart
from benchmarks.talker import talking
from benchmarks.vigil import Vigil, longest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MESSAGES = 500
RATE = 50
KEY_MS = 80
"""Between two keys: a fast typist."""

TEXT = "the kettle sings and the rain goes on while we wait for a cup of tea "

# From the key's own time to when the frame that shows it was painted; and what the browser itself says of it
# (Event Timing, in steps of 8 ms, to the frame's presentation), which it does above 16 ms.
OBSERVE = """window.strokes = [];
window.presented = [];
addEventListener("keydown", ({ timeStamp, target }) => {
  const had = target.value?.length ?? 0;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () =>
      window.strokes.push([performance.now() - timeStamp, (target.value?.length ?? 0) > had]);
    channel.port2.postMessage(0);
  });
}, true);
new PerformanceObserver((list) => {
  for (const { name, duration } of list.getEntries()) if (name === "keydown") window.presented.push(duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });"""


def measure(effort: Effort) -> Outcome:
    """One page at the newest; the browser alone on its core."""
    keys = 60 if effort.quick else 400
    outcome = Outcome("C3", f"{keys} keys pressed while {RATE} messages/s arrive in the open room")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        fill_apart(folder / "data", MESSAGES)
        with running(teahouse(free_port(), folder)) as server:
            try:
                with chromium(LOAD_CORE) as browser:
                    found = visit(browser, server, MESSAGES, keys)
            except NoBrowserError as error:
                outcome.notes.append(f"not run: {error}")
    outcome.figures = [
        Figure("from a key to the frame that shows it, slowest", found.get("slowest_ms"), "ms", 100),
        Figure("the same, p99", found.get("p99_ms"), "ms"),
        Figure("the same, p50", found.get("p50_ms"), "ms"),
        Figure("keys dropped", found.get("dropped"), "", 0),
        Figure("messages that arrived meanwhile", found.get("arrived_per_s"), "/s", RATE * 0.95, most=False),
    ]
    outcome.detail = found
    return outcome


def visit(browser: Browser, server: Server, newest: int, keys: int) -> dict[str, Any]:
    """Types so many keys from the 100th message on that arrives."""
    site = f"http://127.0.0.1:{server.port}/"
    vigil = Vigil(browser.new_context())
    page = vigil.page
    page.add_init_script(OBSERVE)
    page.goto(site)
    page.evaluate(DRAWN, newest)
    page.locator("#composer").focus()
    text = (TEXT * (keys // len(TEXT) + 1))[:keys]
    # More than can be needed: it is stopped after the last key.
    count = 100 + int(RATE * keys)
    newest_shown = "() => Number([...document.querySelectorAll('[data-seq]')].at(-1).dataset.seq)"
    with talking(server.port, 1, count, RATE) as talker:
        page.evaluate(DRAWN, newest + 100)
        vigil.frames()
        profile = vigil.profile()
        began, before = page.evaluate("performance.now()"), page.evaluate(newest_shown)
        page.keyboard.type(text, delay=KEY_MS)
        seconds = (page.evaluate("performance.now()") - began) / 1000
        arrived = page.evaluate(newest_shown) - before
        heaviest = profile.end()
        frames = vigil.frames()
        typing_alone = not talker.talking
    value = page.locator("#composer").input_value()
    strokes = page.evaluate("window.strokes")
    presented = page.evaluate("window.presented")
    waits = sorted(wait for wait, _ in strokes)
    unseen = sum(not shown for _, shown in strokes)
    task, frame = longest(frames, site)
    if typing_alone:
        raise RuntimeError("the talker had said everything before the last key")
    return {
        "slowest_ms": max([*waits, *presented]), "p99_ms": waits[len(waits) * 99 // 100],
        "p50_ms": waits[len(waits) // 2], "presented_ms": sorted(presented)[-10:],
        "dropped": _dropped(text, value) + unseen + keys - len(strokes), "arrived_per_s": arrived / seconds,
        "longest_task_ms": task, "longest_frame": frame, "frames_over_50_ms": len(frames), "profile": heaviest,
    }  # fmt: skip


def _dropped(typed: str, value: str) -> int:
    """How many keys are not in the text, or not in their place, or there twice."""
    found = SequenceMatcher(None, typed, value, autojunk=False).get_matching_blocks()
    return max(len(typed), len(value)) - sum(block.size for block in found)
