"""URLs that a person typed: one reading of each, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.outbound.errors import BadUrlError, RefusedError, SchemeRefusedError
from teahouse.outbound.url import parse


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("http://a.example", "http://a.example/"),
        ("HTTPS://A.Example.:443/x?y#z", "https://a.example/x?y"),
        ("http://a.example?q=1", "http://a.example/?q=1"),
        ("http://a.example:8080/", "http://a.example:8080/"),
        (
            "https://zh.example/wiki/上海?词=茶",
            "https://zh.example/wiki/%E4%B8%8A%E6%B5%B7?%E8%AF%8D=%E8%8C%B6",
        ),
        ("https://例子.测试/", "https://xn--fsqu00a.xn--0zwm56d/"),
        ("https://bücher.example/%E4", "https://xn--bcher-kva.example/%E4"),
        ("http://[2606:4700:0::1]:80/", "http://[2606:4700::1]/"),
        ("http://1.2.3.4/a/../b", "http://1.2.3.4/a/../b"),
        ("http://my_bucket.example/", "http://my_bucket.example/"),
    ],
)
def test_canonical(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert str(parse(canonical)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "", "a.example", "//a.example/", "http:a.example", "http:/a.example", "http://", "http:///x",
        "http://user@a.example/", "http://user:pw@a.example/", "http://a.example@127.0.0.1/", "http://a.example\\@b/",
        "http://a.example/ x", "http://a.exa\tmple/", "http://a.example/\r\nX: y", "http://a\x00b/", "\u3000http://a/",
        "http://127.1/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://2130706433/", "http://0x7f000001/",
        "http://127.0.0.1.5/", "http://1.2.3.04/", "http://a..b/", "http://.a/", "http://-%61/", "http://[::1/",
        "http://[::1%25eth0]/", "http://[v1.a]/", "http://a:0/", "http://a:65536/", "http://a:b/", "http://a:80:80/",
        "http://a.example/\ud800", "http://" + "a" * 64 + "/", "http://" + "a." * 127 + "example/", "http://a/" + "x" * 2_048,
        "http://①②⑦.1/", "http://\u200d/",
    ],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(BadUrlError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["file:///etc/passwd", "ftp://a/", "gopher://a/", "javascript:1", "data:,x", "ws://a/"]
)
def test_other_schemes(text: str) -> None:
    with pytest.raises(SchemeRefusedError):
        parse(text)


def test_digits_that_are_written_otherwise_are_the_address() -> None:
    assert str(parse("http://①②⑦。０.0.1/").address) == "127.0.0.1"


@pytest.mark.parametrize(
    ("reference", "joined"),
    [
        ("/b", "https://a.example/b"),
        ("c?d", "https://a.example/x/c?d"),
        ("//b.example/", "https://b.example/"),
        ("http://b.example", "http://b.example/"),
        (" /图.png ", "https://a.example/%E5%9B%BE.png"),
    ],
)
def test_join(reference: str, joined: str) -> None:
    assert str(parse("https://a.example/x/y").join(reference)) == joined


@pytest.mark.parametrize("reference", ["file:///x", "http://u@b/", "http://[", "x" * 3_000, "//[::1%25a]/"])
def test_join_refuses_as_parse_does(reference: str) -> None:
    with pytest.raises(RefusedError):
        parse("https://a.example/x/y").join(reference)


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_refused(text: str) -> None:
    for candidate in (text, f"http://{text}", f"http://a.example/{text}"):
        try:
            found = parse(candidate)
        except RefusedError:
            continue
        assert str(found).isascii()
        assert parse(str(found)) == found
