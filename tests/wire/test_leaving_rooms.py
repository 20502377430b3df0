"""Leaving a room, or being sent out of it, and coming into it late: what is not for one any more, or not yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.harness.http import error_of, unique
from tests.harness.talk import LOBBY, talking
from tests.wire.den import Den, member

if TYPE_CHECKING:
    from tests.harness.server import Server


async def test_who_is_sent_out_gets_nothing_more_and_is_told_so(server: Server, den: Den) -> None:
    """After the event of one's removal comes room.gone, and nothing of what was said next."""
    async with talking(server, den.ben.guest) as open_there, talking(server, den.ben.guest) as elsewhere:
        await open_there.ask("room.load", room=den.room)
        await asyncio.to_thread(den.ann.done, "DELETE", f"rooms/{den.room}/members/{den.ben.id}")
        secret = unique("after")
        await asyncio.to_thread(den.ann.say, den.room, secret)
        for talk in (open_there, elsewhere):
            assert await talk.event("room.gone") == {"type": "room.gone", "room": den.room}
            mark = unique("the end")
            await asyncio.to_thread(den.ann.say, LOBBY, mark)
            await talk.event("message.created", body=mark)
            assert secret not in talk.seen
            assert sum('"room.gone"' in frame for frame in talk.raw) == 1
        last = [frame for frame in open_there.raw if f'"room":{den.room}' in frame][-2:]
        assert '"member.removed"' in last[0]
        assert '"room.gone"' in last[1]


async def test_who_left_can_change_nothing_of_what_they_said_there(server: Server, den: Den) -> None:
    own = await asyncio.to_thread(den.ben.say, den.room, "mine", options=["a", "b"])
    upload = await asyncio.to_thread(
        den.ben.http.post, "/api/v1/files", params={"name": "own.txt"}, content=b"own " + b"x" * 50
    )
    file = upload.json()["id"]
    await asyncio.to_thread(den.ben.say, den.room, "with a file", files=[file])
    assert (await asyncio.to_thread(den.ben.http.get, f"/files/{file}/own.txt")).status_code == 200
    await asyncio.to_thread(den.ben.done, "DELETE", f"rooms/{den.room}/members/{den.ben.id}")
    for method, more, body in (
        ("PATCH", "", {"body": "else"}), ("DELETE", "", {}), ("PUT", "/reactions/👍", {}), ("PUT", "/pin", {}),
        ("PUT", "/vote", {"option": 0}), ("PUT", "/closed", {}),
    ):  # fmt: skip
        answer = await asyncio.to_thread(den.ben.ask, method, own + more, body)
        assert error_of(answer)["code"] == "room_not_found", (method, more)
    for path in (f"/files/{file}/own.txt", f"/files/{file}/preview", f"/files/{den.file}/leaf.txt"):
        assert (await asyncio.to_thread(den.ben.http.get, path)).status_code == 404
    async with talking(server, den.ben.guest) as talk:
        seq = int(own.rpartition("/")[2])
        assert (await talk.ask("edits.read", room=den.room, seq=seq))["code"] == "room_not_found"


async def test_where_history_begins_at_joining_the_rest_is_blank(server: Server, den: Den) -> None:
    """Load, resume, history, single messages, search, answers and later changes: nothing of before."""
    wish = {"title": unique("Late"), "access": "private", "history": "joined"}
    room = int((await asyncio.to_thread(den.ann.done, "POST", "rooms", wish))["id"])
    early, late = unique("Early"), unique("Late words")
    before = await asyncio.to_thread(den.ann.say, room, early)
    old = int(before.rpartition("/")[2])
    await asyncio.to_thread(den.ann.done, "PUT", f"{before}/pin")
    await asyncio.to_thread(den.ann.done, "PUT", f"rooms/{room}/members/{den.guest.id}", {"role": "member"})
    await asyncio.to_thread(den.ann.say, room, late)
    async with talking(server, den.guest.guest) as talk:
        (listed,) = [one for one in talk.hello["rooms"] if one["id"] == room]
        assert (listed["unread"], listed["role"]) == (1, "member")
        loaded = await talk.ask("room.load", room=room, limit=200)
        assert [event["type"] for event in loaded["events"]] == ["event.blank"] * 3 + ["message.created"]
        assert loaded["pins"] == []
        await talk.ask("room.leave", room=room)
        synced = await talk.ask("room.sync", room=room, seq=0, epoch=talk.hello["epoch"])
        assert synced["type"] == "room.caught_up"
        page = await talk.ask("history.read", room=room)
        assert [event["type"] for event in page["events"]] == ["event.blank"] * 3 + ["message.created"]
        assert (await talk.ask("messages.read", room=room, seqs=[old]))["messages"] == []
        assert (await talk.ask("search", query=early))["count"] == 0
        assert (await talk.ask("search", query=late))["count"] == 1
        answered = await talk.ask("message.send", room=room, body="to that", reply_to=old)
        assert answered["code"] == "message_gone"
        for kind, fields in (
            ("reaction.add", {"emoji": "🍵"}), ("message.pin", {}), ("edits.read", {}),
        ):  # fmt: skip
            assert (await talk.ask(kind, room=room, seq=old, **fields))["code"] == "message_gone"
        # A change of what was before is not for them either.
        await asyncio.to_thread(den.ann.done, "PATCH", before, {"body": f"{early} edited"})
        blank = await talk.event("event.blank", room=room)
        while blank["seq"] <= loaded["seq"]:
            blank = await talk.event("event.blank", room=room)
        mark = unique("the end")
        await asyncio.to_thread(den.ann.say, room, mark)
        await talk.event("message.created", body=mark)
        assert early not in talk.seen
        assert f"{early} edited" not in talk.seen


async def test_a_room_for_accounts_is_nothing_to_guests_and_visitors(server: Server, den: Den) -> None:
    keeper, title, text = member(server, "Kim"), unique("Members"), unique("Within")
    room = int(
        (await asyncio.to_thread(keeper.done, "POST", "rooms", {"title": title, "access": "members"}))["id"]
    )
    async with talking(server, den.guest.guest) as guest, talking(server) as visitor:
        async with talking(server, den.account.guest) as account:
            assert room in [one["id"] for one in account.hello["rooms"]]
            await account.ask("room.load", room=room)
            await asyncio.to_thread(keeper.say, room, text)
            await account.event("message.created", body=text)
        for talk in (guest, visitor):
            assert (await talk.ask("room.load", room=room))["code"] == "room_not_found"
            assert (await talk.ask("search", query=text))["count"] == 0
        await asyncio.sleep(1.2)
        mark = unique("the end")
        await asyncio.to_thread(keeper.say, LOBBY, mark)
        for talk in (guest, visitor):
            await talk.event("message.created", body=mark)
            assert title not in talk.seen
            assert text not in talk.seen
            assert f'"room":{room},' not in talk.seen
    assert (
        den.guest.http.get(f"/r/{title}", headers={"Sec-Fetch-Site": "cross-site"})
        .headers["location"]
        .endswith("999")
    )
    led = den.account.http.get(f"/r/{title}").headers["location"]
    assert led == f"/#/r/{room}"
    keeper.http.close()


async def test_guests_have_to_leave_a_room_that_becomes_one_for_accounts(server: Server, den: Den) -> None:
    keeper, title, text = member(server, "Kim"), unique("Open"), unique("Closed words")
    room = int(
        (await asyncio.to_thread(keeper.done, "POST", "rooms", {"title": title, "access": "public"}))["id"]
    )
    async with talking(server, den.guest.guest) as guest, talking(server) as visitor:
        for talk in (guest, visitor):
            await talk.ask("room.load", room=room)
        await asyncio.to_thread(keeper.done, "PATCH", f"rooms/{room}", {"access": "members"})
        await asyncio.to_thread(keeper.say, room, text)
        for talk in (guest, visitor):
            assert (await talk.event("room.gone"))["room"] == room
            assert (await talk.ask("room.load", room=room))["code"] == "room_not_found"
            assert text not in talk.seen
        await asyncio.to_thread(keeper.done, "PATCH", f"rooms/{room}", {"access": "public"})
        for talk in (guest, visitor):
            listed = await talk.wait(
                lambda frame: (
                    frame["type"] == "room.listed"
                    and frame["room"]["id"] == room
                    and frame["room"]["access"] == "public"
                ),
                "the room again",
            )
            assert listed["room"]["title"] == title
    keeper.http.close()
