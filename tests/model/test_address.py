"""Which address a request came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.model.address import address_key, client_address, parse_address, parse_network

PROXIES = [parse_network(text) for text in ("127.0.0.1", "::1", "10.0.0.0/8", "fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["1.2.3.4"], "203.0.113.9"),  # not a proxy of ours: its header is a claim
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),  # the left one came from the client
        ("127.0.0.1", ["6.6.6.6", "1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["1.2.3.4, 10.1.1.1,10.2.2.2"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6, 1.2.3.4, 10.1.1.1"], "1.2.3.4"),
        ("127.0.0.1", ["10.1.1.1, 10.2.2.2"], "10.1.1.1"),
        ("127.0.0.1", ["1.2.3.4, unknown, 10.1.1.1"], "10.1.1.1"),
        ("127.0.0.1", ["1.2.3.4, "], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("::ffff:127.0.0.1", ["::ffff:1.2.3.4"], "1.2.3.4"),
        ("::1", ["2001:DB8::0:1"], "2001:db8::1"),
        ("::1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("fd12::1", ["1.2.3.4:5678"], "1.2.3.4"),
        ("fe80::1%eth0", ["1.2.3.4"], "fe80::1"),
        (None, ["1.2.3.4"], "unix"),
    ],
)
def test_the_client_is_the_right_most_address_that_no_proxy_of_ours_has(
    peer: str | None, forwarded: list[str], client: str
) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


@given(st.lists(st.text(max_size=20), max_size=5))
def test_without_trusted_proxies_no_header_counts(forwarded: list[str]) -> None:
    assert client_address("203.0.113.9", forwarded, []) == "203.0.113.9"


@given(st.lists(st.one_of(st.text(max_size=20), st.ip_addresses().map(str)), max_size=5))
def test_any_header_gives_an_address(forwarded: list[str]) -> None:
    assert parse_address(client_address("127.0.0.1", forwarded, PROXIES)) is not None


@given(st.lists(st.ip_addresses(v=4).map(str), max_size=3), st.ip_addresses(v=4).map(str))
def test_what_a_client_claims_changes_nothing(claims: list[str], real: str) -> None:
    honest = client_address("127.0.0.1", [real], PROXIES[:2])
    assert (
        client_address("127.0.0.1", [", ".join([*claims, real])], PROXIES[:2]) == honest
        or real == "127.0.0.1"
    )


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_limits_count_a_household_as_one(address: str, key: str) -> None:
    assert address_key(address) == key


@pytest.mark.parametrize("text", ["", "localhost", "10.0.0.0/33", "1.2.3", "*", "::/129"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"IPv4 or IPv6"):
        parse_network(text)


def test_a_mapped_network_is_its_ipv4_one() -> None:
    assert str(parse_network("::ffff:10.0.0.0/104")) == "10.0.0.0/8"
    assert str(parse_network("10.1.2.3/8")) == "10.0.0.0/8"
