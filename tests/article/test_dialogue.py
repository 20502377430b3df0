"""The article's dialogue as its readers and their pages speak it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from websockets.asyncio.client import connect

from tests.article.dialogue import TYPES, classic
from tests.harness.http import register, unique
from tests.harness.raw import Raw, frame, request
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from tests.harness.server import Server, Start


async def test_a_plain_client_in_twenty_lines(server: Server) -> None:
    """Logs in, talks, sees the list, leaves: the whole dialogue, frame by frame."""
    ana, bo = unique("Ana"), unique("Bo")
    async with connect(server.classic, proxy=None) as one, connect(server.classic, proxy=None) as two:
        for socket in (one, two):
            assert json.loads(await socket.recv()) == {"type": "handshake", "content": "done"}
        await one.send(json.dumps({"type": "login", "content": ana}))
        login = json.loads(await one.recv())
        assert login["type"] == "login"
        assert login["content"] == ana
        assert ana in login["user_list"]
        await two.send(json.dumps({"type": "login", "content": bo}))
        assert set(json.loads(await two.recv())["user_list"]) >= {ana, bo}
        # Others may leave meanwhile.
        while (seen := json.loads(await one.recv()))["type"] == "logout":
            assert ana in seen["user_list"]
        assert (seen["type"], seen["content"]) == ("login", bo)
        assert set(seen["user_list"]) >= {ana, bo}
        await one.send(json.dumps({"type": "user", "content": "hello"}))
        for socket in (one, two):
            # Two who come within a second may each be told of the other once more.
            while (heard := json.loads(await socket.recv()))["type"] == "login":
                assert set(heard["user_list"]) >= {ana, bo}
            assert heard == {"type": "user", "from": ana, "content": "hello"}
        await two.close()
        left = json.loads(await one.recv())
        assert (left["type"], left["content"]) == ("logout", bo)
        assert bo not in left["user_list"]


async def test_before_login_only_the_handshake_is_sent(server: Server) -> None:
    async with classic(server, unique("Busy")) as busy, classic(server) as silent:
        await busy.say("user", "nobody unnamed hears this")
        await busy.until("user")
        await silent.say("user", "too early")
        notice = await silent.next()
        assert notice["type"] == "system"
        assert len(silent.raw) == 2, "handshake and notice"
        await silent.login(unique("Late"))
        assert "too early" not in busy.seen
        assert "nobody unnamed" not in silent.seen


@pytest.mark.parametrize(
    "wish", [None, "", "   ", 7, ["x"], {"a": 1}, "a\u200bb", "a\u202eb", "x" * 400], ids=ascii
)
async def test_without_a_good_name_one_is_given(server: Server, wish: object) -> None:
    """The page sends null when its prompt is cancelled."""
    async with classic(server) as client:
        login = await client.login(wish)
        assert login["content"]
        assert login["content"] in login["user_list"]
        notice = await client.until("system")
        assert login["content"] in notice["content"]
        await client.say("user", "under the given name")
        assert (await client.until("user"))["from"] == login["content"]


async def test_a_taken_name_is_not_given_twice(server: Server) -> None:
    page_user = register(server.http, unique("Page"))
    async with classic(server, unique("First")) as first:
        for taken in (first.name, first.name.upper(), page_user.name):
            async with classic(server) as second:
                login = await second.login(taken)
                assert login["content"].casefold() != taken.casefold()
                await second.until("system")


async def test_markup_in_a_name_comes_out_escaped(server: Server) -> None:
    async with classic(server, unique("Reader")) as reader, classic(server) as client:
        login = await client.login("<b>Bold</b>")
        for text in (login["content"], *login["user_list"]):
            assert "<" not in text
            assert ">" not in text
        assert login["content"] == "&lt;b&gt;Bold&lt;/b&gt;"
        assert (await reader.until("login", content=login["content"]))["user_list"]
        await client.say("user", "hi")
        assert (await reader.until("user"))["from"] == "&lt;b&gt;Bold&lt;/b&gt;"
    for line in reader.raw:
        assert "<" not in line


async def test_markup_in_a_text_comes_out_escaped(server: Server) -> None:
    text = "<img src=x onerror=\"alert('x')\"> & more"
    guest = register(server.http, unique("Page"))
    async with (
        classic(server, unique("Ana")) as ana,
        classic(server, unique("Bo")) as bo,
        talking(server, guest) as talk,
    ):
        await ana.say("user", text)
        for client in (ana, bo):
            content = (await client.until("user"))["content"]
            assert content == "&lt;img src=x onerror=&quot;alert(&#x27;x&#x27;)&quot;&gt; &amp; more"
        event = await talk.wait(lambda frame: frame.get("sender", {}).get("name") == ana.name, "the message")
        assert event["body"] == text, "stored as typed"
        await talk.say("<script>alert(1)</script>")
        assert "<" not in (await bo.until("user"))["content"]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", None, 5, ["hi"], {"a": "hi"}], ids=ascii)
async def test_empty_text_is_ignored(server: Server, text: object) -> None:
    async with classic(server, unique("Empty")) as client:
        await client.say("user", text)
        await client.say("user", "not empty")
        assert (await client.next())["content"] == "not empty"


@pytest.mark.parametrize(
    "bad", ["{", "[]", "null", '"login"', "", '{"type":"admin","content":"x"}', '{"content":"x"}', "[" * 5000]
)
async def test_what_is_no_dialogue_gets_a_notice(server: Server, bad: str) -> None:
    async with classic(server, unique("Odd")) as client:
        await client.socket.send(bad)
        assert (await client.next())["type"] == "system"
        await client.say("user", "still here")
        assert (await client.until("user"))["content"] == "still here"


async def test_a_text_that_may_not_be_sent_gets_a_notice(server: Server) -> None:
    async with classic(server, unique("Long")) as client:
        for text in ("x" * 16_385, "bell \x07"):
            await client.say("user", text)
            assert (await client.next())["type"] == "system"


async def test_a_second_login_changes_nothing(server: Server) -> None:
    async with classic(server, unique("Once")) as client:
        await client.say("login", unique("Twice"))
        assert (await client.next())["type"] == "system"
        await client.say("user", "hi")
        assert (await client.until("user"))["from"] == client.name


async def test_leaving_is_told_at_once_and_frees_the_name(server: Server) -> None:
    name = unique("Leaver")
    async with classic(server, unique("Stayer")) as stayer:
        for _ in range(3):
            async with classic(server) as leaver:
                assert (await leaver.login(name))["content"] == name
                await stayer.until("login", content=name)
            async with asyncio.timeout(3):
                left = await stayer.until("logout", content=name)
            assert name not in left["user_list"]


async def test_a_cut_connection_leaves_too(server: Server) -> None:
    async with classic(server, unique("Stayer")) as stayer, classic(server, unique("Cut")) as cut:
        await stayer.until("login", content=cut.name)
        cut.socket.transport.abort()
        async with asyncio.timeout(3):
            await stayer.until("logout", content=cut.name)


async def test_a_page_user_and_a_classic_one_see_each_other(server: Server) -> None:
    guest = register(server.http, unique("Page"))
    async with classic(server, unique("Classic")) as client, talking(server, guest) as talk:
        assert guest.name in (await client.until("login", content=guest.name))["user_list"]
        state = await talk.event("presence.state")
        if client.name not in [person["name"] for person in state["people"]]:
            await talk.wait(
                # As a change, or with the whole list where the change was already undone for somebody.
                lambda frame: any(
                    person["name"] == client.name
                    for person in (*frame.get("joined", []), *frame.get("people", []))
                ),
                "its coming",
            )
        await client.say("user", "from the article")
        event = await talk.event("message.created", body="from the article")
        assert event["sender"]["name"] == client.name
        await talk.say("from the page")
        assert await client.until("user") == {
            "type": "user",
            "from": client.name,
            "content": "from the article",
        }
        assert await client.until("user") == {"type": "user", "from": guest.name, "content": "from the page"}
        loaded = (await talk.load())["events"]
        assert [event["body"] for event in loaded[-2:]] == ["from the article", "from the page"], (
            "both are kept"
        )


async def test_no_other_type_is_ever_received(server: Server) -> None:
    """While page users come, rename, type, whisper, read and leave."""
    people = [register(server.http, unique("Page")) for _ in range(3)]
    async with classic(server, unique("Witness")) as witness:
        async with talking(server, people[0]) as one, talking(server, people[1]) as two:
            for number in range(5):
                await one.ask("typing.start", room=LOBBY)
                assert (await one.ask("person.rename", name=unique("New")))["type"] == "person.accepted"
                await one.say(f"secret {number}", to=people[1].id)
                head = (await two.say(f"public {number}"))["seq"]
                await two.ask("read.mark", room=LOBBY, seq=head)
                await two.ask("typing.stop", room=LOBBY)
                assert (await two.push('{"type":"nothing"}')) == ""
                await two.event("error")
            async with talking(server, people[2]):
                pass
            last = unique("Last")
            await one.ask("person.rename", name=last)
            await witness.until("login", content=last)
        await witness.say("user", f"end {uuid4()}")
        while not (await witness.next())["content"].startswith("end"):
            pass
    kinds = {json.loads(line)["type"] for line in witness.raw}
    assert kinds <= TYPES
    assert kinds == {"handshake", "login", "logout", "user"}
    assert "secret" not in witness.seen
    said = [json.loads(line)["content"] for line in witness.raw if '"type":"user"' in line]
    assert said[:5] == [f"public {number}" for number in range(5)]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://reader.example:1234"])
async def test_any_origin_may_and_cookies_are_not_read(server: Server, origin: str) -> None:
    async with classic(server, unique("Far"), Origin=origin, Cookie="teahouse=x") as client:
        await client.say("user", "hi")
        assert (await client.until("user"))["from"] == client.name


async def test_a_login_in_the_segment_of_the_upgrade_is_not_lost(server: Server) -> None:
    name = unique("Early")
    async with await Raw.open(server.port) as raw:
        login = frame(json.dumps({"type": "login", "content": name}).encode())
        await raw.send(request(server.authority, "/") + login)
        assert (await raw.response()).status == 101
        assert (await raw.until("handshake"))["content"] == "done"
        assert (await raw.until("login"))["content"] == name


async def test_classic_messages_are_as_durable_as_any(fresh_server: Server) -> None:
    async with classic(fresh_server, "Ana") as client:
        await client.say("user", "kept")
        await client.until("user")
        fresh_server.kill()
    await asyncio.to_thread(fresh_server.start)
    async with talking(fresh_server, loaded=False) as talk:
        (event,) = (await talk.load())["events"]
        assert (event["body"], event["sender"]["name"]) == ("kept", "Ana")
    async with classic(fresh_server) as again:
        login = await again.login("Ana")
        assert login["content"] == "Ana", "a classic name lasts no longer than its connection"


@pytest.mark.parametrize("flags", [("--classic", "off"), ("--guests", "off")])
async def test_it_can_be_switched_off(start_server: Start, flags: tuple[str, str]) -> None:
    server = start_server(*flags)
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, "/"))
        assert (await raw.response()).status in (403, 404)
        await raw.closed()
