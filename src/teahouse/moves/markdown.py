"""A message's text as HTML, for pages that are read without a program.

A subset of Markdown, as the page of a room shows it; HTML in a text is text, and only links
to the web become links.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_URL: Final = re.compile(
    r"https?://[^\s<>\"“”「」（），。；！？、]+[^\s<>\"“”「」（），。；！？、.,;:!?)'\]]", re.IGNORECASE
)

RULES: Final = (
    "backticks", "emphasis", "strikethrough", "link", "escape", "newline", "balance_pairs",
    "fence", "code", "blockquote", "list",
)  # fmt: skip

NESTING: Final = 20
"""Quotes in quotes beyond this are text."""


def to_html(text: str) -> str:
    """Paragraphs of HTML; everything in them is escaped or made here."""
    return str(_parser().render(text))


@cache
def _parser() -> MarkdownIt:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

    class Renderer(RendererHTML):
        """Links open elsewhere and tell nothing of where they were; bare addresses are links too."""

        def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
            content = tokens[idx].content
            if any(token.type == "link_open" for token in tokens):
                return html.escape(content)
            return _linked(content)

        def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
            tokens[idx].attrSet("rel", "noopener noreferrer nofollow")
            tokens[idx].attrSet("target", "_blank")
            return self.renderToken(tokens, idx, options, env)

        def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
            return "<br>\n"

    class Subset(MarkdownIt):
        """Only links to the web are links."""

        def validateLink(self, url: str) -> bool:
            return url.lower().startswith(("https://", "http://"))

    options = {"maxNesting": NESTING, "html": False, "breaks": True}
    return Subset("zero", options, renderer_cls=Renderer).enable(list(RULES))


def _linked(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _URL.finditer(text):
        url = html.escape(match[0])
        parts += [
            html.escape(text[end : match.start()]),
            f'<a href="{url}" rel="noopener noreferrer nofollow" target="_blank">{url}</a>',
        ]
        end = match.end()
    return "".join(parts) + html.escape(text[end:])
