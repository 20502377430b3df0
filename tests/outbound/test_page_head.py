"""What is read from markup, and that no markup makes it slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.outbound.page_head import read_head


def test_an_ordinary_page() -> None:
    head = read_head(
        """<!DOCTYPE html><html lang=zh><head prefix="og: https://ogp.me/ns#">
        <!-- <meta property="og:title" content="a comment"> -->
        <script>document.write('<meta property="og:title" content="a script">')</script>
        <style>a::before { content: '<title>a style</title>' }</style>
        <base href="https://cdn.example/x/">
        <META NAME=Description content='Tea &amp; "cakes"'>
        <meta property="og:title" content="First > second"/><meta property="og:title" content="Another">
        <meta content = "Tea&#33;" itemprop=image>
        <meta name="empty"><meta content="nameless">
        <link rel="shortcut icon" href=/icon.png><link rel=canonical href="/page">
        <title>
          The &lt;title&gt;</TITLE>
        </head><body><svg><title>Not this</title></svg><title>Nor this</title>"""
    )
    assert head.title.strip() == "The <title>"
    assert head.metas == {"description": 'Tea & "cakes"', "og:title": "First > second", "image": "Tea!"}
    assert head.links == {"shortcut": "/icon.png", "icon": "/icon.png", "canonical": "/page"}
    assert head.base == "https://cdn.example/x/"
    assert head.first("og:none", "og:title", "description") == "First > second"


@pytest.mark.parametrize(
    ("markup", "titles"),
    [
        ("<p title=it's><meta name=a content=1>", {"a": "1"}),
        ("<p title='>'><meta name=a content=1>", {"a": "1"}),
        ("<!--><meta name=a content=1>", {"a": "1"}),
        ("<!-- --!> <meta name=a content=1> -->", {}),
        ("< meta name=a content=1><1><meta name=b content=2>", {"b": "2"}),
        ("</meta name=a content=1><metal name=a content=1>", {}),
        ("<textarea><meta name=a content=1></textarea><meta name=b content=2>", {"b": "2"}),
        ("<script>'<!--'</script foo><meta name=b content=2>", {"b": "2"}),
        ("<meta name=a content=1", {}),
        ("<meta name=a content='1", {}),
        ("<script><meta name=a content=1>", {}),
        ("<meta/name=a/content=1><meta name = b content = 2 >", {"a": "1", "b": "2"}),
        ("<meta name=a content=1 content=2 name=b>", {"a": "1"}),
    ],
)
def test_markup_as_it_comes(markup: str, titles: dict[str, str]) -> None:
    # After "/", an unquoted value goes on: <meta/name=a/content=1> has one attribute.
    if markup.startswith("<meta/"):
        titles = {"b": "2"}
    assert read_head(markup).metas == titles


@pytest.mark.parametrize(
    "piece",
    [
        "<", "<a", "<a ", '<a "', "<a b='", '<a b="', "<a b=", "<!--", "<!-- -->", "<title>", "</", "<script>",
        "<script></script ", "<meta ", "<meta a ", "<p>", "<svg><title>", "= = ", "/ / ", "\n", "a\t", "&#x", "<x/",
        "<meta content='&amp;&amp;&amp;' name=", "<link rel='a a a a' href='",
    ],
)  # fmt: skip
def test_no_markup_is_slow(piece: str) -> None:
    """Half a megabyte of it; a quadratic reader would take minutes."""
    begun = time.process_time()
    read_head(piece * (524_288 // len(piece)))
    read_head("<meta " + piece * (524_288 // len(piece)))
    assert time.process_time() - begun < 2


@given(st.text(alphabet="<>!-/='\" \nabcmetalinkscripttitle&;#x1", max_size=200))
def test_nothing_fails(markup: str) -> None:
    head = read_head(markup)
    assert all(isinstance(value, str) for value in (*head.metas.values(), *head.links.values(), head.title))
