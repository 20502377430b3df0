"""What people may do, on the connections that are open: what changed holds for their next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.gateway.page import PagePeer
from teahouse.model.people import Actor
from teahouse.protocol import codec
from teahouse.protocol.events import StandingChanged

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway


class Rights:
    """Reads again who the people of this node are, when the store knows better."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: int | None = None

    def hear(self, person: int | None) -> None:
        """From any node: a person's rights changed, or (None) how the house is run."""
        self._gateway.spawn(self._refresh(person))

    def compare(self, rights: int) -> None:
        """The store's rights changed so often: all are read anew where a hint of that may have been lost."""
        known, self._known = self._known, rights
        if known is not None and known != rights:
            self.hear(None)

    async def _refresh(self, person: int | None) -> None:
        register = self._gateway.register
        people = register.people() if person is None else [person]
        for each in people:
            found = await self._gateway.context.store.person(each)
            for peer in list(register.of(each)):
                if found.role is not peer.actor.role:
                    peer.actor = Actor(found.role, peer.actor.person, peer.actor.session)
                    if isinstance(peer, PagePeer):
                        peer.tell(codec.frame(StandingChanged(role=found.role.value, sanctions=())))
