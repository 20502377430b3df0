"""What this node hears from the broker, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from teahouse.broker.port import (
    LimitsSpent,
    PeopleCalled,
    PersonRenamed,
    PresenceAsked,
    PresenceMoved,
    PresenceRange,
    QueueTouched,
    ReadsMoved,
    RightsTouched,
    RoomsMoved,
    RoomTouched,
    SessionRevoked,
    Signal,
    TypingSignal,
)

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway
    from teahouse.store.port import StoredEvent


HEARD_SECONDS = 60.0


class Hints:
    """The broker's listener; see `broker.port.Listener`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._node = gateway.context.broker.node
        self._nodes: dict[str, float] = {}

    def hear_event(self, event: StoredEvent, epoch: str | None) -> None:
        if self._is_ours(epoch):
            self._gateway.meters.messages += 1
            self._gateway.gaps.hear(event)

    def hear_head(self, room: int, seq: int, epoch: str | None) -> None:
        if self._is_ours(epoch):
            self._gateway.gaps.hear_head(room, seq)

    def hear_signal(self, signal: Signal, node: str) -> None:
        gateway = self._gateway
        self._nodes[node] = gateway.now()
        match signal:
            case PersonRenamed(person=renamed):
                gateway.register.rename(renamed)
                gateway.occupancy.rename(renamed)
            case SessionRevoked(session=session):
                gateway.revoke(session)
            case TypingSignal(room=room, person=typist, active=active):
                gateway.occupancy.typing(room, typist, active)
            case RoomsMoved() | ReadsMoved() | PeopleCalled() | RoomTouched():
                gateway.crier.hear(signal, own=node == self._node)
            case RightsTouched(person=person):
                if person is None:
                    gateway.reload_house()
                gateway.rights.hear(person)
            case QueueTouched():
                gateway.queue.hear()
            case LimitsSpent():
                if node != self._node:
                    gateway.neighbours.hear_spent(signal)
            case PresenceAsked() | PresenceMoved() | PresenceRange():
                # One's own people are counted by their connections.
                if node != self._node:
                    gateway.neighbours.hear(signal, node)
            case _:
                assert_never(signal)

    def nodes(self) -> int:
        """How many nodes there are: this one, and those that said anything within a minute."""
        since = self._gateway.now() - HEARD_SECONDS
        self._nodes = {node: at for node, at in self._nodes.items() if at >= since}
        return len(self._nodes.keys() | {self._node})

    def restored(self) -> None:
        self._gateway.sweep.at_once()
        self._gateway.neighbours.restored()

    def _is_ours(self, epoch: str | None) -> bool:
        """Whether a hint is of this node's history; an older node does not say of which it is.

        After a failover the old primary's last event, which is lost, may have just the seq that
        comes next in the new log. Whose history is right, the sweep finds out.
        """
        ours = self._gateway.context.store.epoch
        self._gateway.check_history(ours)
        return epoch is None or epoch == ours
