"""A watch over one page while it is used: how long its scripts keep it busy, what it holds in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.profile import Profile

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

# Long Animation Frames tell which script it was; what a measurement runs in the page has no address there.
OBSERVE = """window.frames_over = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration, scripts } of list.getEntries())
    window.frames_over.push({
      at: startTime, ms: duration,
      scripts: scripts.map((script) => ({
        ms: script.duration, layout_ms: script.forcedStyleAndLayoutDuration,
        from: script.sourceURL, by: script.invoker, name: script.sourceFunctionName,
      })),
    });
}).observe({ type: "long-animation-frame", buffered: true });"""

TAKEN = "() => window.frames_over.splice(0)"

# The frames of the moment are told a little after they were painted.
SETTLED = "() => new Promise((done) => setTimeout(done, 300))"

Frame = dict[str, Any]


class Vigil:
    """Watches from the first script on."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(OBSERVE)
        self._session = context.new_cdp_session(self.page)

    def frames(self) -> list[Frame]:
        """Frames of more than 50 ms since the last call, with the scripts that ran in them."""
        self.page.evaluate(SETTLED)
        found: list[Frame] = self.page.evaluate(TAKEN)
        return found

    def heap(self) -> float:
        """MB that the page's scripts hold, after two collections of garbage."""
        for _ in range(2):
            self._session.send("HeapProfiler.collectGarbage")
        return float(self._session.send("Runtime.getHeapUsage")["usedSize"]) / 2**20

    def nodes(self) -> dict[str, int]:
        """What the browser holds of the document: `nodes`, `documents`, `jsEventListeners`."""
        counted: dict[str, int] = self._session.send("Memory.getDOMCounters")
        return counted

    def profile(self) -> Profile:
        """A profile of the processor's time, begun now."""
        return Profile(self._session)


def longest(frames: list[Frame], origin: str) -> tuple[float, Frame | None]:
    """The longest run of one of the page's own scripts, in milliseconds, and the frame that it was in."""
    own = [
        (float(script["ms"]), frame)
        for frame in frames
        for script in frame["scripts"]
        if script["from"].startswith(origin)
    ]
    return max(own, key=lambda each: each[0], default=(0.0, None))
