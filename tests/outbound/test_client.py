"""The client against a server on loopback: where it goes, what it says, how much it takes."""

from __future__ import annotations

import asyncio
import gzip
from ipaddress import ip_network

import pytest

from teahouse.outbound.client import USER_AGENT, Answer, Client
from teahouse.outbound.errors import (
    AddressRefusedError,
    AnswerTooLargeError,
    ConnectionFailedError,
    OutboundError,
    PortRefusedError,
    RefusedError,
    SchemeRefusedError,
    StatusError,
    TimeLimitError,
    TlsFailedError,
    TooManyRedirectsError,
    WrongTypeError,
)
from teahouse.outbound.guard import Allowance, Guard
from tests.outbound.authority import authority
from tests.outbound.receiver import LOOPBACK, Names, Received, Receiver, Sent, client_for, receiving

HTML = ("text/html",)


async def got(client: Client, url: str, most_bytes: int = 10_000, *, cut: bool = False) -> Answer:
    return await client.get(url, types=HTML, most_bytes=most_bytes, cut=cut)


async def test_a_name_stays_in_tls_and_host_while_the_connection_goes_to_the_checked_address() -> None:
    names = Names({"pages.example": ["127.0.0.1"]})
    async with receiving() as receiver, client_for(receiver, names) as client:
        receiver.page("/茶", "tea")
        receiver.answers["/%E8%8C%B6"] = receiver.answers["/茶"]
        answer = await got(client, receiver.url("/茶", "pages.example"))
        assert (answer.status, answer.body, answer.type) == (200, b"tea", "text/html")
        assert names.asked == ["pages.example"]
        request = receiver.received[0]
        assert request.server_name == "pages.example"
        assert request.headers == {
            "host": f"pages.example:{receiver.port}",
            "user-agent": USER_AGENT,
            "accept": "text/html",
            "accept-encoding": "gzip",
        }


async def test_each_connection_is_checked_and_the_name_is_not_looked_up_in_between() -> None:
    """A name that leads to a public address when checked, and to a private one when used (rebinding)."""
    names = Names({"pages.example": ["127.0.0.1"]})

    async def rebinding(host: str, port: int) -> list[str]:
        found = await names.addresses(host, port)
        names.known[host] = ["127.0.0.2"]
        return found

    async with receiving("http") as receiver, receiving("http", "127.0.0.2", receiver.port) as inner:
        guard = Guard(Allowance(LOOPBACK, frozenset({receiver.port})), rebinding)
        client = Client(guard, authority().client)
        receiver.answers["/"] = lambda _: Sent(
            200, {"content-type": "text/html", "connection": "close"}, b"x"
        )
        url = receiver.url("/", "pages.example")
        assert (await got(client, url)).body == b"x"
        assert names.asked == ["pages.example"]
        with pytest.raises(AddressRefusedError):
            await got(client, url)
        assert (len(receiver.received), inner.connections) == (1, 0)
        await client.aclose()


async def test_nothing_on_loopback_is_reached_by_default() -> None:
    names = Names({"pages.example": ["127.0.0.1"]})
    async with receiving("http") as receiver:
        client = Client(Guard(Allowance(ports=frozenset({receiver.port})), names.addresses))
        for host in ("127.0.0.1", "pages.example", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0"):
            with pytest.raises(AddressRefusedError):
                await got(client, receiver.url("/", host))
        with pytest.raises(PortRefusedError):
            await got(Client(Guard(Allowance(LOOPBACK))), receiver.url("/"))
        assert receiver.connections == 0
        await client.aclose()


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://127.0.0.2:{port}/", AddressRefusedError),
        ("http://inner.example:{port}/", AddressRefusedError),
        ("http://[::ffff:127.0.0.1]:{port}/", AddressRefusedError),
        ("http://169.254.169.254/latest/meta-data/", AddressRefusedError),
        ("http://127.0.0.1:1/", PortRefusedError),
        ("file:///etc/passwd", SchemeRefusedError),
        ("http://user:word@127.0.0.1:{port}/", RefusedError),
        ("http://127.1:{port}/", RefusedError),
        ("http://a\\b/", RefusedError),
    ],
)
async def test_a_redirect_is_checked_like_the_first_address(
    location: str, error: type[OutboundError]
) -> None:
    names = Names({"inner.example": ["127.0.0.2"]})
    async with (
        receiving("http") as receiver,
        receiving("http", "127.0.0.2", receiver.port) as inner,
        client_for(receiver, names) as client,
    ):
        receiver.redirect("/", location.format(port=receiver.port))
        with pytest.raises(error):
            await got(client, receiver.url("/"))
        assert (receiver.targets, inner.connections) == (["/"], 0)


async def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    async with receiving() as receiver, client_for(receiver) as client:
        receiver.redirect("/0", "1", 307)
        receiver.redirect("/1", "/2", 301)
        receiver.redirect("/2", receiver.url("/3?x#y"), 308)
        receiver.page("/3", "there")
        answer = await got(client, receiver.url("/0"))
        assert (answer.body, str(answer.url)) == (b"there", receiver.url("/3?x"))
        receiver.redirect("/3", "/4")
        receiver.page("/4", "too far")
        with pytest.raises(TooManyRedirectsError):
            await got(client, receiver.url("/0"))
        assert "/4" not in receiver.targets


async def test_the_whole_takes_no_longer_than_allowed() -> None:
    never = asyncio.Event()
    async with receiving("http") as receiver, client_for(receiver) as client:
        receiver.answers["/"] = lambda _: Sent(
            200, {"content-type": "text/html"}, parts=[b"a", b"b"], between=never.wait
        )
        with pytest.raises(TimeLimitError):
            await client.get(receiver.url("/"), types=HTML, most_bytes=10, seconds=0.2)
        with pytest.raises(TimeLimitError):
            await client.post(receiver.url("/"), b"x", {}, seconds=0.2)


async def test_a_name_service_that_does_not_answer_is_not_waited_for() -> None:
    never = asyncio.Event()

    async def silent(host: str, port: int) -> list[str]:
        await never.wait()
        return []

    client = Client(Guard(resolve=silent), authority().client)
    with pytest.raises(TimeLimitError):
        await client.get("http://pages.example/", types=HTML, most_bytes=10, seconds=0.1)
    await client.aclose()


async def test_an_answer_is_bounded_told_or_not_and_may_be_cut() -> None:
    async with receiving("http") as receiver, client_for(receiver) as client:
        receiver.page("/told", b"x" * 101)
        receiver.answers["/parts"] = lambda _: Sent(200, {"content-type": "text/html"}, parts=[b"x" * 60] * 2)
        for path in ("/told", "/parts"):
            with pytest.raises(AnswerTooLargeError):
                await got(client, receiver.url(path), 100)
            assert (await got(client, receiver.url(path), 100, cut=True)).body == b"x" * 100
            assert len((await got(client, receiver.url(path), 120)).body) in (101, 120)


async def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    headers = {"content-type": "text/html", "content-encoding": "gzip"}
    async with receiving("http") as receiver, client_for(receiver) as client:
        receiver.answers["/"] = lambda _: Sent(200, headers, bomb)
        with pytest.raises(AnswerTooLargeError):
            await got(client, receiver.url("/"), 100_000)
        assert (await got(client, receiver.url("/"), 100_000, cut=True)).body == bytes(100_000)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (Sent(200, {"content-type": "application/pdf"}, b"x"), WrongTypeError),
        (Sent(200, {}, b"x"), WrongTypeError),
        (Sent(200, {"content-type": "text/html", "content-encoding": "br"}, b"x"), WrongTypeError),
        (Sent(200, {"content-type": "text/html", "content-encoding": "gzip"}, b"no"), ConnectionFailedError),
        (Sent(404, {"content-type": "text/html"}, b"x"), StatusError),
        (Sent(302, {"content-type": "text/html"}, b"x"), StatusError),
        (Sent(204), StatusError),
        (Sent(200, {"content-type": "text/html", "content-length": "9"}, b"x"), ConnectionFailedError),
    ],
)
async def test_answers_of_no_use(sent: Sent, error: type[OutboundError]) -> None:
    async with receiving("http") as receiver, client_for(receiver) as client:
        receiver.answers["/"] = lambda _: sent
        with pytest.raises(error):
            await got(client, receiver.url("/"))


async def test_what_is_no_http_is_an_error() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    receiver = Receiver("http", server.sockets[0].getsockname()[1])
    async with client_for(receiver) as client:
        with pytest.raises(ConnectionFailedError):
            await got(client, receiver.url("/"))
    server.close()


async def test_no_cookie_and_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with receiving() as receiver, client_for(receiver) as client:
        headers = {"content-type": "text/html", "set-cookie": "a=b; Path=/"}
        receiver.answers["/"] = lambda _: Sent(200, headers, b"x")
        await got(client, receiver.url("/"))
        await got(client, receiver.url("/"))
        assert len(receiver.received) == 2
        assert "cookie" not in receiver.received[1].headers
        # The second used the connection of the first.
        assert receiver.connections == 1


async def test_a_certificate_for_another_name_or_of_a_stranger_is_refused() -> None:
    names = Names({"elsewhere.example": ["127.0.0.1"], "pages.example": ["127.0.0.1"]})
    async with receiving() as receiver, client_for(receiver, names) as client:
        with pytest.raises(TlsFailedError):
            await got(client, receiver.url("/", "elsewhere.example"))
        stranger = Client(client.guard)
        with pytest.raises(TlsFailedError):
            await got(stranger, receiver.url("/", "pages.example"))
        await stranger.aclose()
        assert receiver.received == []


async def test_the_next_address_is_tried_when_one_refuses() -> None:
    names = Names({"pages.example": ["127.0.0.9", "127.0.0.1"], "dead.example": ["127.0.0.9"]})
    networks = (ip_network("127.0.0.0/8"),)
    async with receiving() as receiver, client_for(receiver, names, networks) as client:
        receiver.page("/", "x")
        assert (await got(client, receiver.url("/", "pages.example"))).body == b"x"
        with pytest.raises(ConnectionFailedError):
            await got(client, receiver.url("/", "dead.example"))


async def test_a_post_is_answered_as_it_is_and_never_redirected() -> None:
    async with receiving() as receiver, client_for(receiver) as client:

        def echo(request: Received) -> Sent:
            return Sent(201, {"x-got": request.headers["x-sent"]}, request.body)

        receiver.answers["/"] = echo
        receiver.redirect("/moved", "/")
        answer = await client.post(receiver.url("/"), "茶".encode(), {"x-sent": "1"})
        assert (answer.status, answer.headers["x-got"], answer.body.decode()) == (201, "1", "茶")
        assert receiver.received[0].headers["content-length"] == "3"
        assert (await client.post(receiver.url("/moved"), b"", {"x-sent": "1"})).status == 302
        assert receiver.targets == ["/", "/moved"]


async def test_a_client_can_be_used_again_after_it_was_closed() -> None:
    async with receiving("http") as receiver, client_for(receiver) as client:
        receiver.page("/", "x")
        await got(client, receiver.url("/"))
        await client.aclose()
        assert (await got(client, receiver.url("/"))).body == b"x"
