"""Where the processor's time of a page goes, by the browser's own sampling."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

INTERVAL_US = 500
IDLE = {"(idle)", "(root)"}


class Profile:
    """Samples from its making until `end`."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        session.send("Profiler.enable")
        session.send("Profiler.setSamplingInterval", {"interval": INTERVAL_US})
        session.send("Profiler.start")

    def end(self, most: int = 12) -> list[tuple[str, float]]:
        """The functions that took most time themselves, with their share of the busy time in per cent."""
        return heaviest(self._session.send("Profiler.stop")["profile"], most)


def heaviest(profile: dict[str, Any], most: int) -> list[tuple[str, float]]:
    """The functions of a profile (Chrome DevTools Protocol, `Profiler.Profile`) with the most time of their own."""
    names = {node["id"]: _name(node["callFrame"]) for node in profile["nodes"]}
    spent: dict[str, float] = defaultdict(float)
    for node, delta in zip(profile["samples"], profile["timeDeltas"], strict=True):
        spent[names[node]] += delta
    busy = {name: time for name, time in spent.items() if name not in IDLE}
    whole = sum(busy.values()) or 1
    ranked = sorted(busy.items(), key=lambda each: -each[1])[:most]
    return [(name, round(time / whole * 100, 1)) for name, time in ranked]


def _name(frame: dict[str, Any]) -> str:
    name = frame["functionName"] or "(anonymous)"
    file = frame["url"].rsplit("/", 1)[-1]
    return f"{name} {file}:{frame['lineNumber'] + 1}:{frame['columnNumber'] + 1}" if file else name
