"""Each call of `port_order.Order`, as a function of a connection to read or of the writer's cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from teahouse.store import sqlite_order
from teahouse.store.port_order import ALL, ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.store.driver import driver
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

T = TypeVar("T")


class SqliteOrderCalls(ABC):
    """See `port_order.Order`."""

    @abstractmethod
    async def _read(self, query: Callable[[driver.Connection], T]) -> T:
        """On a thread that reads."""

    @abstractmethod
    async def _change(self, apply: Callable[[driver.Cursor], T]) -> T:
        """With the next batch."""

    async def add_sanction(self, sanction: NewSanction, now: int) -> int:
        """See `Order.add_sanction`."""
        return await self._change(partial(sqlite_order.add_sanction, sanction, now))

    async def widen_sanction(self, sanction: int, networks: str) -> None:
        """See `Order.widen_sanction`."""
        await self._change(partial(sqlite_order.widen_sanction, sanction, networks))

    async def undo_sanction(self, sanction: int, by: int, now: int) -> bool:
        """See `Order.undo_sanction`."""
        return await self._change(partial(sqlite_order.undo_sanction, sanction, by, now))

    async def sanction(self, sanction: int) -> SanctionRecord | None:
        """See `Order.sanction`."""
        return await self._read(partial(sqlite_order.sanction, sanction))

    async def open_sanctions(self, now: int) -> list[SanctionRecord]:
        """See `Order.open_sanctions`."""
        return await self._read(partial(sqlite_order.open_sanctions, now))

    async def sanctions(self, room: int | None, limit: int) -> list[SanctionRecord]:
        """See `Order.sanctions`."""
        return await self._read(partial(sqlite_order.sanctions, room, limit))

    async def hold(self, held: Held) -> None:
        """See `Order.hold`."""
        await self._change(partial(sqlite_order.hold, held))

    async def held(self, limit: int, within: Within = ANYWHERE, *, waiting: bool = True) -> list[Held]:
        """See `Order.held`."""
        return await self._read(partial(sqlite_order.held, limit, within, waiting))

    async def decide_held(self, room: int, seq: int, verdict: str, by: int, now: int) -> str | None:
        """See `Order.decide_held`."""
        return await self._change(partial(sqlite_order.decide_held, room, seq, verdict, by, now))

    async def reopen_held(self, room: int, seq: int) -> bool:
        """See `Order.reopen_held`."""
        return await self._change(partial(sqlite_order.reopen_held, room, seq))

    async def add_report(self, report: NewReport) -> tuple[int, bool]:
        """See `Order.add_report`."""
        return await self._change(partial(sqlite_order.add_report, report))

    async def report(self, report: int) -> Report | None:
        """See `Order.report`."""
        return await self._read(partial(sqlite_order.report, report))

    async def reports(self, *, waiting: bool, limit: int, within: Within = ANYWHERE) -> list[Report]:
        """See `Order.reports`."""
        return await self._read(partial(sqlite_order.reports, waiting, limit, within))

    async def decide_report(self, report: int, verdict: str, by: int, now: int) -> bool:
        """See `Order.decide_report`."""
        return await self._change(partial(sqlite_order.decide_report, report, verdict, by, now))

    async def reopen_report(self, report: int) -> bool:
        """See `Order.reopen_report`."""
        return await self._change(partial(sqlite_order.reopen_report, report))

    async def queue_rooms(self) -> list[int]:
        """See `Order.queue_rooms`."""
        return await self._read(sqlite_order.queue_rooms)

    async def queue(self) -> list[Waiting]:
        """See `Order.queue`."""
        return await self._read(sqlite_order.queue)

    async def add_audit(self, entry: NewAudit) -> None:
        """See `Order.add_audit`."""
        await self._change(partial(sqlite_order.add_audit, entry))

    async def audit(self, before: int | None, limit: int, wanted: AuditFilter = ALL) -> list[AuditRecord]:
        """See `Order.audit`."""
        return await self._read(partial(sqlite_order.audit, before, limit, wanted))

    async def last_address(self, person: int) -> str | None:
        """See `Order.last_address`."""
        return await self._read(partial(sqlite_order.last_address, person))

    async def since(self, people: list[int]) -> dict[int, Since]:
        """See `Order.since`."""
        return await self._read(partial(sqlite_order.since, people))

    async def last_said(self, room: int, person: int) -> tuple[int | None, int]:
        """See `Order.last_said`."""
        return await self._read(partial(sqlite_order.last_said, room, person))
