"""Who is called and not here is told by Web Push and webhooks, from the node that committed the message.

Told are those whom a message calls (mentions, answers, whispers, conversations, everyone)
while no page of theirs is open, except in rooms that they muted and by people whom they
ignore. What was taken back or erased before its notice goes out is not told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from time import time
from typing import Final

import msgspec

from teahouse.aside.merging import Call, Merging
from teahouse.broker.port import PeopleCalled
from teahouse.chat.context import Context
from teahouse.chat.visibility import may_see
from teahouse.model.people import Actor
from teahouse.outbound.client import Client
from teahouse.outbound.errands import Errands
from teahouse.outbound.guard import Guard
from teahouse.outbound.notice import LOBBY, Language, Notice, Reason, merged, notice
from teahouse.outbound.push import Push, Urgency, notice_payload
from teahouse.outbound.push_keys import PushKeys, Subscription
from teahouse.outbound.retry import MOST_TRIES, Outcome
from teahouse.outbound.services import Kind
from teahouse.outbound.webhooks import Webhook, Webhooks
from teahouse.store.port import Place, PushTarget, StoredEvent

PUSH: Final = "push"
"""The kind of a browser; all others are webhooks."""

REASONS: Final = frozenset(reason.value for reason in Reason)
_SPOILER: Final = re.compile(r"\|\|(?!\|)(.+?)\|\|", re.DOTALL)


class PushSecret(msgspec.Struct):
    """What a browser gave besides its endpoint."""

    p256dh: str
    auth: str


class Pushes:
    """`is_here` says whether a person has the page open somewhere; `root` is the public address, if known."""

    def __init__(
        self,
        context: Context,
        guard: Guard,
        client: Client,
        errands: Errands,
        webhooks: Webhooks,
        is_here: Callable[[int], bool],
        later: Callable[[float, Callable[[], None]], object],
        root: str | None,
    ) -> None:
        self.guard = guard
        """What the addresses of others are checked by."""
        self._context = context
        self._client = client
        self._webhooks = webhooks
        self._errands = errands
        self._is_here = is_here
        self._root = root
        self._push: Push | None = None
        self._merging = Merging(later, self._run)

    async def keys(self) -> PushKeys:
        """The server's own, made when first asked for; the same on every node."""
        return PushKeys.from_text(await self._context.store.push_keys(lambda: PushKeys.generate().text))

    def called(self, told: PeopleCalled) -> None:
        """A message of this node calls people. Whoever has the page open is told there."""
        if told.reason not in REASONS:
            return
        if told.people is None:
            self._errands.run(partial(self._call_everyone, told))
        else:
            self._call(told, told.people)

    def close(self) -> None:
        """What waits to be told together is told now."""
        self._merging.flush()

    async def test(self, target: PushTarget, place: str) -> Outcome:
        """Send a notice, once, that says that notices will come here; waits for what becomes of it."""
        told = notice(Reason.TEST, "", place, "", "/", _language(target))
        return await self._send(target, told, "test", tries=1)

    async def _call_everyone(self, told: PeopleCalled) -> None:
        """Those who have been in the room: one that everybody may enter has no other members."""
        targets = await self._context.store.pushes_in(told.room)
        self._call(told, tuple(dict.fromkeys(target.person for target in targets)))

    def _call(self, told: PeopleCalled, people: tuple[int, ...]) -> None:
        for person in people:
            if not self._is_here(person):
                self._merging.add(person, told.room, Call(told.seq, told.reason))

    def _run(self, person: int, room: int, calls: list[Call]) -> None:
        self._errands.run(partial(self._tell, person, room, calls))

    async def _tell(self, person: int, room: int, calls: list[Call]) -> None:
        context = self._context
        if self._is_here(person):
            # Came in while it waited.
            return
        targets = await context.store.pushes([person])
        if not targets:
            return
        place = await context.places.get(room)
        known = await context.store.person(person)
        if not context.places.may_enter(place, Actor(known.role, known.person)):
            return
        if (await context.places.levels(room)).get(person) == "none":
            return
        reasons = {call.seq: call.reason for call in calls}
        messages = await self._readable(person, place, sorted(reasons))
        if not messages:
            return
        reason = Reason(reasons[messages[0].seq])
        for target in targets:
            told_of = self._notice(messages, reason, place, _language(target))
            self._errands.run(partial(self._send, target, told_of, f"room-{room}"), ("pushes", person))

    async def _readable(self, person: int, place: Place, seqs: list[int]) -> list[StoredEvent]:
        """Those of these messages that this person should be told of now."""
        store = self._context.store
        found = (await store.messages(place.info.id, seqs)).events
        after = place.after(person)
        seen = [message for message in found if message.body is not None and may_see(message, person, after)]
        senders = {message.sender.id for message in seen}
        shunned = {sender for sender in senders if person in await store.ignored_by(sender, [person])}
        return [message for message in seen if message.sender.id not in shunned | {person}]

    def _notice(
        self, messages: list[StoredEvent], reason: Reason, place: Place, language: Language
    ) -> Notice:
        info = place.info
        room = info.title or (LOBBY[language] if info.name == "lobby" else info.name)
        first, last = messages[0], messages[-1]
        link = f"/#/r/{first.room}/{first.seq}"
        if len(messages) == 1:
            return notice(reason, first.sender.name, room, _text(first), link, language)
        senders = [message.sender.name for message in messages]
        return merged(senders, None if place.direct else room, _text(last), link, language)

    async def _send(self, target: PushTarget, told: Notice, tag: str, *, tries: int = MOST_TRIES) -> Outcome:
        """A page knows its own address; whoever reads a webhook's notice elsewhere needs all of it."""
        if target.kind != PUSH:
            if not self._context.house.webhooks:
                return Outcome(ok=False, code="off", tries=0)
            webhook = Webhook(Kind(target.kind), target.address, target.secret)
            link = self._root + told.link if self._root else ""
            elsewhere = Notice(told.title, told.text, link, told.language)
            return await self._webhooks.deliver(webhook, elsewhere, tries=tries)
        if self._push is None:
            subject = self._root if self._root and self._root.startswith("https:") else None
            self._push = Push(self._client, await self.keys(), subject, time, self._errands.pause)
        secret = msgspec.json.decode(target.secret, type=PushSecret)
        subscription = Subscription(target.address, secret.p256dh, secret.auth)
        payload = notice_payload(told, tag)
        outcome = await self._push.send(subscription, payload, urgency=Urgency.HIGH, tries=tries)
        if outcome.gone:
            await self._context.store.drop_push(target.person, target.id)
        return outcome


def _text(message: StoredEvent) -> str:
    """What it says, its spoilers covered; of a message without a text, what its files are called."""
    extras = message.extras
    files = " ".join(file.name for file in extras.files) if extras else ""
    return _SPOILER.sub("▒▒▒", message.body or "") or files


def _language(target: PushTarget) -> Language:
    return "zh-CN" if target.language.startswith("zh") else "en"
