"""A stylesheet of the owner's: what it must not hold.

The page's Content-Security-Policy keeps it from other hosts anyway; this says so at once, to
who writes it, and holds in browsers that have no such policy.
"""

from __future__ import annotations

import re
from typing import Final

from teahouse.model.errors import BadFieldError

STYLE_BYTES: Final = 65_536

# CSS Syntax Level 3, section 4.3.7: up to six hexadecimal digits and one white space, a line that goes on, or the sign.
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\r\n\f])|(.))", re.DOTALL)
# Addresses lose these wherever they are (URL Standard, section 4.4), so that they must not hide anything.
_LOST: Final = re.compile(r"[\t\r\n\f\x00]")
_DATA: Final = re.compile(r"url\(\s*(['\"]?)data:(?:image|font)/[^'\"()]*\1\s*\)", re.IGNORECASE)
_OUTSIDE: Final = re.compile(
    r"//|@import|@namespace|\b[a-z][a-z0-9+.-]*:(?=/)|\b(?:https?|wss?|ftp|file):", re.IGNORECASE
)
_OTHER_SCHEME: Final = re.compile(r"url\(\s*['\"]?[^'\"()/#?]*:", re.IGNORECASE)


def check_style(text: str, field: str) -> str:
    """The text as it came; BadFieldError if it is too long, imports, or names another host.

    Comments count as text: what a browser skips is not guessed.
    """
    if len(text.encode("utf-8", "surrogatepass")) > STYLE_BYTES or "\0" in text:
        raise BadFieldError(field=field)
    plain = _DATA.sub("url()", _LOST.sub("", _ESCAPE.sub(_meant, text)).replace("\\", "/"))
    if _OUTSIDE.search(plain) or _OTHER_SCHEME.search(plain):
        raise BadFieldError(field=field)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadFieldError(field=field) from None
    return text


def _meant(escape: re.Match[str]) -> str:
    digits, line, sign = escape.groups()
    if digits is not None:
        code = int(digits, 16)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    return "" if line is not None else str(sign)
