"""Parts of a file (RFC 9110 section 14), of which one at a time is given."""

from __future__ import annotations

import re
from typing import Final

_ONE: Final = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


class UnsatisfiableError(Exception):
    """The part that was asked for is none of the file: 416."""


def part_of(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and stop (exclusive) of the part asked for; None for the whole.

    What is no range, or several at once, is passed over, as a server may
    (section 14.2). Raises UnsatisfiableError.
    """
    found = _ONE.fullmatch(header) if header else None
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        last = int(found[2])
        if not last or not size:
            raise UnsatisfiableError
        return max(0, size - last), size
    start = int(found[1])
    stop = int(found[2]) + 1 if found[2] else size
    if stop <= start and found[2]:
        return None
    if start >= size:
        raise UnsatisfiableError
    return start, min(stop, size)
