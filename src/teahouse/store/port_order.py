"""The port of what keeps the place in order: sanctions, held messages, reports, and who did what.

As in `port`: each call is one transaction, durable when it returns, and can be sent again.
Whatever changes a sanction counts `meta.rights` up in the same transaction, whatever changes
what waits for moderators `meta.queue`. Nothing here
looks at who asks: the use cases do.
"""

from __future__ import annotations

from typing import Protocol

from teahouse.store.order_records import (
    AuditFilter,
    AuditRecord,
    Held,
    NewAudit,
    NewReport,
    NewSanction,
    Report,
    SanctionRecord,
    Since,
    Waiting,
    Within,
)

__all__ = [
    "ALL",
    "AuditFilter",
    "AuditRecord",
    "Held",
    "NewAudit",
    "NewReport",
    "NewSanction",
    "Order",
    "Report",
    "SanctionRecord",
    "Since",
    "Waiting",
    "Within",
]

ALL = AuditFilter()
ANYWHERE = Within()


class Order(Protocol):
    """Who may not do what, what waits for a moderator, and what was done."""

    async def add_sanction(self, sanction: NewSanction, now: int) -> int:
        """Its id. PersonNotFoundError for a person that there is not."""
        ...

    async def widen_sanction(self, sanction: int, networks: str) -> None:
        """A ban means these address ranges now; nothing happens to one that is undone."""
        ...

    async def undo_sanction(self, sanction: int, by: int, now: int) -> bool:
        """Take it back; False if that was done before, or there is none."""
        ...

    async def sanction(self, sanction: int) -> SanctionRecord | None:
        """By id."""
        ...

    async def open_sanctions(self, now: int) -> list[SanctionRecord]:
        """All that are neither undone nor over, in order of id."""
        ...

    async def sanctions(self, room: int | None, limit: int) -> list[SanctionRecord]:
        """Of a room, or (None) all, the last one first, those that are over too."""
        ...

    async def hold(self, held: Held) -> None:
        """A message waits; nothing happens if that is known, whatever became of it. `verdict` is not looked at."""
        ...

    async def held(self, limit: int, within: Within = ANYWHERE, *, waiting: bool = True) -> list[Held]:
        """What waits, the oldest first; or what was refused, the last decided first. Nothing that was taken back."""
        ...

    async def decide_held(self, room: int, seq: int, verdict: str, by: int, now: int) -> str | None:
        """Decide once: the verdict that holds, be it an earlier one. None if there is no such message.

        In the same step the files of an approved one are free, so that its new place can carry them.
        """
        ...

    async def reopen_held(self, room: int, seq: int) -> bool:
        """Have what was refused wait again; whether it does, also if it never was decided."""
        ...

    async def add_report(self, report: NewReport) -> tuple[int, bool]:
        """Its id, and whether it is new: who reports a message again gets the id of the first."""
        ...

    async def report(self, report: int) -> Report | None:
        """By id."""
        ...

    async def reports(self, *, waiting: bool, limit: int, within: Within = ANYWHERE) -> list[Report]:
        """Those that wait, the oldest first; or those that are decided, the last made first."""
        ...

    async def decide_report(self, report: int, verdict: str, by: int, now: int) -> bool:
        """Decide; an earlier verdict is replaced. False if there is no such report."""
        ...

    async def reopen_report(self, report: int) -> bool:
        """Have one wait again, whatever was decided; whether it does."""
        ...

    async def queue_rooms(self) -> list[int]:
        """The rooms of which anything is reported or held, or was."""
        ...

    async def queue(self) -> list[Waiting]:
        """What waits, counted for each room and whom it is about, in order of both; of what is held as `held` has it."""
        ...

    async def add_audit(self, entry: NewAudit) -> None:
        """Write down who did what."""
        ...

    async def audit(self, before: int | None, limit: int, wanted: AuditFilter = ALL) -> list[AuditRecord]:
        """The last of the wanted entries before this id, the last one first."""
        ...

    async def last_address(self, person: int) -> str | None:
        """Where the last entry of this person came from, if any tells that."""
        ...

    async def since(self, people: list[int]) -> dict[int, Since]:
        """What each of these people is and since when; those that there are."""
        ...

    async def last_said(self, room: int, person: int) -> tuple[int | None, int]:
        """When this person's last message in the room was said (None if there is none), and the room's head then."""
        ...
