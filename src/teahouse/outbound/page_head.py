"""What a page says about itself, read from its markup in one pass without a tree.

It reads what a stranger's server sent, so its time is linear whatever that is:
every search begins where the last one ended, and a tag or comment that is not
closed ends the page, as it does in the standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Final

MOST_TAGS: Final = 20_000
MOST_ATTRIBUTES: Final = 64
MOST_VALUE: Final = 8_192
"""Characters of one value that are looked at."""

_NAME: Final = re.compile(r"(/?)([A-Za-z][^\s/>]{0,30}+)")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+"""
)
# What is left of a tag; a ">" within quotes, which only follow "=", does not end it.
_REST: Final = re.compile(r"""[^>=]*+(?:=(?:\s*+(?:"[^"]*+"|'[^']*+'))?+[^>=]*+)*+>""")
# Elements whose content is no markup, or not about the page.
_SKIPPED: Final = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in (
        "script",
        "style",
        "textarea",
        "iframe",
        "noembed",
        "noframes",
        "xmp",
        "svg",
        "math",
        "template",
    )
}
_TITLE_END: Final = re.compile("</title", re.IGNORECASE)
_WANTED: Final = frozenset({"meta", "link", "base"})


@dataclass(slots=True)
class PageHead:
    """The first of each; keys are in lower case, values have their entities replaced."""

    title: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    base: str = ""

    def first(self, *names: str) -> str:
        """The first of these metas that is there and not blank; else empty."""
        return next((value for name in names if (value := self.metas.get(name, "").strip())), "")


def read_head(html: str) -> PageHead:
    """Never fails; what cannot be read is not there."""
    head = PageHead()
    position = 0
    for _ in range(MOST_TAGS):
        start = html.find("<", position)
        if start < 0:
            break
        if html.startswith("<!--", start):
            end = html.find("-->", start + 2)
            if end < 0:
                break
            position = end + 3
            continue
        name = _NAME.match(html, start + 1)
        if name is None:
            position = start + 1
            continue
        position = _after_tag(html, name, head)
        if position < 0:
            break
    return head


def _after_tag(html: str, name: re.Match[str], head: PageHead) -> int:
    """Where to go on after a tag was noted; -1 at the end of the page."""
    rest = _REST.match(html, name.end())
    if rest is None:
        return -1
    tag, position = name[2].lower(), rest.end()
    if name[1]:
        return position
    if tag in _WANTED:
        _note(tag, _attributes(html, name.end(), position - 1), head)
    elif tag == "title":
        end = _TITLE_END.search(html, position)
        if end is None:
            return -1
        head.title = head.title or unescape(html[position : min(end.start(), position + MOST_VALUE)])
        return end.start()
    elif tag in _SKIPPED:
        end = _SKIPPED[tag].search(html, position)
        return -1 if end is None else end.start()
    return position


def _attributes(html: str, start: int, end: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in islice(_ATTRIBUTE.finditer(html, start, end), MOST_ATTRIBUTES):
        if len(attribute[1]) <= 32:
            value = attribute[2] or attribute[3] or attribute[4] or ""
            found.setdefault(attribute[1].lower(), unescape(value[:MOST_VALUE]))
    return found


def _note(tag: str, attributes: dict[str, str], head: PageHead) -> None:
    match tag:
        case "meta":
            key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop", "")
            if key and "content" in attributes:
                head.metas.setdefault(key.strip().lower(), attributes["content"])
        case "link":
            for relation in attributes.get("rel", "").lower().split()[:8]:
                head.links.setdefault(relation, attributes.get("href", ""))
        case _:
            head.base = head.base or attributes.get("href", "")
