"""How much waits for moderators: told to those of this node whom it concerns, when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from teahouse.chat.places import role_here
from teahouse.gateway.page import PagePeer
from teahouse.model.errors import NotFoundError, RetryableError
from teahouse.model.people import Role
from teahouse.model.permissions import Action, allowed
from teahouse.protocol import codec
from teahouse.protocol.events import QueueChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teahouse.gateway.gateway import Gateway
    from teahouse.model.people import Actor
    from teahouse.protocol.parts import RoomSummary
    from teahouse.store.port import Place
    from teahouse.store.port_order import Waiting

TELL_SECONDS: Final = 0.2
"""A flood of reports is told together."""


class Queue:
    """Lives on the event loop."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._told: dict[int, tuple[int, int]] = {}
        self._due = False
        self._seen: int | None = None

    def compare(self, queue: int) -> None:
        """The store's queue has changed so often: told anew where a hint was lost."""
        if queue != self._seen:
            self._seen = queue
            self.hear()

    def hear(self) -> None:
        """From any node: something waits, or was decided."""
        if not self._due:
            self._due = True
            self._gateway.later(TELL_SECONDS, self._tell_soon)

    def greet(self, actor: Actor, rooms: Iterable[RoomSummary]) -> None:
        """Somebody came; whoever keeps order somewhere is told what waits."""
        keeps = actor.role.rank >= Role.MODERATOR.rank or any(
            room.role in (Role.MODERATOR, Role.OWNER) for room in rooms
        )
        if keeps and actor.person is not None:
            self._told.pop(actor.person.id, None)
            self.hear()

    def _tell_soon(self) -> None:
        self._due = False
        self._gateway.spawn(self._tell())

    async def _tell(self) -> None:
        context, register = self._gateway.context, self._gateway.register
        waiting: list[tuple[Place | None, Waiting]] = []
        try:
            for each in await context.store.queue():
                try:
                    waiting.append((await context.places.get(each.room), each))
                except NotFoundError:
                    waiting.append((None, each))
            for person in register.people():
                pages = [peer for peer in register.of(person) if isinstance(peer, PagePeer)]
                if not pages:
                    continue
                counts = self._counts(pages[0].actor, waiting)
                if counts != self._told.get(person, (0, 0)):
                    self._told[person] = counts
                    frame = codec.frame(QueueChanged(reports=counts[0], held=counts[1]))
                    for page in pages:
                        page.tell(frame)
        except RetryableError:
            # The next sweep asks again.
            self._seen = None
        for person in [each for each in self._told if not register.of(each)]:
            del self._told[person]

    def _counts(self, actor: Actor, waiting: list[tuple[Place | None, Waiting]]) -> tuple[int, int]:
        """How many reports and held messages this actor may decide about: of nothing that they said themselves."""
        places = self._gateway.context.places
        reports = held = 0
        for place, each in waiting:
            if actor.person is not None and each.person == actor.person.id:
                continue
            enters = place is not None and places.may_enter(place, actor)
            role = role_here(place, actor) if place is not None and enters else actor.role
            if actor.role.rank >= Role.MODERATOR.rank or (enters and allowed(role, Action.REPORTS_SEE)):
                reports += each.reports
            if enters and allowed(role, Action.HELD_SEE):
                held += each.held
        return reports, held
