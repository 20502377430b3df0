"""Twenty cells of horror: what somebody would try who knows how such places fail. Each is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.http import unique
from tests.harness.talk import talking
from tests.security.trying import code, inmate, out, texts

if TYPE_CHECKING:
    from tests.security.town import Town

pytestmark = pytest.mark.slow


def test_who_left_does_not_edit_what_they_said(town: Town) -> None:
    who, room = inmate(town)
    path = who.say(room, "as it was")
    who.done("DELETE", f"rooms/{room}/members/{who.id}")
    assert code(who, "PATCH", path, {"body": "otherwise"}) == "room_not_found"
    assert code(who, "DELETE", path) == "room_not_found"
    assert texts(town.ann, room)[-2:] == ["as it was", ""]


async def test_a_banned_person_s_whisper_reaches_nobody(town: Town) -> None:
    """Not by the connection that was open, not by a new one, not by HTTP."""
    who, secret = town.guest("Whisperer"), unique("psst")
    async with talking(town.server, who.guest) as there, talking(town.server, town.ann.guest) as ann:
        town.moderator.done("POST", "sanctions", {"kind": "ban", "person": who.id})
        await there.push({"type": "message.send", "room": 1, "body": secret, "to": town.ann.id})
        assert await there.closed() == 4403
        assert code(who, "POST", "rooms/1/messages", {"body": secret, "to": town.ann.id}) == "banned"
        mark = unique("mark")
        await ann.say(mark)
        await ann.event("message.created", body=mark)
        assert secret not in ann.seen


def test_the_file_of_a_private_room_is_for_who_is_in_it_now(town: Town) -> None:
    who, room = inmate(town)
    file = town.upload(town.ann)
    town.ann.say(room, "with a file", files=[file])
    for path in (f"/files/{file}/leaf.txt", f"/files/{file}/preview"):
        assert who.http.get(path).status_code == 200
    out(town, who, room)
    for caller in (who, town.guest(), town.member, town.owner, town.people["visitor"], town.people["banned"]):
        for path in (f"/files/{file}/leaf.txt", f"/files/{file}/preview"):
            assert caller.http.get(path).status_code in (403, 404), path
    # Nor by saying it again somewhere else.
    assert code(who, "POST", "rooms/1/messages", {"body": "x", "files": [file]}) == "file_not_found"


async def test_nobody_touches_a_blank(town: Town) -> None:
    """Of a whisper others have the place alone."""
    seq = town.said(town.hall, town.ann, to=town.ben.id, options=["a", "b"])
    path = f"rooms/{town.hall}/messages/{seq}"
    for caller in (town.guest(), town.member, town.moderator, town.owner):
        for method, more, body in (
            ("PUT", "/reactions/🍵", {}), ("PUT", "/pin", {}), ("PUT", "/vote", {"option": 0}), ("DELETE", "", {}),
            ("PATCH", "", {"body": "x"}), ("PUT", "/closed", {}),
        ):  # fmt: skip
            assert code(caller, method, path + more, body) == "message_gone", (method, more)
        answer = {"body": "to that", "reply_to": seq}
        assert code(caller, "POST", f"rooms/{town.hall}/messages", answer) == "message_gone"
        assert code(caller, "POST", "reports", {"room": town.hall, "seq": seq}) == "message_gone"
    assert town.ben.read(path).get("folded") is None


async def test_what_was_before_one_joined_is_nowhere_where_that_is_off(town: Town) -> None:
    word = unique("Rhubarb").replace(" ", "")
    _, room = inmate(town, history="joined")
    seq = town.said(room, town.ann, body=word)
    late = town.guest("Late")
    town.put(room, late)
    later = late.say(room, "here now")
    async with talking(town.server, late.guest) as talk:
        for reply in (
            await talk.ask("room.load", room=room, limit=200),
            await talk.ask("history.read", room=room, around=seq),
            await talk.ask("history.read", room=room, before=seq + 1),
            await talk.ask("messages.read", room=room, seqs=[seq]),
        ):
            assert "error" not in reply["type"]
        assert (await talk.ask("edits.read", room=room, seq=seq))["code"] == "message_gone"
        assert (await talk.ask("search", query=word))["messages"] == []
        assert word not in talk.seen.replace(f'"query":"{word}"', "")
    assert code(late, "POST", "reports", {"room": room, "seq": seq}) == "message_gone"
    # Not even who keeps order there finds it, once they are a moderator since a later day.
    town.put(room, late, "moderator")
    assert word not in "".join(texts(late, room))
    assert "here now" in texts(late, room)
    assert later


def test_nobody_lets_their_own_held_message_through(town: Town) -> None:
    who, room = inmate(town)
    town.ann.done("POST", "sanctions", {"kind": "hold", "person": who.id, "room": room})
    seq = town.said(room, who, body="held")
    town.put(room, who, "moderator")
    for approve in (True, False):
        assert code(who, "POST", f"held/{room}/{seq}", {"approve": approve}) == "not_allowed"
    assert "held" not in texts(town.ann, room)
    town.ann.done("POST", f"held/{room}/{seq}", {"approve": True})
    assert "held" in texts(town.ann, room)


async def test_a_guest_calls_nobody_at_all_where_only_accounts_may_call_everybody(town: Town) -> None:
    town.owner.done("PATCH", "admin/house", {"everyone_role": "member"})
    try:
        guest, wish = town.guest(), {"body": "all of you", "everyone": True}
        assert code(guest, "POST", "rooms/1/messages", wish) == "not_allowed"
        async with talking(town.server, guest.guest) as talk:
            assert (await talk.ask("message.send", room=1, **wish))["code"] == "not_allowed"
        assert code(town.member, "POST", "rooms/1/messages", wish) == ""
        # In the guest's own room they are an owner, and may.
        own = guest.done("POST", "rooms", {"title": unique("Own")})["id"]
        assert code(guest, "POST", f"rooms/{own}/messages", wish) == ""
    finally:
        town.owner.done("PATCH", "admin/house", {"everyone_role": None})


async def test_a_held_text_is_found_by_its_author_alone(town: Town) -> None:
    word = unique("Persimmon").replace(" ", "")
    who = town.guest("Held")
    town.moderator.done("POST", "sanctions", {"kind": "hold", "person": who.id})
    town.said(1, who, body=word)
    for caller in (town.guest(), town.member, town.moderator, town.owner, town.people["visitor"]):
        for query in (word, word[:6], f"{word} in:lobby", f"from:{who.guest.name} {word}"):  # type: ignore[union-attr]
            found = caller.done("GET", "search", q=query)
            assert (found["messages"], found["count"]) == ([], 0), query
    assert who.done("GET", "search", q=word)["count"] == 1


def test_who_sends_up_a_file_and_leaves_has_lost_it(town: Town) -> None:
    who, room = inmate(town)
    said, unsaid = town.upload(who), town.upload(who)
    who.say(room, "with it", files=[said])
    out(town, who, room)
    assert who.http.get(f"/files/{said}/leaf.txt").status_code == 404
    assert code(who, "DELETE", f"files/{said}") != ""
    assert code(who, "POST", f"rooms/{room}/messages", {"body": "x", "files": [unsaid]}) == "room_not_found"
    assert town.ann.http.get(f"/files/{said}/leaf.txt").status_code == 200
    assert town.ann.http.get(f"/files/{unsaid}/leaf.txt").status_code == 404


async def test_who_was_taken_out_pins_nothing_by_a_connection_that_was_open(town: Town) -> None:
    who, room = inmate(town)
    seq = town.said(room, town.ann)
    async with talking(town.server, who.guest) as talk:
        await talk.ask("room.load", room=room)
        out(town, who, room)
        for kind in (
            "message.pin",
            "reaction.add",
            "typing.start",
            "edits.read",
            "room.load",
            "message.send",
        ):
            fields = {"seq": seq, "emoji": "🍵", "body": "x"}
            reply = await talk.ask(kind, room=room, **fields)
            assert reply["code"] == "room_not_found", kind
    assert (
        town.ann.done("GET", f"rooms/{room}/messages", around=seq)["events"][-1]["type"] == "member.removed"
    )


async def test_what_a_message_was_before_is_its_author_s_and_of_a_whisper_no_moderator_s(town: Town) -> None:
    word = unique("Slip").replace(" ", "")
    open_, whisper = (town.said(town.hall, town.ben, body=word, **more) for more in ({}, {"to": town.ann.id}))
    for seq in (open_, whisper):
        town.ben.done("PATCH", f"rooms/{town.hall}/messages/{seq}", {"body": "better"})
    for caller, first, second in (
        (town.guest(), "not_allowed", "message_gone"), (town.member, "not_allowed", "message_gone"),
        (town.moderator, "", "message_gone"), (town.owner, "", "message_gone"), (town.ben, "", ""),
    ):  # fmt: skip
        async with talking(town.server, caller.guest) as talk:
            for seq, expected in ((open_, first), (whisper, second)):
                reply = await talk.ask("edits.read", room=town.hall, seq=seq)
                assert reply.get("code", "") == expected
                assert (word in str(reply)) == (expected == "")


async def test_a_link_to_a_shadowed_message_shows_a_blank(town: Town) -> None:
    word = unique("Quince").replace(" ", "")
    who = town.guest("Shade")
    town.moderator.done("POST", "sanctions", {"kind": "shadow", "person": who.id})
    seq = town.said(town.hall, who, body=word)
    for caller in (town.guest(), town.member, town.moderator, town.people["visitor"]):
        async with talking(town.server, caller.guest) as talk:
            page = await talk.ask("history.read", room=town.hall, around=seq, limit=5)
            (there,) = [event for event in page["events"] if event["seq"] == seq]
            assert there == {"type": "event.blank", "room": town.hall, "seq": seq}
            assert (await talk.ask("messages.read", room=town.hall, seqs=[seq]))["messages"] == []
            for kind, fields in (("reaction.add", {"emoji": "🍵"}), ("edits.read", {}), ("message.pin", {})):
                if caller.guest is not None:
                    assert (await talk.ask(kind, room=town.hall, seq=seq, **fields))["code"] == "message_gone"
            assert word not in talk.seen
    assert word in texts(who, town.hall)
