"""Which pages may talk to this server: the rule over Origin, Host and Sec-Fetch-Site.

With `public_url`, the Origin must be it. Without, the Origin's host and port must
be those of Host, and Host must be localhost, an address, or in `allowed_hosts`,
so that no other site's name can be pointed at us (DNS rebinding).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from msgspec import Struct

from teahouse.model.errors import HostRefusedError, OriginRefusedError

_PORTS: Final = {"http": 80, "https": 443}
# RFC 3986 section 3.2.2 without percent-encoding, userinfo or anything else that has ever fooled a parser.
_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z._-]{1,253})(?::([0-9]{1,5}))?", re.ASCII)
_ORIGIN: Final = re.compile(r"(https?)://([^/?#@\\\s]+)", re.ASCII | re.IGNORECASE)


class Site(Struct, frozen=True):
    """A host in its canonical form, and a port; None is the default of a scheme not known."""

    host: str
    port: int | None


class Origin(Struct, frozen=True):
    """Scheme, host and port, canonical: two are the same origin if they are equal."""

    scheme: str
    host: str
    port: int


class OriginRule(Struct, frozen=True):
    """The settings that the rule depends on. `allowed_hosts` are canonical host names."""

    public_url: Origin | None = None
    allowed_hosts: frozenset[str] = frozenset()


def parse_site(text: str) -> Site | None:
    """`Host` as a header has it (RFC 9110 section 7.2), or None if malformed."""
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        return None
    host = _canonical_host(found[1])
    port = None if found[2] is None else int(found[2])
    if host is None or (port is not None and not 0 < port < 65_536):
        return None
    return Site(host, port)


def parse_origin(text: str) -> Origin | None:
    """`Origin` as a header has it (RFC 6454 section 7); None for "null" and whatever is malformed."""
    found = _ORIGIN.fullmatch(text)
    site = parse_site(found[2]) if found else None
    if found is None or site is None:
        return None
    scheme = found[1].lower()
    return Origin(scheme, site.host, site.port or _PORTS[scheme])


def rule(public_url: str | None, allowed_hosts: Collection[str]) -> OriginRule:
    """The rule for settings that were checked: ValueError if these were not."""
    origin = None
    if public_url is not None:
        origin = parse_origin(public_url.rstrip("/"))
        if origin is None:
            raise ValueError(public_url)
    hosts = set()
    for name in allowed_hosts:
        site = parse_site(name)
        if site is None or site.port is not None:
            raise ValueError(name)
        hosts.add(site.host)
    return OriginRule(origin, frozenset(hosts))


def check_host(rule: OriginRule, host: str | None) -> Site:
    """The Host if this server goes by that name; else HostRefusedError."""
    site = parse_site(host) if host is not None else None
    if site is None or not _is_ours(rule, site):
        raise HostRefusedError
    return site


def check_socket(rule: OriginRule, origin: str | None, host: str | None, *, bearer: bool = False) -> None:
    """Whether `/ws` may be opened: nothing, OriginRefusedError or HostRefusedError.

    Programs send no Origin; they must bring a token (`bearer`) that no browser
    would add by itself.
    """
    if origin is None:
        if not bearer:
            raise OriginRefusedError
        return
    _check_same(rule, origin, host)


def check_write(
    rule: OriginRule, origin: str | None, host: str | None, fetch_site: str | None, *, bearer: bool = False
) -> None:
    """Whether a write over HTTP comes from our own page; same errors as `check_socket`.

    Only a browser can say `Sec-Fetch-Site`, and no page can forge it; Origin is
    asked for where it is missing. A request with a token in place of the cookie
    comes from a program and passes.
    """
    if bearer and origin is None:
        return
    if fetch_site is not None and fetch_site.strip().lower() != "same-origin":
        raise OriginRefusedError
    if origin is not None:
        _check_same(rule, origin, host)
    elif fetch_site is None:
        raise OriginRefusedError
    else:
        # The page and the Host are one site, but a rebound name is "same-origin" too.
        check_host(rule, host)


def _check_same(rule: OriginRule, origin: str, host: str | None) -> None:
    source = parse_origin(origin)
    if source is None:
        raise OriginRefusedError
    if rule.public_url is not None:
        if source != rule.public_url:
            raise OriginRefusedError
        return
    site = check_host(rule, host)
    # Host does not tell the scheme: behind a proxy that ends TLS it has no port for https.
    if source.host != site.host or source.port != (site.port or _PORTS[source.scheme]):
        raise OriginRefusedError


def _is_ours(rule: OriginRule, site: Site) -> bool:
    if rule.public_url is not None and site.host == rule.public_url.host:
        return site.port in (rule.public_url.port, None)
    if site.host in rule.allowed_hosts or site.host == "localhost" or site.host.endswith(".localhost"):
        return True
    return _is_address(site.host)


def _is_address(host: str) -> bool:
    return host.startswith("[") or host.replace(".", "").isdigit()


def _canonical_host(host: str) -> str | None:
    """Lower case, no trailing dot, addresses in their one form; None for what no browser would send."""
    try:
        if host.startswith("["):
            address = IPv6Address(host[1:-1])
            return f"[{address}]"
        name = host.lower().removesuffix(".")
        if name.rpartition(".")[2].isdigit():
            return str(IPv4Address(name))
    except AddressValueError:
        return None
    if not name or ".." in name or name.startswith("."):
        return None
    return name
