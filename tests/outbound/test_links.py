"""Which links of a message get a preview."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.outbound.links import links_in
from teahouse.outbound.url import parse


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("see https://a.example/x.", ["https://a.example/x"]),
        (
            "看https://a.example/x，还有（http://b.example/茶）",
            ["https://a.example/x", "http://b.example/%E8%8C%B6"],
        ),
        ("(https://a.example/x_(y)) <https://b.example/>", ["https://a.example/x_(y)", "https://b.example/"]),
        ("[text](https://a.example/x) **https://b.example/**", ["https://a.example/x", "https://b.example/"]),
        ("HTTPS://A.example#part https://a.example/#other", ["https://a.example/"]),
        (
            "https://1.example https://2.example https://3.example https://4.example",
            ["https://1.example/", "https://2.example/", "https://3.example/"],
        ),
        ("ftp://a.example javascript:http mailto:a@b", []),
        ("https://user:pw@a.example/ http://a..b/ http:// https://", []),
        ("`https://a.example` and `` ` https://b.example `` https://c.example", ["https://c.example/"]),
        ("`not closed https://a.example", ["https://a.example/"]),
        (r"\`https://a.example` x", ["https://a.example/"]),
        (r"\\`https://a.example` x", []),
        ("`one\n\ntwo https://a.example`", ["https://a.example/"]),
        ("```\nhttps://a.example\n```\nhttps://b.example", ["https://b.example/"]),
        ("~~~ text\nhttps://a.example\n```\nhttps://b.example", []),
        ("````\n```\nhttps://a.example\n````\nhttps://b.example", ["https://b.example/"]),
        ("> ```\n> https://a.example\n> ```\nhttps://b.example", ["https://b.example/"]),
        ("``` https://a.example ```", []),
        ("||https://a.example|| https://b.example", ["https://b.example/"]),
        ("||a\nhttps://a.example|| x||", []),
        ("|| https://a.example", ["https://a.example/"]),
        ("`||` https://a.example `||`", ["https://a.example/"]),
    ],
)
def test_links_in(body: str, links: list[str]) -> None:
    assert links_in(body) == links


@pytest.mark.parametrize(
    "piece", ["`", "``` ", "`` ` ", "||", "|| a", "\\`", "http://", "http://a.b/(", "\n", "> ", "http://a)"]
)
def test_no_body_is_slow(piece: str) -> None:
    begun = time.process_time()
    links_in(piece * (16_384 // len(piece)))
    assert time.process_time() - begun < 0.5


@given(st.text(alphabet="htps:/.abc`~|\\()<>\n ", max_size=120))
def test_every_link_is_a_url(body: str) -> None:
    found = links_in(body)
    assert len(found) <= 3
    assert [str(parse(each)) for each in found] == found
