"""Which pages may talk to this server."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.model.errors import HostRefusedError, NotAllowedError, OriginRefusedError
from teahouse.model.origin import (
    Origin,
    check_host,
    check_socket,
    check_write,
    parse_origin,
    parse_site,
    rule,
)

OPEN = rule(None, ["chat.example"])
PUBLIC = rule("https://chat.example", [])
LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8080", "localhost:8080"),
        ("http://LOCALHOST:8080", "localhost:8080"),
        ("http://localhost.:8080", "localhost:8080"),
        ("http://localhost", "localhost"),
        ("http://localhost", "localhost:80"),
        ("http://localhost:80", "localhost"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://192.168.1.20:8080", "192.168.1.20:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("http://[0:0:0:0:0:0:0:1]:8080", "[::1]:8080"),
        ("http://[FE80::1]:8080", "[fe80::1]:8080"),
        ("http://room.localhost:8080", "room.localhost:8080"),
        ("http://chat.example:8080", "chat.example:8080"),
        ("https://chat.example", "chat.example"),
        ("https://chat.example", "Chat.Example.:443"),
    ],
)
def test_our_own_page_may_talk(origin: str, host: str) -> None:
    check_socket(OPEN, origin, host)
    check_write(OPEN, origin, host, None)
    check_write(OPEN, origin, host, "same-origin")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("null", "localhost:8080"),
        ("", "localhost:8080"),
        ("http://localhost:8081", "localhost:8080"),
        ("https://localhost:8080", "localhost:443"),
        ("http://localhost", "localhost:8080"),
        ("http://127.0.0.1:8080", "localhost:8080"),
        ("http://localhost:8080", "127.0.0.1:8080"),
        ("http://evil.example", "localhost:8080"),
        ("http://localhost.evil.example:8080", "localhost:8080"),
        ("http://evil-localhost:8080", "localhost:8080"),
        ("http://localhost:8080.evil.example", "localhost:8080"),
        ("http://localhost:8080@evil.example", "localhost:8080"),
        ("http://evil.example@localhost:8080", "localhost:8080"),
        ("http://localhost:8080/", "localhost:8080"),
        ("http://localhost:8080/path", "localhost:8080"),
        ("http://localhost:8080#evil.example", "localhost:8080"),
        ("http://localhost:8080?evil.example", "localhost:8080"),
        ("http://localhost:8080\\evil.example", "localhost:8080"),
        ("http://localhost:8080 http://evil.example", "localhost:8080"),
        ("http://localhost:8080\n", "localhost:8080"),
        (" http://localhost:8080", "localhost:8080"),
        ("file://localhost:8080", "localhost:8080"),
        ("ws://localhost:8080", "localhost:8080"),
        ("//localhost:8080", "localhost:8080"),
        ("localhost:8080", "localhost:8080"),
        ("http:localhost:8080", "localhost:8080"),
        ("http://localhost:", "localhost:80"),
        ("http://localhost:0", "localhost:0"),
        ("http://localhost:65536", "localhost:65536"),
        ("http://localhost:8O80", "localhost:8080"),
        ("http://localhost:8080", "localhost:８０８０"),
        ("http://127.1:8080", "127.0.0.1:8080"),
        ("http://2130706433:8080", "127.0.0.1:8080"),
        ("http://[::1:8080", "[::1]:8080"),
        ("http://::1:8080", "[::1]:8080"),
        ("http://[::1%25lo]:8080", "[::1]:8080"),
        ("https://chat.example", "chat.example:8080"),
    ],
)
def test_other_pages_may_not(origin: str, host: str) -> None:
    with pytest.raises(NotAllowedError):
        check_socket(OPEN, origin, host)
    with pytest.raises(NotAllowedError):
        check_socket(OPEN, origin, host, bearer=True)
    for fetch_site in (None, "same-origin"):
        with pytest.raises(NotAllowedError):
            check_write(OPEN, origin, host, fetch_site)


@pytest.mark.parametrize(
    "host",
    ["evil.example:8080", "evil.example", "chat.example.evil.example", "evil-chat.example", "sub.chat.example", "",
     "localhost.evil.example", "localhosts", "127.0.0.1.evil.example", "1.2.3", "0x7f000001", "0x7f.1", "256.1.1.1",
     "[::1", "[g::1]", "localhost:8080:8080", "localhost, evil.example", "user@localhost", "localhost/", "local host",
     "..", ".localhost", "a..localhost", None],
)  # fmt: skip
def test_a_name_pointed_at_us_is_refused(host: str | None) -> None:
    with pytest.raises(HostRefusedError):
        check_host(OPEN, host)
    with pytest.raises(HostRefusedError):
        check_socket(OPEN, f"http://{host}" if parse_site(host or "") else "http://evil.example", host)


def test_no_origin_needs_a_token_on_the_socket() -> None:
    with pytest.raises(OriginRefusedError):
        check_socket(OPEN, None, "localhost:8080")
    check_socket(OPEN, None, "localhost:8080", bearer=True)


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site", "none", "", "same-origin, cross-site"])
def test_a_write_from_elsewhere_is_refused(fetch_site: str) -> None:
    for origin in (None, "http://localhost:8080"):
        with pytest.raises(OriginRefusedError):
            check_write(OPEN, origin, "localhost:8080", fetch_site)


def test_a_write_needs_origin_or_sec_fetch_site() -> None:
    with pytest.raises(OriginRefusedError):
        check_write(OPEN, None, "localhost:8080", None)
    check_write(OPEN, None, "localhost:8080", "same-origin")
    check_write(OPEN, None, "localhost:8080", None, bearer=True)
    with pytest.raises(HostRefusedError):
        check_write(OPEN, None, "evil.example:8080", "same-origin")
    with pytest.raises(OriginRefusedError):
        check_write(OPEN, "http://evil.example", "localhost:8080", None, bearer=True)


@pytest.mark.parametrize("host", ["chat.example", "backend:8080", "127.0.0.1:8080", None])
def test_with_a_public_url_only_it_may_talk_whatever_the_proxy_makes_of_host(host: str | None) -> None:
    for good in ("https://chat.example", "https://chat.example:443", "https://CHAT.example."):
        check_socket(PUBLIC, good, host)
        check_write(PUBLIC, good, host, "same-origin")
    for bad in ("http://chat.example", "https://chat.example:8443", "https://chat.example.evil.example",
                "https://evilchat.example", "https://a.chat.example", "http://localhost:8080", "null"):  # fmt: skip
        with pytest.raises(OriginRefusedError):
            check_socket(PUBLIC, bad, host)


@pytest.mark.parametrize(
    "url",
    [
        "chat.example",
        "ftp://chat.example",
        "https://",
        "https://chat.example/x",
        "https://a@b",
        "https://a b",
    ],
)
def test_a_public_url_is_an_origin(url: str) -> None:
    with pytest.raises(ValueError, match=url):
        rule(url, [])


@pytest.mark.parametrize("name", ["", "chat.example:80", "https://chat.example", "*", "*.example"])
def test_an_allowed_host_is_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        rule(None, [name])


def test_a_public_url_may_end_in_a_slash() -> None:
    assert rule("https://Chat.example/", []).public_url == Origin("https", "chat.example", 443)


@given(st.text(), st.text())
def test_no_header_breaks_the_rule(origin: str, host: str) -> None:
    try:
        check_socket(OPEN, origin, host)
    except NotAllowedError:
        return
    parsed, site = parse_origin(origin), parse_site(host)
    assert parsed is not None
    assert site is not None
    assert parsed.host == site.host


@given(LABEL, LABEL, st.integers(1, 65_535))
def test_another_name_never_passes(one: str, other: str, port: int) -> None:
    for name in (
        f"{one}.{other}",
        f"{one}localhost",
        f"localhost.{one}",
        f"{one}chat.example",
        f"chat.example.{one}",
    ):
        if name in {"chat.example"} or name.rpartition(".")[2].isdigit():
            continue
        with pytest.raises(NotAllowedError):
            check_socket(OPEN, f"http://{name}:{port}", f"{name}:{port}")
        with pytest.raises(NotAllowedError):
            check_socket(OPEN, f"http://{name}:{port}", f"localhost:{port}")
