"""Previews of pages on loopback: texts, encodings, picture, and what is refused."""

from __future__ import annotations

import pytest

from teahouse.outbound.client import Client
from teahouse.outbound.errors import (
    AddressRefusedError,
    NothingToShowError,
    OutboundError,
    StatusError,
    WrongTypeError,
)
from teahouse.outbound.guard import Guard
from teahouse.outbound.preview import Preview, fetch_preview
from tests.outbound.receiver import Names, Received, Sent, client_for, receiving

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


async def test_open_graph_with_a_picture() -> None:
    names = Names({"pages.example": ["127.0.0.1"]})
    async with receiving() as receiver, client_for(receiver, names) as client:
        url = receiver.url("/story?x=1", "pages.example")
        receiver.page(
            "/story",
            f"""<title>Long title - Site</title>
            <link rel="canonical" href="https://www.pages.example:{receiver.port}/story">
            <meta name="description" content="for machines">
            <meta property="og:title" content=" 茶馆&nbsp;&amp;\u202e 茶 ">
            <meta property="og:description" content="第一行&#10;第二行">
            <meta property="og:site_name" content="茶报">
            <meta property="og:image" content="pic.png">""",
        )
        receiver.page("/pic.png", PNG, "image/png")
        preview = await fetch_preview(client, url)
        assert preview == Preview(
            url=f"https://www.pages.example:{receiver.port}/story",
            title="茶馆 & 茶",
            description="第一行 第二行",
            site="茶报",
            image_url=receiver.url("/pic.png", "pages.example"),
            image=preview.image,
        )
        assert preview.image is not None
        assert (preview.image.type, preview.image.data) == ("image/png", PNG)


@pytest.mark.parametrize(
    ("codec", "text"), [("gbk", "国学：茶经"), ("gb18030", "𠮷祥茶馆"), ("big5", "臺北茶館")]
)
@pytest.mark.parametrize("told", ["header", "meta", "nowhere"])
async def test_chinese_pages_of_every_encoding(codec: str, text: str, told: str) -> None:
    if told == "nowhere":
        text *= 4
    meta = f'<meta charset="{codec}">' if told == "meta" else ""
    type_ = f"text/html; charset={codec}" if told == "header" else "text/html"
    async with receiving() as receiver, client_for(receiver) as client:
        receiver.page("/", f"<head>{meta}<title>{text}</title>".encode(codec), type_)
        preview = await fetch_preview(client, receiver.url("/"))
        assert (preview.title, preview.site, preview.image) == (text, "127.0.0.1", None)


async def test_only_the_beginning_of_a_page_is_read() -> None:
    async with receiving() as receiver, client_for(receiver) as client:
        receiver.page("/", "<title>Big</title>" + "x" * 3_000_000 + "<meta name=description content=late>")
        preview = await fetch_preview(client, receiver.url("/"))
        assert (preview.title, preview.description) == ("Big", "")


async def test_lengths_are_bounded() -> None:
    long = "茶" * 5_000
    async with receiving() as receiver, client_for(receiver) as client:
        receiver.page(
            "/",
            f"<title>{long}</title><meta name=description content={long}><meta name=application-name content={long}>",
        )
        preview = await fetch_preview(client, receiver.url("/"))
        assert [*map(len, (preview.title, preview.description, preview.site))] == [200, 400, 80]


@pytest.mark.parametrize(
    "canonical",
    [
        "https://bank.example/",
        "https://bank.example:{port}/",
        "http://127.0.0.1/",
        "https://127.0.0.1/other",
        "javascript:1",
        "//[",
        "https://u:p@127.0.0.1/",
    ],
)
async def test_a_page_cannot_speak_for_another_site(canonical: str) -> None:
    async with receiving() as receiver, client_for(receiver) as client:
        receiver.page(
            "/",
            f"<title>x</title><link rel=canonical href='{canonical.format(port=receiver.port)}'><meta property=og:url content=/y>",
        )
        assert (await fetch_preview(client, receiver.url("/"))).url == receiver.url("/y")


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (b"<svg onload='alert(1)'>", "image/svg+xml"),
        (b"<svg onload='alert(1)'>", "image/png"),
        (b"<html>", "image/png"),
        (PNG, "text/html"),
        pytest.param(PNG + bytes(1 << 20), "image/png", id="too large"),
    ],
)
async def test_what_is_no_picture_is_left_out(body: bytes, type_: str) -> None:
    async with receiving() as receiver, client_for(receiver) as client:
        receiver.page("/", "<title>x</title><meta property=og:image content=/picture>")
        receiver.page("/picture", body, type_)
        preview = await fetch_preview(client, receiver.url("/"))
        assert (preview.title, preview.image) == ("x", None)
        assert receiver.targets == ["/", "/picture"]


@pytest.mark.parametrize(
    "image",
    [
        "http://127.0.0.2:{port}/",
        "http://inner.example:{port}/",
        "http://169.254.169.254/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
    ],
)
async def test_a_picture_is_guarded_like_the_page(image: str) -> None:
    names = Names({"inner.example": ["127.0.0.2"]})
    async with (
        receiving("http") as receiver,
        receiving("http", "127.0.0.2", receiver.port) as inner,
        client_for(receiver, names) as client,
    ):
        receiver.page(
            "/", f"<title>x</title><meta property=og:image content='{image.format(port=receiver.port)}'>"
        )
        assert (await fetch_preview(client, receiver.url("/"))).image is None
        assert inner.connections == 0


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Sent(200, {"content-type": "text/html"}, b"<p>nothing"), NothingToShowError),
        (Sent(200, {"content-type": "application/json"}, b"{}"), WrongTypeError),
        (Sent(500, {"content-type": "text/html"}, b"<title>x"), StatusError),
    ],
)
async def test_pages_without_a_preview(answer: Sent, error: type[OutboundError]) -> None:
    def answering(_: Received) -> Sent:
        return answer

    async with receiving() as receiver, client_for(receiver) as client:
        receiver.answers["/"] = answering
        with pytest.raises(error):
            await fetch_preview(client, receiver.url("/"))


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/",
        "http://rebind.example/",
        "http://[::1]/",
    ],
)
async def test_private_addresses_have_no_preview(link: str) -> None:
    client = Client(Guard(resolve=Names({"rebind.example": ["127.0.0.1"]}).addresses))
    with pytest.raises(AddressRefusedError):
        await fetch_preview(client, link)
    await client.aclose()
