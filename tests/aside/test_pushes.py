"""Who is told of what while no page of theirs is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from teahouse.aside.pushes import PUSH, Pushes, PushSecret
from teahouse.broker.port import PeopleCalled
from teahouse.model.people import Actor
from teahouse.outbound.errands import Errands
from teahouse.outbound.retry import Outcome
from teahouse.outbound.webhooks import Webhooks
from teahouse.protocol import commands
from teahouse.store.port import PushTarget
from teahouse.store.port_pushes import PUSHES_MOST
from tests.chat.house import LOBBY, House, whose
from tests.outbound.receiver import Receiver, Sent, client_for, receiving
from tests.outbound.test_push import Browser

PLACE = "https://tea.example"


class Scene:
    """Everybody's notices go to one receiver: /hook/ID is a person's webhook, /push/ID their browser."""

    def __init__(self, house: House, receiver: Receiver, pushes: Pushes, errands: Errands) -> None:
        self.house = house
        self.receiver = receiver
        self.pushes = pushes
        self.here: set[int] = set()
        self.timers: list[Callable[[], None]] = []
        self.browser = Browser()
        self._errands = errands
        self._heard = 0

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        self.timers.append(work)

    async def listen(self, actor: Actor, kind: str = "json", language: str = "en") -> None:
        person = whose(actor).id
        path = f"/{'push' if kind == PUSH else 'hook'}/{person}"
        self.receiver.answers.setdefault(path, lambda _: Sent(201))
        taken = self.browser.subscription(self.receiver.url(path))
        secret = msgspec.json.encode(PushSecret(taken.p256dh, taken.auth)).decode() if kind == PUSH else ""
        target = PushTarget(
            id=0, person=person, kind=kind, address=taken.endpoint, secret=secret, language=language
        )
        await self.house.store.add_push(target)

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """What was sent since the last look, after all that the messages so far call for: path and notice."""
        for signal in self.house.signals[self._heard :]:
            if isinstance(signal, PeopleCalled):
                self.pushes.called(signal)
        self._heard = len(self.house.signals)
        return await self.sent()

    async def sent(self) -> list[tuple[str, dict[str, Any]]]:
        while self._errands._tasks:
            await asyncio.wait(list(self._errands._tasks))
        got, self.receiver.received[:] = list(self.receiver.received), []
        return [
            (
                each.target,
                msgspec.json.decode(
                    self.browser.read(each.body) if each.target.startswith("/push") else each.body
                ),
            )
            for each in got
        ]

    async def paths(self) -> list[str]:
        return sorted(path for path, _ in await self.told())

    async def ten_seconds(self) -> list[tuple[str, dict[str, Any]]]:
        timers, self.timers = self.timers, []
        for work in timers:
            work()
        return await self.sent()


@asynccontextmanager
async def scene(house: House) -> AsyncIterator[Scene]:
    async with receiving() as receiver, client_for(receiver) as client:
        errands = Errands()
        made: list[Scene] = []
        pushes = Pushes(
            house.context,
            client.guard,
            client,
            errands,
            Webhooks(client, lambda: 0.0, lambda: 0.0),
            lambda person: person in made[0].here,
            lambda seconds, work: made[0].later(seconds, work),
            PLACE,
        )
        made.append(Scene(house, receiver, pushes, errands))
        try:
            yield made[0]
        finally:
            await errands.aclose()


def hook(actor: Actor) -> str:
    return f"/hook/{whose(actor).id}"


async def test_whom_a_message_calls_is_told_and_nobody_else(house: House) -> None:
    ann, ben, cat = await house.guests("Ann", "Ben", "Cat")
    async with scene(house) as it:
        for actor in (ann, ben, cat):
            await it.listen(actor)
        await house.say(ann, "hello all")
        assert await it.told() == []
        seq = await house.say(ann, "@Ben tea at ||five||?", mentions=[ben])
        assert await it.told() == [
            (
                hook(ben),
                {
                    "title": "Ann mentioned you in Lobby",
                    "text": "@Ben tea at ▒▒▒?",
                    "link": f"{PLACE}/#/r/1/{seq}",
                    "language": "en",
                    "at": 0,
                },
            )
        ]
        await house.say(cat, "yes", reply_to=seq)
        await house.say(cat, "psst", to=ann)
        assert await it.paths() == [hook(ann)], "an answer and a whisper within ten seconds"
        assert [(path, told["title"]) for path, told in await it.ten_seconds()] == [
            (hook(ann), "Cat whispers to you in Lobby")
        ]


async def test_whose_services_hang_is_in_nobody_s_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben, cat = await house.guests("Ann", "Ben", "Cat")
    go_on, told, asked = asyncio.Event(), asyncio.Event(), []

    async def send(self: Pushes, target: PushTarget, *_: object) -> Outcome:
        asked.append(target.person)
        if target.person == whose(ben).id:
            told.set()
        else:
            await go_on.wait()
        return Outcome(True, "sent")

    monkeypatch.setattr(Pushes, "_send", send)
    async with scene(house) as it:
        for number in range(PUSHES_MOST):
            target = PushTarget(
                id=0, person=whose(ann).id, kind="json", address=f"https://n{number}.example/", secret="", language="en"
            )  # fmt: skip
            await house.store.add_push(target)
        await it.listen(ben)
        await house.say(cat, "tea?", mentions=[ann])
        it.pushes.called(house.told(PeopleCalled)[-1])
        async with asyncio.timeout(30):
            while not asked:
                await asyncio.sleep(0.01)
        await house.say(cat, "tea!", mentions=[ben])
        it.pushes.called(house.told(PeopleCalled)[-1])
        async with asyncio.timeout(30):
            await told.wait()
        go_on.set()
        assert await it.sent() == []
        assert asked.count(whose(ann).id) == PUSHES_MOST


async def test_not_who_is_here_and_not_who_wants_no_notices(house: House) -> None:
    ann, ben, cat, dan = await house.guests("Ann", "Ben", "Cat", "Dan")
    async with scene(house) as it:
        for actor in (ben, cat, dan):
            await it.listen(actor)
        it.here = {whose(ben).id}
        await house.store.set_notify(LOBBY, whose(cat).id, "none")
        await house.ignore(dan, ann)
        await house.say(ann, "all three", mentions=[ben, cat, dan])
        assert await it.told() == []
        it.here.clear()
        assert await it.ten_seconds() == []
        await house.say(ann, "again", mentions=[ben])
        assert await it.paths() == [hook(ben)]


async def test_who_comes_meanwhile_is_not_told(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    async with scene(house) as it:
        await it.listen(ben)
        for _ in range(2):
            await house.say(ann, "tea", mentions=[ben])
        assert await it.paths() == [hook(ben)]
        it.here = {whose(ben).id}
        assert await it.ten_seconds() == []


async def test_several_are_told_as_one_without_what_was_taken_back(house: House) -> None:
    ann, ben, cat = await house.guests("Ann", "Ben", "小猫")
    async with scene(house) as it:
        await it.listen(ben, language="zh-CN")
        first = await house.say(ann, "one", mentions=[ben])
        assert len(await it.told()) == 1
        gone = await house.say(ann, "two", mentions=[ben])
        third = await house.say(cat, "three", mentions=[ben])
        await house.say(ann, "four", reply_to=await house.say(ben, "me"))
        await house.change(ann, commands.MessageRecall, gone)
        assert await it.told() == []
        ((path, told),) = await it.ten_seconds()
        assert path == hook(ben)
        assert told["title"] == "“大堂”有 2 条给你的消息"
        assert told["text"] == "Ann：four"
        assert told["link"] == f"{PLACE}/#/r/1/{third}"
        assert first < gone < third


async def test_conversations_are_their_members(house: House) -> None:
    ann, ben, cat = await house.guests("Ann", "Ben", "Cat")
    async with scene(house) as it:
        for actor in (ann, ben, cat):
            await it.listen(actor)
        room = await house.direct(ann, ben)
        await house.say(ann, "only you", room)
        ((path, told),) = await it.told()
        assert (path, told["title"]) == (hook(ben), "Ann wrote to you")
        for text in ("and", "then"):
            await house.say(ann, text, room)
        await it.told()
        ((_, told),) = await it.ten_seconds()
        assert (told["title"], told["text"]) == ("2 messages from Ann", "Ann: then")


async def test_everyone_is_who_was_in_the_room(house: House) -> None:
    ann, ben, cat = await house.guests("Ann", "Ben", "Cat")
    async with scene(house) as it:
        for actor in (ann, ben, cat):
            await it.listen(actor)
        seq = await house.say(ann, "hello")
        for actor in (ann, ben):
            await house.store.mark_read(LOBBY, whose(actor).id, seq)
        it.pushes.called(PeopleCalled(LOBBY, seq, "everyone", None))
        ((path, told),) = await it.sent()
        assert (path, told["title"]) == (hook(ben), "Ann called everyone in Lobby")


async def test_a_browser_reads_what_it_should_show(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    async with scene(house) as it:
        await it.listen(ben, PUSH, "zh-CN")
        seq = await house.say(ann, "喝茶吗", mentions=[ben])
        ((path, told),) = await it.told()
        assert path == f"/push/{whose(ben).id}"
        assert told == {
            "title": "Ann 在“大堂”提到了你",
            "text": "喝茶吗",
            # The page's own address, whatever it was opened by.
            "link": f"/#/r/1/{seq}",
            "tag": "room-1",
            "language": "zh-CN",
        }


async def test_a_browser_that_is_gone_is_forgotten(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    async with scene(house) as it:
        it.receiver.answers[f"/push/{whose(ben).id}"] = lambda _: Sent(410)
        await it.listen(ben, PUSH)
        await it.listen(ben)
        await house.say(ann, "tea", mentions=[ben])
        assert len(await it.told()) == 2
        assert [target.kind for target in await house.store.pushes([whose(ben).id])] == ["json"]


async def test_what_waits_is_told_when_the_server_goes(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    async with scene(house) as it:
        await it.listen(ben)
        for text in ("one", "two"):
            await house.say(ann, text, mentions=[ben])
        assert len(await it.told()) == 1
        it.pushes.close()
        assert [told["text"] for _, told in await it.sent()] == ["two"]


async def test_a_trial_is_sent_once_and_tells_what_came_of_it(house: House) -> None:
    ann = await house.guest("Ann")
    async with scene(house) as it:
        it.receiver.answers[hook(ann)] = lambda _: Sent(503)
        await it.listen(ann)
        (target,) = await house.store.pushes([whose(ann).id])
        outcome = await it.pushes.test(target, "Teahouse")
        assert (outcome.ok, outcome.code, outcome.tries) == (False, "status_503", 1)
        ((_, told),) = await it.sent()
        assert (told["title"], told["link"]) == ("Notices from Teahouse will arrive here", f"{PLACE}/")
