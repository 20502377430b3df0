"""A connection on `/ws`: its session's decisions carried out through the use cases."""

from __future__ import annotations

from asyncio import Event, Lock
from functools import partial
from typing import TYPE_CHECKING

from teahouse.chat import messages
from teahouse.gateway.greeting import greeting, identify
from teahouse.gateway.performing import perform
from teahouse.gateway.session import Session
from teahouse.model.errors import (
    BadInputError,
    BannedError,
    NotSignedInError,
    RateLimitedError,
    TeahouseError,
    UnavailableError,
)
from teahouse.model.limits import Limit
from teahouse.model.people import VISITOR, Actor
from teahouse.protocol import codec
from teahouse.protocol.close_codes import CloseCode
from teahouse.protocol.commands import AnyCommand, MessageSend
from teahouse.protocol.events import Closing, Drain, RoomGone, StandingChanged
from teahouse.protocol.replies import AnyReply, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.gateway.connection import Connection
    from teahouse.gateway.entrance import Coming
    from teahouse.gateway.gateway import Gateway
    from teahouse.gateway.hub import Room

FLOOD_MS = 30_000
FIRST_COMMAND_SECONDS = 10.0
EARLY_FRAMES = 64
EARLY_BYTES = 2 * codec.FRAME_BYTES
"""A client that says more than this before the hello does not wait for it, as it should."""


class PagePeer:
    """One page, bot or program."""

    __slots__ = (
        "_bearer",
        "_deadline",
        "_early",
        "_lane",
        "_relief",
        "_revoked",
        "_session",
        "_token",
        "_untold",
        "actor",
        "address",
        "coming",
        "connection",
        "gateway",
        "known",
        "language",
        "rooms",
    )

    def __init__(
        self,
        gateway: Gateway,
        connection: Connection,
        address: str,
        token: str | None,
        language: str,
        *,
        bearer: bool,
    ) -> None:
        self.gateway = gateway
        self.connection = connection
        self.address = address
        self.language = language
        self.actor: Actor = VISITOR
        self.rooms: list[Room] = []
        self.coming: tuple[Coming, ...] = ()
        """What is under way to make it live in a room."""
        self.known: frozenset[int] = frozenset()
        """The rooms that it was told of."""
        self._token = token
        self._bearer = bearer
        self._lane: Lock | None = None
        self._relief: Event | None = None
        self._revoked = False
        self._session = Session(self._take)
        self._early: list[bytes] | None = []
        self._untold: list[bytes] = []
        self._deadline: Callable[[], None] | None = None

    def opened(self) -> None:
        self._deadline = self.gateway.later(FIRST_COMMAND_SECONDS, self._too_late)
        self.gateway.spawn(self._begin())

    def received(self, text: bytes) -> None:
        if self._early is not None:
            self._early.append(text)
            if len(self._early) > EARLY_FRAMES or sum(map(len, self._early)) > EARLY_BYTES:
                self.flooded()
            return
        now = self.gateway.now()
        decided = self._session.received(text, now)
        if isinstance(decided, Reply):
            self.reply(decided)
        else:
            self._stop_deadline()
            mark = self._session.failures(decided.room) if isinstance(decided, MessageSend) else 0
            self.gateway.spawn(self._carry_out(decided, now, mark))

    def flooded(self) -> None:
        self.close(CloseCode.FLOOD, RateLimitedError(retry_after_ms=FLOOD_MS))

    def congested(self) -> None:
        self._relief = Event()

    def relieved(self, *, missed: bool) -> None:
        self._go_on()
        if missed:
            # A diff that was missed would leave the list of people wrong for good.
            for room in self.rooms:
                self.connection.write_ephemeral(self.gateway.occupancy.state(room))

    @property
    def greeted(self) -> bool:
        """Whether the hello was sent: nothing goes before it."""
        return self._early is None

    def tell(self, frame: bytes) -> None:
        """A frame that is of no room's log; the hello goes before all of them.

        Nothing tells it again but the next hello, so whoever cannot take it comes back for that.
        """
        if self.greeted:
            self.connection.write(frame)
        else:
            self._untold.append(frame)

    async def writable(self) -> None:
        """Wait until the reader has taken what it was sent; at once if it is gone, or the server stops."""
        while self._relief is not None and not self.gateway.draining:
            await self._relief.wait()

    def overflowed(self) -> None:
        self.close(CloseCode.SLOW_READER, UnavailableError())

    def closed(self) -> None:
        self._stop_deadline()
        self._early = None
        self._go_on()
        self.gateway.gone(self)

    def sign_out(self) -> None:
        self._revoked = True
        self.close(CloseCode.NOT_SIGNED_IN, NotSignedInError())

    def room_gone(self, room: int, *, was_there: bool) -> None:
        if not was_there and room not in self.known:
            return
        self.known = self.gateway.crier.shared(self.known - {room})
        frame = codec.frame(RoomGone(room=room))
        if self.greeted:
            # Not to be missed, as what is ephemeral may be.
            self.connection.write(frame)
        else:
            self._untold.append(frame)

    def expel(self, person: int | None = None) -> None:
        who = self.actor.person.id if self.actor.person else person
        self._revoked = True
        if who is not None:
            # Why, and until when: a hello, which says it otherwise, does not come any more.
            told = self.gateway.context.standing.told(who)
            self.connection.write(codec.frame(StandingChanged(role=self.actor.role.value, sanctions=told)))
        self.close(CloseCode.BANNED, BannedError())

    def drain(self, after_ms: int) -> None:
        if self._relief is not None:
            self._relief.set()
        frame = codec.frame(Drain(after_ms=after_ms))
        if self.greeted:
            self.connection.write(frame)
        else:
            self._untold.append(frame)

    def restart(self) -> None:
        self.close(CloseCode.RESTART, UnavailableError())

    def reply(self, reply: AnyReply) -> None:
        """Send a reply; a refusal is counted."""
        code = getattr(reply, "code", None)
        if code is not None:
            self.gateway.meters.refused(code)
        self.connection.write(codec.frame(reply))

    def close(self, code: CloseCode, error: TeahouseError) -> None:
        """Say why, then close."""
        if code is not CloseCode.RESTART and not self.connection.closing:
            person = self.actor.person
            self.gateway.log.info(
                "closing a connection",
                extra={"close_code": int(code), "why": error.code, "person": person.id if person else None},
            )
        last = Closing(code=error.code, message=error.text, retry_after_ms=error.retry_after_ms)
        self.connection.close(code, error.code, codec.frame(last))

    async def _begin(self) -> None:
        try:
            await self._greet()
        except TeahouseError as error:
            # Without a hello nothing is understood: whoever comes again later gets one.
            self.close(CloseCode.NO_FIRST_FRAME, error)
        except Exception:
            self.gateway.log.exception("nobody could be greeted")
            self.close(CloseCode.NO_FIRST_FRAME, TeahouseError())

    async def _greet(self) -> None:
        """Find out who this is, say hello, then take what came meanwhile."""
        if self._token is not None:
            try:
                actor = await identify(self.gateway, self._token)
            except BannedError as error:
                self.expel(error.person)
                return
            if self.connection.closing:
                return
            self.gateway.meet(self, actor)
            self._token = None
            if self._bearer and self.actor.person is None:
                self.close(CloseCode.NOT_SIGNED_IN, NotSignedInError())
                return
        if not self.gateway.rights.admits(self):
            return
        hello = await greeting(self)
        self.known = self.gateway.crier.shared(self.known | {room.id for room in hello.rooms})
        self.connection.write(codec.frame(hello))
        early, self._early = self._early or [], None
        untold, self._untold = self._untold, []
        for frame in untold:
            self.connection.write(frame)
        for text in early:
            if not self.connection.closing:
                self.received(text)

    async def _carry_out(self, command: AnyCommand, began: float, mark: int) -> None:
        try:
            reply = await self._perform(command, mark)
        except TeahouseError as error:
            reply = codec.refusal(command.id, error)
        except Exception:
            self.gateway.log.exception("command failed", extra={"command": type(command).__name__})
            reply = codec.refusal(command.id, TeahouseError())
        if reply is None:
            return
        self._session.finished(command, reply)
        self.reply(reply)
        if isinstance(command, MessageSend):
            self.gateway.meters.acknowledgement.observe(self.gateway.now() - began)

    async def _perform(self, command: AnyCommand, mark: int) -> AnyReply | None:
        """The reply, or None where it was sent already."""
        self.check_session()
        if isinstance(command, MessageSend):
            self._lane = self._lane or Lock()
            may_go = partial(self._check_turn, command, mark)
            return await messages.send(self.gateway.context, self.actor, command, self._lane, may_go)
        return await perform(self, command)

    def _check_turn(self, command: MessageSend, mark: int) -> None:
        """Asked last before a message gets its place."""
        self.check_session()
        self._session.check_order(command, mark)

    def check_session(self) -> None:
        """NotSignedInError if the session has ended."""
        if self._revoked:
            raise NotSignedInError

    def _too_late(self) -> None:
        self._deadline = None
        self.close(CloseCode.NO_FIRST_FRAME, BadInputError())

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline()
            self._deadline = None

    def _go_on(self) -> None:
        relief, self._relief = self._relief, None
        if relief is not None:
            relief.set()

    def _take(self, limit: Limit, now: float) -> int:
        person = self.actor.person
        # Not the connection itself, which the bucket would keep alive; and no text, which is the same anywhere.
        key = person.id if person else ("connection", self.connection.slot)
        return self.gateway.limits.take_shared(limit, key, self.address, now)
