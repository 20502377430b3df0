"""The samples of every page: what stands between fences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
FENCE: Final = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w-]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Sample:
    """`place` is the page and the line of the fence."""

    place: str
    language: str
    text: str


def samples() -> list[Sample]:
    """All of them, in the order of the pages."""
    return [sample for page in _pages() for sample in _on(page)]


def _pages() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")]
    return sorted(found)


def _on(page: Path) -> Iterator[Sample]:
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Sample(f"{page.relative_to(ROOT)}:{line}", found["language"], found["text"])
