"""Which addresses are of the public internet: what is not known to be is not."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from teahouse.model.address import Address

# The IANA special-purpose registries (RFC 6890), written out: what `ipaddress` calls global differs between releases.
NOT_PUBLIC_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network; Linux takes 0.0.0.0 for itself
            "10.0.0.0/8",  # private, RFC 1918
            "100.64.0.0/10",  # carrier-grade NAT, RFC 6598; Alibaba's metadata
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # looks public, and is the host of every Azure machine
            "169.254.0.0/16",  # link-local; the metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments; Oracle's metadata
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and the broadcast address
        ),
    )
)
PUBLIC_V6: Final = IPv6Network("2000::/3")
"""All that was ever assigned as global unicast. Outside are ::, ::1, ::ffff:0:0/96, fc00::/7, fe80::/10, ff00::/8."""
NOT_PUBLIC_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them: an IPv4 address inside
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address inside
            "3ffe::/16",  # the 6bone, given back
            "3fff::/20",  # documentation
        ),
    )
)
NAT64: Final = IPv6Network("64:ff9b::/96")
"""A gateway turns it into the IPv4 address at its end (RFC 6052): what a name without IPv6 gets in an IPv6-only net."""
# RFC 5214 section 6.1: an interface identifier that carries an IPv4 address, in any prefix.
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)


def is_public(address: Address) -> bool:
    """Whether this is an address of the public internet and nothing else."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in NOT_PUBLIC_V4)
    if address.scope_id is not None:
        return False
    if address in NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address not in PUBLIC_V6 or not address.is_global or _is_isatap(address):
        return False
    return not any(address in network for network in NOT_PUBLIC_V6)


def _is_isatap(address: IPv6Address) -> bool:
    return (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP
