"""Slack's export becomes rooms: what was said there, by whom, when, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from teahouse.model.people import Role
from teahouse.model.search import parse
from teahouse.store.port import Wanted
from tests.files.samples import image
from tests.moves.conftest import MakePlace, Quiet, StoppedError, room_called, said_in
from tests.moves.slack_maker import DAY, SlackMaker

if TYPE_CHECKING:
    from teahouse.store.port import Store


def workspace() -> SlackMaker:
    made = SlackMaker()
    made.user("U1", "Ann", email="ann@example.org")
    made.user("U2", "Ben", email="ben@example.org")
    made.channel(
        "C1",
        "general",
        topic={"value": "All about <https://tea.example|tea>"},
        pins=[{"id": f"{DAY + 60}.000000", "type": "C"}],
    )
    made.channel("C2", "old-things", is_archived=True)
    return made


async def names(store: Store, ids: tuple[int, ...]) -> list[str]:
    by_id = {person.id: person.name for person in await store.people(list(ids))}
    return [by_id[id] for id in ids]


async def test_all_of_it_comes_with_times_threads_reactions_edits_and_files(
    place: MakePlace, tmp_path: Path
) -> None:
    made = workspace()
    first = made.say("general", "U1", "Hello *all*, read <https://tea.example/a|this> &amp; tell <@U2> in <#C2|old-things>",
        reactions=[{"name": "tada", "users": ["U2", "U1"], "count": 2}, {"name": "+1::skin-tone-3", "users": ["U2"], "count": 1}, {"name": "our-own", "users": ["U1"], "count": 1}],
        edited={"user": "U1", "ts": f"{DAY + 90}.000000"}, thread_ts=f"{DAY + 60}.000000", reply_count=1)  # fmt: skip
    made.say("general", "U1", "<@U2> has joined the channel", subtype="channel_join")
    made.say("general", "U2", "<!here> an answer :tea:", thread_ts=first, parent_user_id="U1")
    made.say("general", "U1", "and a picture", files=[made.upload("F1", "leaf.png", image("PNG")), made.link("F2", "plan.pdf")])  # fmt: skip
    made.say("general", None, "", subtype="bot_message", bot_id="B1", username="Kettle", attachments=[{"title": "Boiling", "title_link": "https://tea.example/b", "text": "97 degrees"}])  # fmt: skip
    made.say("general", "U1", "waves", subtype="me_message")
    made.say("general", "UGONE", "who am I?")
    here = place()
    report = await here.bring(made.write(tmp_path / "slack.zip"), access="public")
    assert (report.rooms, report.messages, report.files, report.known) == (1, 6, 1, 0)
    assert report.notes["files that are not in the archive"] == 1
    assert report.notes["reactions that are no emoji, left out"] == 1
    async with here.store() as store:
        hello, answer, picture, bot, waves, unknown = await said_in(store, "general")
        assert hello.body == "Hello **all**, read [this](https://tea.example/a) & tell @Ben in #old-things"
        assert (hello.at, hello.sender.name) == ((DAY + 60) * 1_000, "Ann")
        assert await names(store, hello.mentions) == ["Ben"]
        assert hello.folded is not None
        assert hello.folded.edited_at == (DAY + 90) * 1_000
        assert hello.folded.pinned
        assert [(each.emoji, await names(store, each.people)) for each in hello.folded.reactions] == [
            ("🎉", ["Ben", "Ann"]),
            ("👍🏼", ["Ben"]),
        ]
        assert (answer.target, answer.body) == (hello.seq, "@here an answer 🍵")
        assert answer.extras is not None
        assert answer.extras.everyone
        assert picture.extras is not None
        (file,) = picture.extras.files
        assert (file.name, file.type, file.width) == ("leaf.png", "image/png", 64)
        assert (
            picture.body
            == "and a picture\n📎 [plan.pdf](https://files.slack.com/files-pri/T0TEA-F2/plan.pdf)"
        )
        assert "xoxe" not in (picture.body or "")
        record = await store.file(file.id)
        assert record is not None
        assert (record.owner, record.seq) == (picture.sender.id, picture.seq)
        assert (await store.person(bot.sender.id)).person.name == "Kettle"
        assert (bot.sender.name, bot.body) == ("Kettle", "[Boiling](https://tea.example/b)\n97 degrees")
        assert waves.extras is not None
        assert waves.extras.action
        assert unknown.sender.name == "UGONE"
        room = await store.load(await room_called(store, "general"), None, 1)
        assert room.state.topic == "All about [tea](https://tea.example)"
        assert room.state.count == 6
        assert room.pins == (hello.seq,)
        found = await store.search(None, Wanted(phrases=("answer",)), None, 10)
        assert [message.seq for message in found.messages] == [answer.seq]


async def test_twice_nothing_comes_twice_and_what_is_new_comes(place: MakePlace, tmp_path: Path) -> None:
    made = workspace()
    first = made.say("general", "U1", "one", reactions=[{"name": "eyes", "users": ["U2"]}])
    made.say("general", "U2", "two", thread_ts=first, files=[made.upload("F1", "leaf.png", image("PNG"))])
    here = place()
    await here.bring(made.write(tmp_path / "a.zip"), access="public")
    async with here.store() as store:
        before = await store.load(await room_called(store, "general"), None, 100)
    again = await here.bring(tmp_path / "a.zip", access="public")
    assert (again.messages, again.changes, again.known, again.people, again.rooms, again.files) == (
        0,
        0,
        2,
        0,
        0,
        0,
    )
    async with here.store() as store:
        assert await store.load(before.state.id, None, 100) == before
    made.say("general", "U1", "three")
    later = await here.bring(made.write(tmp_path / "b.zip"), access="public")
    assert (later.messages, later.known, later.people) == (1, 2, 0)
    async with here.store() as store:
        assert [event.body for event in await said_in(store, "general")] == ["one", "two", "three"]


async def test_stopped_in_the_middle_it_goes_on(place: MakePlace, tmp_path: Path) -> None:
    made = workspace()
    parent = made.say("general", "U1", "the first")
    for number in range(2_500):
        made.say("general", "U2", f"message {number}", after=7, thread_ts=parent if number % 3 else None,
            reactions=[{"name": "eyes", "users": ["U1"]}] if number % 10 == 0 else None)  # fmt: skip
    path = made.write(tmp_path / "slack.zip")
    whole, halves = place("whole"), place("halves")
    await whole.bring(path, access="public")
    with pytest.raises(StoppedError):
        await halves.bring(path, Quiet(stop_after=1_000), access="public")
    async with halves.store() as store:
        room = await room_called(store, "general")
        assert 0 < (await store.room(room)).info.count < 2_501
    rest = await halves.bring(path, access="public")
    assert 0 < rest.messages < 2_501
    assert rest.messages + rest.known == 2_501

    async def told(store: Store) -> list[object]:
        room = await room_called(store, "general")
        head = (await store.room(room)).info.head
        events = (await store.stretch(room, 0, head, 10_000)).events
        texts = {event.seq: event.body for event in events}
        return [
            (
                event.body,
                event.at,
                event.sender.name,
                texts.get(event.target or 0),
                event.folded and event.folded.reactions,
            )
            for event in events
            if event.kind == "message.created"
        ]

    async with whole.store() as one, halves.store() as other:
        found = await told(other)
        assert len(found) == 2_501
        assert found == await told(one)


async def test_conversations_come_only_if_asked_for_and_are_private(
    sqlite_place: MakePlace, tmp_path: Path
) -> None:
    made = workspace()
    made.channel("G1", "secret-plans", "groups.json", members=["U1", "U2"])
    made.channel("D1", "", "dms.json", members=["U1", "U2"])
    made.say("general", "U1", "for all")
    made.say("secret-plans", "U1", "for some")
    made.say("D1", "U2", "for one")
    path = made.write(tmp_path / "slack.zip")
    here = sqlite_place()
    report = await here.bring(path)
    assert report.messages == 2
    assert report.notes["conversations of a few left out; --private brings them"] == 1
    async with here.store() as store:
        assert (await store.room(await room_called(store, "general"))).info.access == "members"
        plans = await store.room(await room_called(store, "secret-plans"))
        assert plans.info.access == "private"
        assert await names(store, tuple(sorted(plans.members or ()))) == ["Ann", "Ben"]
        assert all(room.title != "general" for room in await store.rooms(None))
    # Whatever is chosen for the others, what was closed is not opened.
    await here.bring(path, private=True, access="public")
    async with here.store() as store:
        direct = await store.room(await room_called(store, "Ann, Ben"))
        assert (direct.info.access, direct.info.kind) == ("private", "room")
        assert (await store.person(direct.info.owner or 0)).person.name == "Ann"


async def test_people_get_names_and_no_way_in_and_can_be_matched(
    sqlite_place: MakePlace, tmp_path: Path
) -> None:
    made = workspace()
    made.user("U3", "admin")
    made.user("U4", "A name that is much too long for this place")
    for user in ("U1", "U2", "U3", "U4"):
        made.say("general", user, f"hi from {user}")
    path = made.write(tmp_path / "slack.zip")
    here = sqlite_place()
    async with here.store() as store:
        ann = await store.add_person("Ann", Role.MEMBER, None, 1, 0)
    await here.bring(path, access="public")
    async with here.store() as store:
        senders = [event.sender for event in await said_in(store, "general")]
        assert [sender.name for sender in senders] == [
            "Ann 2",
            "Ben",
            "admin (1)",
            "A name that is much too "[:24].strip(),
        ]
        for sender in senders:
            assert (await store.person(sender.id)).role is Role.MEMBER
            assert await store.credentials(sender.id) == []
            assert await store.sessions(sender.id) == []
    other = sqlite_place("other")
    async with other.store() as store:
        ann = await store.add_person("Ann", Role.MEMBER, None, 1, 0)
    await other.bring(path, access="public", match_names=True)
    async with other.store() as store:
        assert (await said_in(store, "general"))[0].sender.id == ann.id
        room = await room_called(store, "general")
        (summary,) = [each for each in await store.rooms(ann.id) if each.id == room]
        assert (summary.unread, summary.mentions) == (None, 0)


async def test_odd_times_and_long_texts_are_told_of(sqlite_place: MakePlace, tmp_path: Path) -> None:
    made = workspace()
    made.say("general", "U1", "no time", ts="never")
    made.say("general", "U1", "before all time", ts="-5.000100")
    made.say("general", "U1", "tomorrow", ts="99999999999.000100")
    made.say("general", "U1", ("word " * 8_000).strip())
    made.say("general", "U1", "bell\x07 and \ud800 half".encode("utf-8", "replace").decode())
    made.say("general", "U1", "   ")
    here = sqlite_place()
    report = await here.bring(made.write(tmp_path / "slack.zip"), access="public")
    assert report.notes["messages without a time, left out"] == 2
    assert report.notes["messages from the future, which are of now"] == 1
    assert report.notes["messages longer than this place takes, in several parts"] == 1
    assert report.notes["empty messages left out"] == 1
    async with here.store() as store:
        events = await said_in(store, "general")
    texts = [event.body or "" for event in events]
    assert " ".join(texts[:3]).split() == ["word"] * 8_000
    assert all(len(text.encode()) <= 16_384 for text in texts)
    assert texts[3] == "bell and ? half"
    assert texts[4] == "tomorrow"
    assert [event.at for event in events] == sorted(event.at for event in events)


async def test_old_times_are_found_by_time(sqlite_place: MakePlace, tmp_path: Path) -> None:
    """Rows of a search are numbered as they come, and what is imported comes late."""
    here = sqlite_place()
    made = workspace()
    made.say("general", "U1", "kettle of old")
    await here.bring(made.write(tmp_path / "slack.zip"), access="public")
    async with here.store() as store:
        for text, before in (("before:2020-09-14 kettle", True), ("after:2020-09-14 kettle", False)):
            query = parse(text, DAY * 1_000)
            wanted = Wanted(
                phrases=query.phrases, prefixes=query.prefixes, before=query.before, after=query.after
            )
            found = await store.search(None, wanted, None, 10)
            assert [message.body for message in found.messages] == (["kettle of old"] if before else [])


async def test_an_archive_with_a_folder_around_it_is_known(sqlite_place: MakePlace, tmp_path: Path) -> None:
    made = workspace()
    made.say("general", "U1", "hello")
    report = await sqlite_place().bring(
        made.write(tmp_path / "slack.zip", "Tea Slack export/"), access="public"
    )
    assert report.messages == 1
