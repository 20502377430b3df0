"""The name under which a file is shown and saved."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import regex

NAME_BYTES: Final = 200
"""The longest name in UTF-8: file systems allow 255, and browsers add a number."""

UNNAMED: Final = "file"

# Controls, bidi controls (gnp.exe read backwards is exe.png), zero-width characters, surrogates.
_INVISIBLE: Final = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]+", regex.V1)
_SPACES: Final = regex.compile(r"[\p{Zs}\t\n\r]+", regex.V1)
# What no file system of Windows takes in a name.
_RESERVED: Final = re.compile(r'[<>:"|?*]')
_SUFFIX: Final = re.compile(r"(?<=.)\.[A-Za-z0-9-]{1,20}$")


def clean_name(raw: str) -> str:
    """What a person may see of the name that a file was sent under: never a path, never empty.

    NFC; nothing invisible; at most 200 bytes of UTF-8, of which the suffix is kept.
    """
    name = re.split(r"[/\\]", raw[:4_000])[-1]
    name = _INVISIBLE.sub("", _SPACES.sub(" ", name))
    # What stood on both sides of something invisible meets now: marks with letters, spaces with spaces.
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", name))
    # Windows drops dots and spaces at the end; a dot in front hides a file.
    name = _RESERVED.sub("_", name).strip(" .")
    return _shortened(name) or UNNAMED


def suffix_of(name: str) -> str:
    """The suffix in small letters, with its dot; empty if there is none."""
    found = _SUFFIX.search(name)
    return found[0].lower() if found else ""


def with_suffix(name: str, allowed: tuple[str, ...]) -> str:
    """The name with a suffix that fits: its own if it is one of those allowed, else the first of them.

    A suffix that does not fit is replaced if `IMAGES` has it, for the file is none of these.
    """
    own = suffix_of(name)
    if own in allowed:
        return name
    stem = name[: -len(own)] if own in IMAGES else name
    return _shortened(stem + allowed[0])


IMAGES: Final = frozenset((".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".avif"))
"""Suffixes that call a file an image of the types that are shown."""


def _shortened(name: str) -> str:
    suffix = suffix_of(name)
    stem = name[: -len(suffix)] if suffix else name
    return stem.encode()[: NAME_BYTES - len(suffix)].decode("utf-8", "ignore").rstrip(" .") + suffix
