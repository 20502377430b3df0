"""Readers of the values that settings may have: text in, value out, ValueError for what is not allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from teahouse.model.origin import parse_origin, parse_site

T = TypeVar("T")


def number(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two, both allowed."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return parse


def switch(text: str) -> bool:
    """on or off; also what TOML and other programs say for it."""
    if text.lower() in {"on", "true", "yes", "1"}:
        return True
    if text.lower() in {"off", "false", "no", "0"}:
        return False
    raise ValueError(text)


def list_of(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Any number of values, separated by commas or white space."""

    def parse_all(text: str) -> tuple[T, ...]:
        return tuple(parse(part) for part in re.split(r"[\s,]+", text) if part)

    return parse_all


def matching(pattern: str) -> Callable[[str], str]:
    """A text that a regular expression matches from end to end."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return parse


def host(text: str) -> str:
    """A host name or an address; an IPv6 one with or without brackets."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if parse_site(f"[{bare}]" if ":" in bare else bare) is None or "%" in bare:
        raise ValueError(text)
    return bare


def folder(text: str) -> Path:
    """A path; ~ is the home folder."""
    if not text or "\0" in text:
        raise ValueError(text)
    return Path(text).expanduser()


def public_url(text: str) -> str | None:
    """An origin in its canonical form; None for an empty text."""
    if not text:
        return None
    origin = parse_origin(text.removesuffix("/"))
    if origin is None:
        raise ValueError(text)
    default = origin.port == {"http": 80, "https": 443}[origin.scheme]
    return f"{origin.scheme}://{origin.host}" + ("" if default else f":{origin.port}")


def host_name(text: str) -> str:
    """A host name in its canonical form, without a port."""
    site = parse_site(text)
    if site is None or site.port is not None:
        raise ValueError(text)
    return site.host


def ancestor(text: str) -> str:
    """A source expression for frame-ancestors."""
    if text in {"self", "'self'"}:
        return "'self'"
    # A source expression of CSP level 3: nothing that could end the directive and begin another.
    return matching(r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")(text)


def ancestors(text: str) -> tuple[str, ...]:
    """Source expressions for frame-ancestors; an empty tuple for "none"."""
    return () if text == "none" else list_of(ancestor)(text)
