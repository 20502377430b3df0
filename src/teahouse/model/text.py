"""What the body of a message may hold."""

from __future__ import annotations

import re
from typing import Final

from teahouse.model.errors import BadFieldError, BadTextError, EmptyTextError, TooLargeError

BODY_BYTES: Final = 16_384
"""The longest body, in bytes of UTF-8."""

# C0 and C1 controls except tab and line feed, surrogates, and the noncharacters of every plane (Unicode 23.7).
# Code points that are merely unassigned pass: they are next year's emoji and ideographs. Bidi controls pass
# too: the client isolates each body, so they cannot reach beyond it.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x11_0000, 0x1_0000))
    + "]"
)
_LEADING_BLANK_LINES: Final = re.compile(r"(?:[^\S\n]*\n)+")
_VISIBLE: Final = re.compile(
    r"[^\s\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F"
    r"\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\U000E0000-\U000E0FFF]"
)


OPTION_CHARACTERS: Final = 200
TITLE_CHARACTERS: Final = 60
TOPIC_CHARACTERS: Final = 400
REASON_CHARACTERS: Final = 300


def allowed_part(raw: str) -> str:
    """The text without what no body may hold, for what cannot be sent back to its author."""
    return _FORBIDDEN.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))


def check_line(raw: str, field: str, most: int, *, may_be_empty: bool = False) -> str:
    """A text of one line and at most so many characters; raises as `check_body` does, and BadFieldError."""
    text = " ".join(raw.split())
    if _FORBIDDEN.search(text):
        raise BadTextError(field=field)
    if not _VISIBLE.search(text):
        if may_be_empty:
            return ""
        raise EmptyTextError(field=field)
    if len(text) > most:
        raise BadFieldError(field=field)
    return text


def check_options(raw: tuple[str, ...]) -> tuple[str, ...]:
    """The options of a poll, none of them twice; none at all if it is no poll. BadFieldError for a single one."""
    options = tuple(check_line(option, "options", OPTION_CHARACTERS) for option in raw)
    if len(options) == 1 or len(set(options)) < len(options):
        raise BadFieldError(field="options")
    return options


def check_body(raw: str, *, may_be_empty: bool = False) -> str:
    """The body as it is kept: line ends as LF, no blank lines around.

    Raises EmptyTextError when nothing visible is left (unless it may be), TooLargeError above
    16,384 bytes of UTF-8, BadTextError for controls, surrogates and noncharacters.
    """
    if len(raw) > 2 * BODY_BYTES:
        raise TooLargeError(field="body")
    body = raw.replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(body):
        raise BadTextError(field="body")
    if not _VISIBLE.search(body):
        if may_be_empty:
            return ""
        raise EmptyTextError(field="body")
    body = body.rstrip()
    if blank := _LEADING_BLANK_LINES.match(body):
        body = body[blank.end() :]
    if len(body.encode()) > BODY_BYTES:
        raise TooLargeError(field="body")
    return body
