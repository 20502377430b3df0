"""A connection of the article's dialogue, at `/`: a guest for as long as it lasts.

What a client says is handled in order, one thing after another: a leading `@name`
needs a look-up of names, and what was said after it must not overtake it.
"""

from __future__ import annotations

from asyncio import Lock
from typing import TYPE_CHECKING

from teahouse.chat import messages, people
from teahouse.chat.places import may_enter
from teahouse.gateway import notices
from teahouse.model.errors import (
    BadJsonError,
    BannedError,
    EmptyTextError,
    RateLimitedError,
    RoomNotFoundError,
    TeahouseError,
)
from teahouse.model.ids import new_key
from teahouse.model.limits import Limit
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.protocol import classic, codec
from teahouse.protocol.close_codes import CloseCode
from teahouse.protocol.commands import MessageSend

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.gateway.connection import Connection
    from teahouse.gateway.gateway import Gateway
    from teahouse.gateway.hub import Room

LOBBY = 1
QUEUE = 256
QUEUE_CHARACTERS = 200_000
"""What waits of one client while the names of another of its lines are looked up."""

CALLS = ("@", "＠")
"""The second is what Chinese input methods make of the first; it must not make a whisper public."""


class ClassicPeer:
    """One client of the article's dialogue. `language` is that of its notices."""

    __slots__ = (
        "_deadline",
        "_lane",
        "_queue",
        "_working",
        "actor",
        "address",
        "connection",
        "gateway",
        "language",
        "rooms",
    )

    def __init__(self, gateway: Gateway, connection: Connection, address: str, language: str) -> None:
        self.gateway = gateway
        self.connection = connection
        self.address = address
        self.language = language
        self.actor: Actor = VISITOR
        self.rooms: list[Room] = []
        self._lane: Lock | None = None
        self._queue: list[classic.Said] = []
        self._working = False
        self._deadline: Callable[[], None] | None = gateway.later(classic.LOGIN_SECONDS, self._too_late)

    def opened(self) -> None:
        self._tell(classic.handshake())

    def received(self, text: bytes) -> None:
        try:
            said = classic.decode(text)
        except BadJsonError:
            self._notice("bad_json")
            return
        if not isinstance(said.content, str):
            # It may be a tree of a megabyte, and means nothing here.
            said = classic.Said(said.type)
        if said.type == "user" and self.actor.person and not self._working and not _calls(said.content):
            self._say_soon(said.content)
            return
        waits = sum(len(each.content) for each in (*self._queue, said) if each.content)
        if len(self._queue) >= QUEUE or waits > QUEUE_CHARACTERS:
            self._notice(RateLimitedError.code)
            return
        self._queue.append(said)
        if not self._working:
            self._working = True
            self.gateway.spawn(self._work())

    def flooded(self) -> None:
        self._notice("flood")
        self.connection.close(CloseCode.FLOOD, RateLimitedError.code)

    def congested(self) -> None:
        """Nothing here waits for a reader."""

    def relieved(self, *, missed: bool) -> None:
        """The next notice of coming or going has the whole list again."""

    def overflowed(self) -> None:
        self.connection.close(CloseCode.SLOW_READER, "slow")

    def closed(self) -> None:
        self._stop_deadline()
        person = self.actor.person
        self.gateway.gone(self, grace=False)
        if person is not None:
            self.gateway.spawn(people.leave_classic(self.gateway.context, person))

    def sign_out(self) -> None:
        self.connection.close(CloseCode.NOT_SIGNED_IN, "not_signed_in")

    def room_gone(self, room: int, *, was_there: bool) -> None:
        if was_there:
            # There is no other room here.
            self._notice("room_not_found")
            self.connection.close(CloseCode.NOT_SIGNED_IN, "room_not_found")

    def expel(self) -> None:
        self._notice(BannedError.code)
        self.connection.close(CloseCode.BANNED, BannedError.code)

    def drain(self, after_ms: int) -> None:
        self._notice("restart")

    def restart(self) -> None:
        self.connection.close(CloseCode.RESTART, "restart")

    async def _work(self) -> None:
        try:
            while self._queue and not self.connection.closing:
                try:
                    await self._take(self._queue.pop(0))
                except TeahouseError as error:
                    self._notice(error.code)
                except Exception:
                    self.gateway.log.exception("classic input failed")
                    self._notice(TeahouseError.code)
        finally:
            self._working = False

    async def _take(self, said: classic.Said) -> None:
        if said.type == "login":
            if self.actor.person is None:
                await self._login(said.content)
            else:
                self._notice("logged_in")
        elif said.type != "user":
            self._notice("unknown_type")
        elif self.actor.person is None:
            self._notice("not_signed_in")
        elif not isinstance(said.content, str) or not _calls(said.content):
            self._say_soon(said.content)
        elif self._may_say():
            # Before the look-up, which costs more than the message.
            await self._call(said.content.strip())

    async def _login(self, content: object) -> None:
        gateway = self.gateway
        wait = gateway.limits.take(Limit.ADDRESS_JOINS, self.address, gateway.now())
        if wait:
            self._notice("rate_limited")
            return
        wish = content.strip() if isinstance(content, str) else None
        # The article knows one room: where that is not for everyone, nobody comes in by this door.
        visitor = Actor(Role.CLASSIC)
        await gateway.context.places.enter(LOBBY, visitor)
        async with gateway.interest.entering(LOBBY) as room:
            person, role = await people.become_classic(gateway.context, wish, self.language)
            if self.connection.closing:
                await people.leave_classic(gateway.context, person)
                return
            if not may_enter(await gateway.context.places.get(LOBBY), visitor):
                await people.leave_classic(gateway.context, person)
                raise RoomNotFoundError
            self._stop_deadline()
            gateway.meet(self, Actor(role, person))
            if not gateway.rights.admits(self):
                return
            gateway.hub.join(room, self.connection, room.tail)
            gateway.entered(self, room)
        names, count = gateway.occupancy.names(room)
        self._tell(classic.coming("login", person.name, names, count))
        if person.name != wish:
            self._notice("name_given", name=person.name)

    async def _call(self, text: str) -> None:
        """A text with a leading `@`: a whisper, or public for `@all`; never both."""
        called = await people.called(self.gateway.context, text[1:])
        if called is None:
            self._notice("nobody", name=text[1:].split(maxsplit=1)[0][:24] if text[1:].strip() else "")
            return
        target, rest = called
        if target is None:
            self._commit_soon(text)
        elif rest:
            self._commit_soon(rest, to=target.id)

    def _say_soon(self, content: object) -> None:
        if isinstance(content, str) and content.strip() and self._may_say():
            self._commit_soon(content.strip())

    def _may_say(self) -> bool:
        person = self.actor.person
        assert person is not None
        wait = self.gateway.limits.take_shared(
            Limit.PERSON_MESSAGES, person.id, self.address, self.gateway.now()
        )
        if wait:
            self._notice(RateLimitedError.code)
        return not wait

    def _commit_soon(self, body: str, to: int | None = None) -> None:
        self.gateway.spawn(self._say(MessageSend(id=new_key(), room=LOBBY, body=body, to=to)))

    async def _say(self, command: MessageSend) -> None:
        began = self.gateway.now()
        try:
            self._lane = self._lane or Lock()
            await messages.send(self.gateway.context, self.actor, command, self._lane)
        except EmptyTextError:
            # Nothing but what cannot be seen: as good as no text.
            return
        except TeahouseError as error:
            self._notice(error.code)
        else:
            self.gateway.meters.acknowledgement.observe(self.gateway.now() - began)

    def _too_late(self) -> None:
        self._deadline = None
        self._notice("too_late")
        self.connection.close(CloseCode.NO_FIRST_FRAME, "no login")

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline()
            self._deadline = None

    def _notice(self, code: str, **values: str) -> None:
        if code in notices.REFUSALS:
            self.gateway.meters.refused(code)
        self._tell(classic.system(notices.text(self.language, code, **values)))

    def _tell(self, payload: bytes) -> None:
        self.connection.write(codec.text_frame(payload))


def _calls(content: object) -> bool:
    return isinstance(content, str) and content.lstrip().startswith(CALLS)
