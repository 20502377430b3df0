"""Whether a text leads elsewhere, however it is written: asked about what newcomers say."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Bare hosts of the domains that spam uses, or with a path; an end of a sentence without a space is no link.
_LINK: Final = re.compile(
    r"""https?\s*:\s*/\s*/|\bwww\s*\.
    |[\w-]\s?\.\s?(?:com|cn|net|org|io|cc|me|top|xyz|info|app|vip|shop|site|link|ru|tv)\b
    |[\w-]\.[a-z]{2,24}/\S""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def has_link(text: str) -> bool:
    """Whether it has an address, in code and in spoilers too."""
    plain = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    return any(_LINK.search(line) for line in plain.splitlines())
