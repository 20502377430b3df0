"""Which addresses are public: every known way to write a private one is not."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.outbound.addresses import NOT_PUBLIC_V4, is_public


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
        "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
        "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1",
        "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1", "2001::1", "2001:0:53aa:64c:0:0:80ff:fffe",
        "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1",
        "3ffe::1", "4000::1", "5f00::1", "2606:4700::5efe:127.0.0.1", "2606:4700::200:5efe:10.0.0.1",
    ],
)  # fmt: skip
def test_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "223.5.5.5", "2606:4700::1111", "2400:3200::1",
     "2001:4860:4860::8888", "64:ff9b::808:808"],
)  # fmt: skip
def test_public(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_inside_another_is_no_way_round(number: int) -> None:
    inner = IPv4Address(number)
    assert not is_public(IPv6Address(f"::ffff:{inner}"))
    assert not is_public(IPv6Address((0x2002 << 112) | (number << 80)))
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) is is_public(inner)
    if is_public(inner):
        assert inner.is_global
        assert not any(inner in network for network in NOT_PUBLIC_V4)


@given(st.integers(0, 2**128 - 1))
def test_nothing_is_public_that_python_calls_private(number: int) -> None:
    address = IPv6Address(number)
    if is_public(address):
        assert address.is_global
        assert not any((address.is_private, address.is_multicast, address.is_reserved))
