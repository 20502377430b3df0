"""How Redis is reached: its address and what that may ask for, and why it could not be opened."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import traceback
from typing import TYPE_CHECKING

import pytest

from teahouse.broker.errors import BrokerOpenError
from teahouse.broker.port import PresenceAsked
from teahouse.broker.redis import open_redis
from tests.broker.hearing import EPOCH, Hearing, said
from tests.harness.redis import Redis
from tests.harness.server import free_port

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "p4ss:w0rd/of%the@tests"
QUOTED = "p4ss%3Aw0rd%2Fof%25the%40tests"


async def _refusal(url: str) -> str:
    with pytest.raises(BrokerOpenError) as caught:
        await open_redis(url, "s")
    text = str(caught.value)
    assert "\n" not in text
    assert SECRET not in text
    assert QUOTED not in text
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown
    assert QUOTED not in shown
    return text


async def test_unreachable() -> None:
    port = free_port()
    assert re.fullmatch(
        rf"Redis at 127.0.0.1:{port} cannot be reached: .*Connect call failed.*|.*[Rr]efused.*",
        await _refusal(f"redis://:{QUOTED}@127.0.0.1:{port}"),
    )
    assert "Redis at /no/such/socket cannot be reached" in await _refusal("unix:///no/such/socket")
    assert "cannot be reached" in await _refusal("redis://no-such-host.invalid:6379")


async def test_a_server_that_says_nothing(redis: Redis) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        text = await _refusal(f"redis://:{QUOTED}@127.0.0.1:{silent.getsockname()[1]}")
    assert "Redis at 127.0.0.1:" in text


async def test_something_that_is_no_redis() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert "is no Redis server" in await _refusal(f"redis://127.0.0.1:{port}")


async def test_wrong_passwords(redis: Redis) -> None:
    redis.cli("CONFIG", "SET", "requirepass", "right")
    for user in (f":{QUOTED}@", f"nobody:{QUOTED}@", ""):
        text = await _refusal(f"redis://{user}127.0.0.1:{redis.port}")
        assert text == f"Redis at 127.0.0.1:{redis.port} refuses the user or the password."


@pytest.mark.parametrize(
    "rules",
    [
        ["+publish", "+hello"],
        ["+subscribe", "+unsubscribe", "+hello"],
        ["+publish", "+subscribe", "+unsubscribe"],
    ],
    ids=["no subscribe", "no publish", "no channels"],
)
async def test_missing_rights(redis: Redis, rules: list[str]) -> None:
    channels = "resetchannels" if len(rules) == 3 and "+hello" not in rules else "&teahouse:*"
    assert redis.cli("ACL", "SETUSER", "tea", "reset", "on", f">{SECRET}", channels, *rules) == "OK"
    text = await _refusal(f"redis://tea:{QUOTED}@127.0.0.1:{redis.port}")
    assert "it needs PUBLISH, SUBSCRIBE and UNSUBSCRIBE on the channels teahouse:*" in text


async def test_the_rights_that_are_named_suffice(redis: Redis) -> None:
    rules = (
        "reset",
        "on",
        f">{SECRET}",
        "resetchannels",
        "&teahouse:*",
        "+publish",
        "+subscribe",
        "+unsubscribe",
    )
    assert redis.cli("ACL", "SETUSER", "tea", *rules) == "OK"
    broker = await open_redis(f"redis://tea:{QUOTED}@127.0.0.1:{redis.port}/5", "s")
    node = Hearing(broker)
    await broker.watch(7)
    broker.unwatch(7)
    await broker.watch(8)
    redis.cli("PUBLISH", "teahouse:s:room:8", '{"node":"x","hints":[{"type":"head","room":8,"seq":1}]}')
    await node.heard(1, room=8)
    await broker.close()


async def test_too_old() -> None:
    old = Redis("--rename-command", "HELLO", "")
    try:
        old.start()
        text = await _refusal(old.url)
    finally:
        old.close()
    assert text == f"Redis at 127.0.0.1:{old.port} is too old: version 6 or a newer one is needed."


async def test_options_that_are_unknown() -> None:
    assert "has options that are unknown" in await _refusal(f"redis://:{QUOTED}@127.0.0.1:1/0?tea=green")


async def test_options_of_the_address_do_not_break_the_watchdog(redis: Redis) -> None:
    node = Hearing(await open_redis(f"{redis.url}?socket_timeout=0.2&decode_responses=true&protocol=3", "s"))
    await node.broker.watch(7)
    await asyncio.sleep(0.5)  # longer than the time-out that the address asks for
    redis.cli("PUBLISH", "teahouse:s:room:7", '{"node":"x","hints":[{"type":"head","room":7,"seq":1}]}')
    await node.heard(1)
    assert node.restorations == 0
    await node.broker.close()


async def test_over_a_unix_socket(redis: Redis) -> None:
    one = Hearing(await open_redis(f"unix://{redis.socket}", "s"))
    two = Hearing(await open_redis(redis.url, "s"))
    await two.broker.watch(7)
    one.broker.publish(said(1), EPOCH)
    await two.heard(1)
    await one.broker.close()
    await two.broker.close()


def _certify(key: Path, certificate: Path) -> None:
    asked = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    subprocess.run(
        [*asked.split(), "-addext", names, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )


async def test_over_tls(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    await asyncio.to_thread(_certify, key, certificate)
    port = free_port()
    server = Redis(
        *("--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key)),
        *("--tls-ca-cert-file", str(certificate), "--tls-auth-clients", "no"),
    )
    try:
        server.start()
        url = f"rediss://127.0.0.1:{port}"
        assert "cannot be reached" in await _refusal(url), "the certificate was not checked"
        assert "cannot be reached" in await _refusal(f"rediss://127.0.0.1:{server.port}"), "that was not TLS"
        one = Hearing(await open_redis(f"{url}?ssl_ca_certs={certificate}", "s"))
        two = Hearing(await open_redis(server.url, "s"))
        await one.broker.watch(7)
        await two.broker.watch(7)
        one.broker.signal(PresenceAsked(7))
        two.broker.publish(said(1, "茶" * 16_384), EPOCH)
        await two.told(PresenceAsked(7))
        await one.heard(1)
        assert one.seqs() == [1]
        await one.broker.close()
        await two.broker.close()
    finally:
        server.close()
