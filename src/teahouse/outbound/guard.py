"""Where the server may go: the rules against requests that others make in its name (SSRF).

A URL is checked as it is written, and every address that its name leads to just
before a connection is made. The connection then goes to an address that was
checked: the name is not looked up again (`dialler.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from teahouse.model.address import Address, Network, is_trusted
from teahouse.outbound import url
from teahouse.outbound.addresses import is_public
from teahouse.outbound.errors import AddressRefusedError, BadUrlError, NameNotFoundError, PortRefusedError
from teahouse.outbound.names import Resolve, SystemNames

PORTS: Final = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the owner allows besides the public internet and its two ports."""

    networks: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset()


class Guard:
    """Checks URLs and addresses; without an allowance it lets nothing but public ones pass."""

    def __init__(self, allowance: Allowance | None = None, resolve: Resolve | None = None) -> None:
        self._allowance = allowance or Allowance()
        self._resolve = resolve or SystemNames().addresses

    def check(self, text: str) -> url.Url:
        """The URL if it may be asked for, as far as its text tells. Raises a RefusedError."""
        found = url.parse(text)
        self.check_url(found)
        return found

    def check_url(self, found: url.Url) -> None:
        """Port, and the host if it is an address. Raises a RefusedError."""
        if found.port not in PORTS | self._allowance.ports:
            raise PortRefusedError
        if found.address is not None:
            self._check_address(found.address)

    async def addresses(self, host: str, port: int) -> tuple[Address, ...]:
        """Where a host is, in the system's order; each may be connected to.

        One address that may not be reached refuses the name whole: a name that
        mixes them is up to no good. Raises a RefusedError or NameNotFoundError.
        """
        literal = url.Url("http", host, port, "/").address
        if literal is not None:
            self._check_address(literal)
            return (literal,)
        try:
            texts = await self._resolve(host, port)
        except (OSError, UnicodeError):
            raise NameNotFoundError from None
        found = tuple(dict.fromkeys(map(_parsed, texts)))
        if not found:
            raise NameNotFoundError
        for address in found:
            self._check_address(address)
        return found

    def _check_address(self, address: Address) -> None:
        if not is_public(address) and not is_trusted(address, self._allowance.networks):
            raise AddressRefusedError


def _parsed(text: str) -> Address:
    # Not `parse_address`, which takes ::ffff:127.0.0.1 for 127.0.0.1: here such a thing is refused as it is.
    try:
        return ip_address(text)
    except ValueError:
        raise BadUrlError from None
