"""Sending something again while that may help, a bounded number of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from teahouse.outbound.errors import OutboundError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

DELAYS: Final = (1.0, 5.0, 25.0)
"""Seconds before the second, third and fourth try, half of it by chance."""
MOST_TRIES: Final = 1 + len(DELAYS)
PATIENCE: Final = 60.0
"""Seconds that a service may ask for; whoever asks for more is not waited for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means. Neither `ok` nor `later`: the same thing will never be taken."""

    ok: bool
    code: str
    """`sent`, or why not: stable."""
    later: bool = False
    gone: bool = False
    """The receiver is there no more: forget the address."""
    after: float = 0.0
    """Seconds that the service asks for."""
    detail: str = ""
    """What the service said, for the person whose address it is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How sending ended, after `tries` tries (0: nothing was sent)."""

    ok: bool
    code: str
    gone: bool = False
    tries: int = 1
    detail: str = ""


async def tried(
    attempt: Callable[[], Awaitable[Verdict]],
    sleep: Callable[[float], Awaitable[None]],
    chance: Callable[[], float],
    most: int = MOST_TRIES,
) -> Outcome:
    """Try up to `most` times, at most four. `chance` gives numbers from 0 to 1. Raises nothing of its own."""
    tries = 0
    while True:
        verdict = await _verdict(attempt)
        tries += 1
        if not verdict.later or tries >= most or verdict.after > PATIENCE:
            return Outcome(verdict.ok, verdict.code, verdict.gone, tries, verdict.detail)
        delay = DELAYS[tries - 1]
        await sleep(max(verdict.after, delay * (0.5 + chance() / 2)))


async def _verdict(attempt: Callable[[], Awaitable[Verdict]]) -> Verdict:
    try:
        return await attempt()
    except OutboundError as problem:
        return Verdict(False, problem.code, later=problem.transient)


def by_status(status: int, headers: Mapping[str, str], detail: str = "") -> Verdict:
    """What the status alone says: 2xx is sent, 408, 425, 429 and 5xx mean later, all else never."""
    if 200 <= status < 300:
        return Verdict(True, "sent")
    later = status in {408, 425, 429} or status >= 500
    return Verdict(False, f"status_{status}", later=later, after=retry_after(headers), detail=detail)


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds of Retry-After; 0 without one, or where it is a date."""
    text = headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0.0
