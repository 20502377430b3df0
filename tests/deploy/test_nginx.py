"""Behind nginx with TLS: page, cookie, origin, addresses, uploads and sockets, and a green doctor."""

from __future__ import annotations

import hashlib
import json
import os
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from teahouse.checkup import sockets
from teahouse.checkup.finding import Level, Place
from teahouse.checkup.proxy import check_outside
from teahouse.settings import DEFAULTS
from tests.checkup.places import troubles
from tests.harness.certificates import make_certificate
from tests.harness.talk import LOBBY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deploy.conftest import House
    from tests.harness.nginx import Nginx

WAIT = 60.0
UPLOAD = 20_000_000


@pytest.fixture
def trust(house: House, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Of a client that believes the authority of the tests; the doctor does, too."""
    monkeypatch.setenv("SSL_CERT_FILE", str(house.certificate.root))
    return ssl.create_default_context()


@pytest.fixture
def client(house: House, trust: ssl.SSLContext) -> Iterator[httpx.Client]:
    """A browser at the address that people type."""
    headers = {"Origin": house.nginx.url}
    with httpx.Client(
        base_url=house.nginx.url, verify=trust, trust_env=False, timeout=60, headers=headers
    ) as made:
        yield made


def place_of(house: House) -> Place:
    return Place(replace(DEFAULTS, file_bytes=25_000_000), url=house.nginx.url)


def sign_in(client: httpx.Client, name: str) -> None:
    answer = client.post("/api/v1/guests", json={"name": name})
    assert answer.status_code == 201, answer.text


def test_the_page_comes_once_compressed_and_asks_to_stay_with_https(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text.startswith("<!doctype html>")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/metrics").status_code == 404


def test_http_leads_to_https(house: House) -> None:
    answer = httpx.get(f"http://localhost:{house.nginx.plain_port}/r/tea?x=1", trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (301, "https://localhost/r/tea?x=1")


def test_the_cookie_is_the_hosts_alone(client: httpx.Client) -> None:
    sign_in(client, "Cookie keeper")
    (cookie,) = client.cookies.jar
    assert re.fullmatch(r"__Host-teahouse_[0-9a-z]+", cookie.name)
    assert (cookie.secure, cookie.path) == (True, "/")
    assert client.get("/api/v1/me").json()["you"]["name"] == "Cookie keeper"


def test_only_pages_of_this_address_may_write(client: httpx.Client) -> None:
    answer = client.post("/api/v1/guests", json={"name": "Eve"}, headers={"Origin": "https://evil.example"})
    assert answer.json()["error"]["code"] == "origin_refused"


def test_the_server_sees_the_clients_address(house: House, client: httpx.Client) -> None:
    seen = client.get("/api/v1/reflection").json()
    assert seen == {
        "address": "127.0.0.1",
        "host": f"localhost:{house.nginx.port}",
        "forwarded": True,
        "believed": True,
        "secure": True,
    }
    # As if a second proxy of ours, on this machine too, had passed on somebody from elsewhere.
    seen = client.get("/api/v1/reflection", headers={"X-Forwarded-For": "203.0.113.9"}).json()
    assert seen["address"] == "203.0.113.9"


def test_a_large_file_comes_and_goes_whole(client: httpx.Client) -> None:
    sign_in(client, "Uploader")
    content = os.urandom(UPLOAD)
    made = client.post("/api/v1/files", params={"name": "leaves.bin"}, content=content).json()
    assert made["size"] == UPLOAD
    sent = client.post(
        f"/api/v1/rooms/{LOBBY}/messages",
        json={"body": "", "files": [made["id"]]},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert sent.status_code in (200, 201), sent.text
    back = client.get(f"/files/{made['id']}/leaves.bin").content
    assert hashlib.sha256(back).digest() == hashlib.sha256(content).digest()


def heard(socket: ClientConnection, **wanted: object) -> None:
    """Wait for a frame with these fields; heartbeats come for ever, so that the time is bounded too."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        frame = json.loads(socket.recv(timeout=WAIT))
        if wanted.items() <= frame.items():
            return
    raise AssertionError(f"no frame with {wanted}")


def test_a_socket_comes_through(house: House, client: httpx.Client, trust: ssl.SSLContext) -> None:
    sign_in(client, "Talker")
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"wss://localhost:{house.nginx.port}/ws"
    headers = {"Cookie": cookie}
    with connect(
        address, origin=Origin(house.nginx.url), ssl=trust, additional_headers=headers, proxy=None
    ) as socket:
        hello = json.loads(socket.recv(timeout=WAIT))
        assert (hello["type"], hello["you"]["name"]) == ("hello", "Talker")
        load = {"type": "room.load", "id": str(uuid4()), "room": LOBBY}
        socket.send(json.dumps(load))
        heard(socket, id=load["id"])
        said = {"type": "message.send", "id": str(uuid4()), "room": LOBBY, "body": "through nginx"}
        socket.send(json.dumps(said))
        heard(socket, type="message.created", body="through nginx")
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin=Origin("https://evil.example"), ssl=trust, proxy=None)
    assert refused.value.response.status_code == 403


def test_the_doctor_finds_nothing(
    house: House, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "QUIET_SECONDS", 1.0)
    place = replace(place_of(house), deep=True)
    assert not troubles(check_outside, place)
    names = [each.name for each in check_outside(place)]
    assert names == [
        *("certificate", "address", "page", "host name", "addresses", "uploads", "socket", "quiet socket")
    ]


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ((r"[^\n]*Upgrade  [^\n]*", ""), "socket", "Upgrade"),
        ((r"client_max_body_size 26m", "client_max_body_size 1m"), "uploads", "client_max_body_size 25m"),
        ((r"[^\n]*X-Forwarded-For[^\n]*", ""), "addresses", "X-Forwarded-For"),
        ((r"\$http_host", "teahouse"), "page", "Host"),
        ((r"proxy_read_timeout 120s", "proxy_read_timeout 1s"), "quiet socket", "proxy_read_timeout"),
        ((r"add_header Strict[^\n]*", ""), "HSTS", "Strict-Transport-Security"),
        ((r"proxy_pass http://teahouse", "return 502"), "address", "the server run"),
    ],
    ids=["upgrade", "bodies", "addresses", "host", "quiet", "hsts", "elsewhere"],
)
@pytest.mark.usefixtures("trust")
def test_the_doctor_finds_a_mistake_in_the_proxy(
    house: House, proxy: Nginx, change: tuple[str, str], name: str, words: str
) -> None:
    proxy.start(house.server.port, change)
    found = troubles(check_outside, replace(place_of(house), deep=name == "quiet socket"))
    assert name in found
    assert words in found[name].advice


@pytest.mark.parametrize(("days", "reason"), [(-5, "expired"), (5, "days"), (90, "refuse")])
def test_the_doctor_finds_a_bad_certificate(
    house: House, proxy: Nginx, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, days: int, reason: str
) -> None:
    proxy.certificate = made = make_certificate(tmp_path / "other", days=days)
    if reason != "refuse":
        monkeypatch.setenv("SSL_CERT_FILE", str(made.root))
    proxy.start(house.server.port)
    found = troubles(check_outside, place_of(house))
    assert found.keys() == {"certificate"}, "and the rest is looked at all the same"
    assert found["certificate"].level is Level.BAD
    assert reason in found["certificate"].found


@pytest.mark.usefixtures("trust")
def test_the_doctor_finds_that_the_server_knows_nothing_of_its_proxy(house: House) -> None:
    server = house.server
    server.stop()
    flags, server.flags = server.flags, ("--allowed-hosts", "localhost")
    try:
        server.start()
        found = troubles(check_outside, place_of(house))
    finally:
        server.stop()
        server.flags = flags
        server.start()
    assert "trusted_proxies" in found["addresses"].advice
    assert f"--public-url {house.nginx.url}" in found["cookies"].advice


def test_nobody_answers(house: House, proxy: Nginx) -> None:
    found = troubles(check_outside, place_of(house))
    assert "cannot be reached" in found["address"].found
