"""Readers of the values that settings may have: text in, value out, ValueError for what is not allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, urlsplit

from teahouse.model.origin import parse_origin, parse_site

T = TypeVar("T")


def number(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two, both allowed."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return parse


_MULTIPLES = {None: 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def size(least: int, most: int) -> Callable[[str], int]:
    """A number of bytes between two, both allowed; kB, MB, GB and TB are powers of 1000."""

    def parse(text: str) -> int:
        found = re.fullmatch(r"([0-9]{1,15}) ?(?:([kMGT])?B)?", text)
        if found is None:
            raise ValueError(text)
        count = int(found[1]) * _MULTIPLES[found[2]]
        if not least <= count <= most:
            raise ValueError(text)
        return count

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


def issuer(text: str) -> str | None:
    """The address of an OpenID provider, without a slash at its end; None for an empty text."""
    if not text:
        return None
    parts = urlsplit(text)
    if not re.fullmatch(r"[\x21-\x7e]+", text) or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(text)
    if parse_origin(f"{parts.scheme}://{parts.netloc}") is None:
        raise ValueError(text)
    return text.removesuffix("/")


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


def database(text: str) -> str:
    """sqlite, or the address of a PostgreSQL database; several hosts are separated by commas."""
    if text == "sqlite":
        return text
    parts = _address(text, {"postgresql", "postgres"})
    hosts = parts.netloc.rpartition("@")[2].split(",")
    if hosts == [""] and not parse_qs(parts.query).get("host"):
        raise ValueError(text)
    if hosts != [""] and not all(map(_is_host_and_port, hosts)):
        raise ValueError(text)
    if not re.fullmatch(r"/[^/]+", parts.path):
        raise ValueError(text)
    return text


def broker(text: str) -> str:
    """auto, none, postgresql, or the address of a Redis server."""
    if text in {"auto", "none", "postgresql"}:
        return text
    parts = _address(text, {"redis", "rediss", "unix"})
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "unix":
        if host or len(parts.path) < 2:
            raise ValueError(text)
    elif not _is_host_and_port(host) or not re.fullmatch(r"(/[0-9]{0,5})?", parts.path):
        raise ValueError(text)
    return text


def smtp(text: str) -> str:
    """The address of a server that takes letters, with user and password if it wants them."""
    parts = _address(text, {"smtp", "smtps"})
    if not _is_host_and_port(parts.netloc.rpartition("@")[2]) or parts.path not in {"", "/"} or parts.query:
        raise ValueError(text)
    return text


def mail_address(text: str) -> str:
    """An address of mail, or none."""
    return matching(r"|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")(text)


def without_password(text: str, *, strict: bool = True) -> str:
    """The text with `***` for the password of an address in it, wherever it is to be shown.

    `strict` hides whatever could have been meant as one, in an address that is wrong too.
    """
    shown = re.sub(r"(?i)([?&][^=&]*(?:pass|secret|token)[^=&]*=)[^&]*", r"\1***", text)
    if "@" in shown:
        # Up to the last @: a password may hold one that was not escaped.
        front, _, rest = shown.rpartition("@")
        scheme = re.match(r"[a-z]*://", front)
        mark = scheme[0] if scheme else ""
        user, colon, _ = front.removeprefix(mark).partition(":")
        if colon:
            return f"{mark}{user}:***@{rest}"
        # Redis is often given a password alone, which stands where the user does.
        return f"{mark}***@{rest}" if strict and not mark.startswith("postgres") else shown
    if strict:
        return re.sub(r"\[[^\]]*\]|:(?!//|[0-9]{1,5}(?:[/?,]|$))[^/?]+", _hide, shown)
    return shown


def _hide(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("[") else ":***"


def _address(text: str, schemes: set[str]) -> SplitResult:
    if not re.fullmatch(r"[\x21-\x7e]+", text) or "#" in text:
        raise ValueError(text)
    parts = urlsplit(text)
    if parts.scheme not in schemes or not text.startswith(f"{parts.scheme}://") or "@" in parts.path:
        raise ValueError(text)
    return parts


def _is_host_and_port(text: str) -> bool:
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?", text)
    return found is not None and (found[2] is None or 1 <= int(found[2]) <= 65_535)
