"""Which links of a message get a preview: as the page draws them, but not in code and not in spoilers."""

from __future__ import annotations

import re
from typing import Final

from teahouse.outbound import url
from teahouse.outbound.errors import RefusedError

MOST_LINKS: Final = 3

# The same as the client's, so that what has a preview is what is drawn as a link.
_LINK: Final = re.compile(r"""https?://[^\s<>"'`\u3000-\u303f\uff00-\uffef]+""", re.IGNORECASE)
_TRAILING: Final = frozenset(".,;:!?…，。；：！？]}*_|~")
_FENCE: Final = re.compile(r"(?: {0,3}>)* {0,3}(`{3,}|~{3,})([^\n]*)")
_TICKS: Final = re.compile(r"`+")
_SPOILER: Final = re.compile(r"\|\|(?!\|)(.+?)\|\|", re.DOTALL)
_BLANK_LINE: Final = re.compile(r"\n(?:[^\S\n]*\n)+")


def links_in(body: str) -> list[str]:
    """The first three different http and https links, in their canonical form and without fragments."""
    found: dict[str, None] = {}
    for paragraph in _BLANK_LINE.split(_without_fences(body)):
        for link in _LINK.findall(_without_spoilers(_without_code(paragraph))):
            try:
                found[str(url.parse(_trimmed(link)))] = None
            except RefusedError:
                continue
            if len(found) == MOST_LINKS:
                return list(found)
    return list(found)


def _without_fences(body: str) -> str:
    kept: list[str] = []
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            # Closed by at least as many of the same, with nothing behind; else open to the end.
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
            line = ""
        elif mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
            line = ""
        kept.append(line)
    return "\n".join(kept)


def _without_code(text: str) -> str:
    """Code spans as spaces: a run of ticks to the next run of as many (CommonMark 6.1)."""
    runs = [(each.start(), each.end()) for each in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        start, end = runs[index]
        later.setdefault(end - start, []).append(index)
    parts: list[str] = []
    done = index = 0
    while index < len(runs):
        start, end = runs[index]
        same = later[end - start]
        while same and same[-1] <= index:
            same.pop()
        if same and not _is_escaped(text, start):
            closing = same[-1]
            parts += [text[done:start], " "]
            done = runs[closing][1]
            index = closing
        index += 1
    return "".join([*parts, text[done:]])


def _is_escaped(text: str, position: int) -> bool:
    start = position
    while start and text[start - 1] == "\\":
        start -= 1
    return (position - start) % 2 == 1


def _without_spoilers(text: str) -> str:
    return _SPOILER.sub(" ", text)


def _trimmed(link: str) -> str:
    """Without a sentence's own punctuation, and without a bracket that was not opened inside."""
    end = len(link)
    while end:
        last = link[end - 1]
        unopened = last == ")" and link.count("(", 0, end) < link.count(")", 0, end)
        if not unopened and last not in _TRAILING:
            break
        end -= 1
    return link[:end]
