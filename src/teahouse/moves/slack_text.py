"""Slack's way of writing (mrkdwn) as our Markdown.

See "Formatting text for app surfaces" in Slack's documentation: `<...>` are links and names,
`&amp;`, `&lt;` and `&gt;` stand for themselves, `*bold*`, `_italic_`, `~strike~`, `code`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from teahouse.moves.shortcodes import with_emoji

_CODE: Final = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_TOKEN: Final = re.compile(r"<([^<>\n]+)>")
_BOLD: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?[^\s*])\*(?![\w*])")
_STRIKE: Final = re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*?[^\s~])~(?![\w~])")
_KEPT: Final = re.compile("\ue000(\\d+)\ue001")
_CALLS: Final = frozenset({"here", "channel", "everyone"})


class SlackText(Struct, frozen=True):
    """A text as ours, the ids of those it mentions, and whether it calls everyone."""

    body: str
    mentions: tuple[str, ...]
    everyone: bool


def translate(raw: str, name: Callable[[str], str], channel: Callable[[str], str | None]) -> SlackText:
    """`name` gives a user's name, `channel` a channel's, by their ids."""
    if not any(sign in raw for sign in "<&*~`:\ue000"):
        return SlackText(raw, (), everyone=False)
    reader = _Reader(name, channel)
    parts: list[str] = []
    end = 0
    raw = raw.replace("\ue000", "").replace("\ue001", "")
    for code in _CODE.finditer(raw):
        parts += [reader.prose(raw[end : code.start()]), reader.code(code[0])]
        end = code.end()
    parts.append(reader.prose(raw[end:]))
    return SlackText("".join(parts), tuple(dict.fromkeys(reader.mentions)), reader.everyone)


class _Reader:
    def __init__(self, name: Callable[[str], str], channel: Callable[[str], str | None]) -> None:
        self._name = name
        self._channel = channel
        self.mentions: list[str] = []
        self.everyone = False

    def prose(self, raw: str) -> str:
        """Formatting is found around names and links, and never in them."""
        kept: list[str] = []

        def keep(match: re.Match[str]) -> str:
            kept.append(self._token(match[1], plain=False))
            return f"\ue000{len(kept) - 1}\ue001"

        text = with_emoji(_TOKEN.sub(keep, raw))
        text = _STRIKE.sub(r"~~\1~~", _BOLD.sub(r"**\1**", text))
        return _KEPT.sub(lambda match: kept[int(match[1])], _unescaped(text))

    def code(self, raw: str) -> str:
        """Code is as it is but for what stands for itself, and links as they were typed."""
        return _unescaped(_TOKEN.sub(lambda match: self._token(match[1], plain=True), raw))

    def _token(self, token: str, *, plain: bool) -> str:
        target, _, label = token.partition("|")
        label = _unescaped(label)
        if target.startswith("@"):
            user = target[1:]
            self.mentions.append(user)
            return f"@{self._name(user)}"
        if target.startswith("#"):
            return f"#{label or self._channel(target[1:]) or target[1:]}"
        if target.startswith("!"):
            return self._special(target[1:], label)
        url = _unescaped(target)
        shown = label or url.removeprefix("mailto:")
        if plain or shown == url or url.startswith(("mailto:", "tel:")):
            return shown
        if not url.startswith(("https://", "http://")):
            return f"{shown} ({url})"
        return f"[{shown.replace('[', '(').replace(']', ')')}]({url.replace(')', '%29').replace(' ', '%20')})"

    def _special(self, what: str, label: str) -> str:
        if what in _CALLS:
            self.everyone = True
            return f"@{what}"
        # A group (subteam), a date: what is shown instead stands behind the bar.
        return label or f"@{what.partition('^')[0]}"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
