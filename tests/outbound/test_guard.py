"""The guard: what may be asked for, by its text and by where its name leads."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from teahouse.outbound.errors import (
    AddressRefusedError,
    NameNotFoundError,
    PortRefusedError,
    RefusedError,
)
from teahouse.outbound.guard import Allowance, Guard
from teahouse.outbound.names import SystemNames
from tests.outbound.receiver import Names


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/", "http://[::1]/",
        "http://0.0.0.0/", "http://[::]/", "http://10.0.0.8:443/", "http://[fd00:ec2::254]/", "http://100.100.100.200/",
        "http://①②⑦.⓪.⓪.①/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused_as_written(text: str) -> None:
    with pytest.raises(AddressRefusedError):
        Guard().check(text)


@pytest.mark.parametrize("port", [1, 22, 25, 81, 6379, 8080, 8443, 65_535])
def test_other_ports_are_refused(port: int) -> None:
    with pytest.raises(PortRefusedError):
        Guard().check(f"http://a.example:{port}/")


@pytest.mark.parametrize(
    "text", ["http://a.example/", "https://1.1.1.1/", "https://a.example:80", "http://[2606:4700::1]/"]
)
def test_what_is_public_passes(text: str) -> None:
    Guard().check(text)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], ["fe80::1%eth0"], ["64:ff9b::7f00:1"],
        ["1.1.1.1", "127.0.0.1"], ["10.0.0.1", "1.1.1.1"],
    ],
)  # fmt: skip
async def test_a_name_is_refused_for_one_of_its_addresses(addresses: list[str]) -> None:
    names = Names({"rebind.example": addresses})
    with pytest.raises(AddressRefusedError):
        await Guard(resolve=names.addresses).addresses("rebind.example", 80)


async def test_the_addresses_of_a_name_in_their_order_and_once() -> None:
    names = Names({"a.example": ["2606:4700::1", "1.1.1.1", "1.1.1.1"]})
    found = await Guard(resolve=names.addresses).addresses("a.example", 443)
    assert [*map(str, found)] == ["2606:4700::1", "1.1.1.1"]


async def test_a_name_without_addresses() -> None:
    guard = Guard(resolve=Names({"empty.example": []}).addresses)
    for name in ("empty.example", "none.example"):
        with pytest.raises(NameNotFoundError):
            await guard.addresses(name, 80)


async def test_an_address_is_not_looked_up() -> None:
    names = Names()
    assert await Guard(resolve=names.addresses).addresses("1.1.1.1", 80) == (ip_address("1.1.1.1"),)
    with pytest.raises(AddressRefusedError):
        await Guard(resolve=names.addresses).addresses("::1", 80)
    assert names.asked == []


async def test_an_allowance_opens_its_networks_and_ports_alone() -> None:
    allowance = Allowance((ip_network("192.168.1.5/32"),), frozenset({8080}))
    guard = Guard(allowance, Names({"ntfy.lan": ["192.168.1.5"], "other.lan": ["192.168.1.6"]}).addresses)
    guard.check("http://192.168.1.5:8080/")
    guard.check("https://1.1.1.1:8080/")
    assert await guard.addresses("ntfy.lan", 8080)
    with pytest.raises(AddressRefusedError):
        await guard.addresses("other.lan", 8080)
    for text in ("http://192.168.1.6/", "http://[::ffff:192.168.1.5]/", "http://192.168.1.5:8081/"):
        with pytest.raises(RefusedError):
            guard.check(text)


async def test_the_system_tells_that_localhost_is_here() -> None:
    assert set(await SystemNames().addresses("localhost", 80)) <= {"127.0.0.1", "::1"}
    with pytest.raises(AddressRefusedError):
        await Guard().addresses("localhost", 80)
