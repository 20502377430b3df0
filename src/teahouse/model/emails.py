"""Addresses of mail, as far as they must be right to be written to safely."""

from __future__ import annotations

import re
from typing import Final

from teahouse.model.errors import BadFieldError

LONGEST: Final = 254
"""Characters (RFC 5321 section 4.5.3.1.3, without its angle brackets)."""

# No quoted local parts and no literal addresses: nobody's mailbox, and ways to smuggle something in.
_ADDRESS: Final = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@([^\s@<>()\[\]\\,;:\"./]+\.)+[^\s@<>()\[\]\\,;:\"./]{2,}"
)


def check_email(text: str) -> str:
    """The address without the spaces around it; BadFieldError if it can be none."""
    found = text.strip()
    if len(found) > LONGEST or not found.isprintable() or _ADDRESS.fullmatch(found) is None:
        raise BadFieldError(field="email")
    return found
