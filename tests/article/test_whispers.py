"""`@name` at the beginning whispers; what it says reaches the two alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pytest

from tests.article.dialogue import classic
from tests.harness.http import register, unique
from tests.harness.talk import talking

if TYPE_CHECKING:
    from tests.harness.server import Server

MARK = " (悄悄话)"


async def test_a_leading_at_whispers(server: Server) -> None:
    async with (
        classic(server, unique("Ana")) as ana,
        classic(server, unique("Bo")) as bo,
        classic(server, unique("Eve")) as eve,
    ):
        await ana.say("user", f"@{bo.name} behind the shelf")
        await ana.say("user", "and aloud")
        for client in (ana, bo):
            whisper = await client.until("user")
            assert whisper == {"type": "user", "from": ana.name + MARK, "content": "behind the shelf"}
        assert await eve.until("user") == {"type": "user", "from": ana.name, "content": "and aloud"}
        assert "shelf" not in eve.seen
        assert MARK not in eve.seen


@pytest.mark.parametrize("text", ["@{name}no space", "  @{name}   no space  ", "@{upper} no space"])
async def test_a_space_and_the_case_do_not_matter(server: Server, text: str) -> None:
    async with classic(server, unique("阿明")) as ana, classic(server, unique("小红")) as bo:
        await ana.say("user", text.format(name=bo.name, upper=bo.name.upper()))
        assert (await bo.until("user"))["content"] == "no space"


async def test_the_longest_name_wins(server: Server) -> None:
    stem = unique("Wei")
    async with (
        classic(server, stem) as short,
        classic(server, stem + "ming") as long,
        classic(server, unique("Ana")) as ana,
    ):
        await ana.say("user", f"@{stem}ming hello")
        assert (await long.until("user"))["content"] == "hello"
        await ana.say("user", f"@{stem} hello too")
        assert (await short.until("user"))["content"] == "hello too"
        assert "hello too" not in long.seen


async def test_to_nobody_it_is_not_published(server: Server) -> None:
    guest = register(server.http, unique("Page"))
    async with (
        classic(server, unique("Ana")) as ana,
        classic(server, unique("Bo")) as bo,
        talking(server, guest) as talk,
    ):
        before = (await talk.load(1))["seq"]
        await ana.say("user", "@nobody a secret")
        assert (await ana.until("system"))["content"]
        await ana.say("user", "@ alone")
        assert (await ana.until("system"))["content"]
        assert (await talk.load(1))["seq"] == before, "not even in the log"
        await ana.say("user", "aloud")
        assert (await bo.until("user"))["content"] == "aloud"
        assert "a secret" not in bo.seen + talk.seen


async def test_a_notice_about_nobody_is_escaped(server: Server) -> None:
    async with classic(server, unique("Ana")) as ana:
        await ana.say("user", "@<b>nobody</b> hi")
        assert "<" not in (await ana.until("system"))["content"]


@pytest.mark.parametrize("text", ["@all come in", "@All come in", "@所有人 come in"])
async def test_at_all_is_public(server: Server, text: str) -> None:
    async with classic(server, unique("Ana")) as ana, classic(server, unique("Bo")) as bo:
        await ana.say("user", text)
        heard = await bo.until("user")
        assert heard["from"] == ana.name
        assert heard["content"].endswith("come in")


async def test_an_at_in_the_middle_is_public(server: Server) -> None:
    async with (
        classic(server, unique("Ana")) as ana,
        classic(server, unique("Bo")) as bo,
        classic(server, unique("Eve")) as eve,
    ):
        await ana.say("user", f"hello @{bo.name}")
        assert (await eve.until("user"))["content"] == f"hello @{escape(bo.name)}"


async def test_whispers_between_the_page_and_the_dialogue(server: Server) -> None:
    guest, third = register(server.http, unique("Page")), register(server.http, unique("Third"))
    async with (
        classic(server, unique("Ana")) as ana,
        classic(server, unique("Eve")) as eve,
        talking(server, guest) as talk,
        talking(server, third) as other,
    ):
        await ana.say("user", f"@{guest.name} to the page")
        event = await talk.event("message.created", body="to the page")
        assert event["to"] == {"id": guest.id, "name": guest.name}
        await other.event("event.blank", seq=event["seq"])
        reply = await talk.say("to the classic one", to=event["sender"]["id"])
        whisper = await ana.until("user", **{"from": guest.name + MARK})
        assert whisper["content"] == "to the classic one"
        await other.event("event.blank", seq=reply["seq"])
        await talk.say("aloud")
        assert (await eve.until("user"))["content"] == "aloud"
        for seen in (eve.seen, other.seen):
            assert "to the page" not in seen
            assert "to the classic one" not in seen


async def test_it_waits_for_a_page_user_who_is_away(server: Server) -> None:
    absent = register(server.http, unique("Absent"))
    async with classic(server, unique("Ana")) as ana:
        await ana.say("user", f"@{absent.name} for later")
        await ana.until("user")
    async with talking(server, absent) as talk:
        assert (await talk.load())["events"][-1]["body"] == "for later"


async def test_a_taker_of_a_classic_name_inherits_nothing(fresh_server: Server) -> None:
    server = fresh_server  # alone in it: with others about, a whole list may be told in place of a change
    guest = register(server.http, unique("Page"))
    async with talking(server, guest) as talk:
        async with classic(server, unique("Brief")) as first:
            await talk.wait(
                lambda frame: first.name in [person["name"] for person in frame.get("joined", [])],
                "its coming",
            )
            await first.say("user", "hello")
            event = await talk.wait(
                lambda frame: frame.get("sender", {}).get("name") == first.name, "its message"
            )
            await talk.say("for the first only", to=event["sender"]["id"])
            await first.until("user", content="for the first only")
        await talk.wait(lambda frame: event["sender"] in frame.get("left", []), "its leaving")
        async with classic(server) as second:
            login = await second.login(first.name)
            assert login["content"] == first.name
            await talk.say("to the id that left", to=event["sender"]["id"])
            await talk.say("aloud")
            await second.until("user", content="aloud")
            assert "only" not in second.seen
            assert "that left" not in second.seen
        taker = register(server.http, first.name)
        async with talking(server, taker) as third:
            bodies = [frame.get("body", "") for frame in (await third.load())["events"]]
            assert "for the first only" not in bodies
