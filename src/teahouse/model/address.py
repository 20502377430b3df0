"""Which address a request came from, behind proxies or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def parse_address(text: str) -> Address | None:
    """An address without brackets, port or zone; ::ffff:1.2.3.4 is 1.2.3.4. None if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def parse_network(text: str) -> Network:
    """A network such as 10.0.0.0/8, or one address; ValueError if it is neither."""
    network = ip_network(text.strip(), strict=False)
    if isinstance(network, IPv6Network) and network.prefixlen >= 96:
        mapped = network.network_address.ipv4_mapped
        if mapped is not None:
            return ip_network((mapped, network.prefixlen - 96))
    return network


def is_trusted(address: Address, trusted: Iterable[Network]) -> bool:
    """Whether one of these networks holds the address."""
    return any(address.version == network.version and address in network for network in trusted)


def client_address(peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[Network]) -> str:
    """The address of whoever asks, in its canonical form.

    `peer` is the other end of the TCP connection (None for a Unix socket).
    `forwarded_for` holds the values of all X-Forwarded-For headers in order. They
    are believed only as far as each address that added one is in `trusted`: the
    right-most address that is not is the client. What is no address ends the chain.
    """
    current = parse_address(peer) if peer else None
    if current is None:
        return peer or "unix"
    hops = ",".join(forwarded_for).split(",")
    while hops and is_trusted(current, trusted):
        before = parse_address(hops.pop())
        if before is None:
            break
        current = before
    return str(current)


def address_key(address: str) -> str:
    """What limits count by: an IPv4 address, or the /64 that one IPv6 household has."""
    found = parse_address(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return address if found is None else str(found)
