"""An address that a person gave us, parsed so strictly that no two parsers could differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, urljoin

from teahouse.model.address import Address
from teahouse.outbound.errors import BadUrlError, SchemeRefusedError

MOST_CHARACTERS: Final = 2_048
PORTS: Final = {"http": 80, "https": 443}

# White space, controls and backslashes are where parsers part (the WHATWG's drops some and turns others).
_STRANGE: Final = re.compile(r"[\s\\\x00-\x20\x7f-\x9f]")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)
_PARTS: Final = re.compile(r"https?://([^/?#]+)([^#]*)(?:#.*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[^\[\]:@]{1,253})(?::([0-9]{1,5}))?", re.ASCII)
_NAME: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}", re.ASCII)
# RFC 3986: reserved and unreserved characters, and what is percent-encoded already.
_SAFE: Final = "!$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Url:
    """An absolute http or https URL without fragment. `host` has no brackets and is ASCII."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, percent-encoded."""

    @property
    def address(self) -> Address | None:
        """The host, if it is an address and no name."""
        if ":" in self.host:
            return IPv6Address(self.host)
        return IPv4Address(self.host) if self.host.rpartition(".")[2].isdigit() else None

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port as RFC 6454 writes them."""
        return f"{self.scheme}://{self.authority}"

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands after the question mark; empty without one."""
        return self.target.partition("?")[2]

    def __str__(self) -> str:
        return self.origin + self.target

    def join(self, reference: str) -> Url:
        """What a reference on this page leads to; raises as `parse` does."""
        if len(reference) > MOST_CHARACTERS:
            raise BadUrlError
        try:
            return parse(urljoin(str(self), reference.strip()))
        except ValueError:
            raise BadUrlError from None


def parse(text: str) -> Url:
    """Raises BadUrlError, and SchemeRefusedError for what is a URL of another scheme."""
    if len(text) > MOST_CHARACTERS or _STRANGE.search(text):
        raise BadUrlError
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise BadUrlError
    if scheme[1].lower() not in PORTS:
        raise SchemeRefusedError
    parts = _PARTS.fullmatch(text)
    authority = _AUTHORITY.fullmatch(parts[1]) if parts else None
    if parts is None or authority is None:
        raise BadUrlError
    name = scheme[1].lower()
    port = int(authority[2]) if authority[2] else PORTS[name]
    if not 0 < port < 65_536:
        raise BadUrlError
    try:
        target = quote(parts[2], safe=_SAFE)
    except UnicodeEncodeError:
        raise BadUrlError from None
    return Url(name, _host(authority[1]), port, target if target.startswith("/") else "/" + target)


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            return str(IPv6Address(text[1:-1]))
        except AddressValueError:
            raise BadUrlError from None
    name = (text if text.isascii() else _ascii(text)).lower().removesuffix(".")
    last = name.rpartition(".")[2]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        # 127.1, 0x7f.1 and 2130706433 are addresses to some and names to others: only the one form is taken.
        try:
            return str(IPv4Address(name))
        except AddressValueError:
            raise BadUrlError from None
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise BadUrlError
    return name


def _ascii(name: str) -> str:
    import idna  # its tables are large, and few names need them

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise BadUrlError from None
