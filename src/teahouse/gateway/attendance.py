"""Writes down who was here last, so that their names stay theirs."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from teahouse.chat.context import Context
from teahouse.gateway.register import Register
from teahouse.gateway.ticker import Later, Ticker
from teahouse.model.errors import RetryableError
from teahouse.model.people import Actor, Role
from teahouse.store.port_people import CLASSIC_LEASE_MS

SEEN_SECONDS = 5.0
RENEW_SECONDS = 600.0
CLASSIC_SECONDS = CLASSIC_LEASE_MS / 3_000


class Attendance:
    """People when they come and go and now and then; classic guests by a lease, as nodes may die."""

    def __init__(
        self,
        context: Context,
        register: Register,
        later: Later,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._context = context
        self._register = register
        self._later = later
        self._spawn = spawn
        self._seen: set[int] = set()
        self._cancel: Callable[[], None] | None = None
        self._tickers = (
            Ticker(later, lambda: RENEW_SECONDS, self._renew),
            Ticker(later, lambda: CLASSIC_SECONDS, self._renew_classics),
        )

    def note(self, actor: Actor) -> None:
        """This person came, or went."""
        if actor.person is not None and actor.role.rank >= Role.GUEST.rank:
            self._seen.add(actor.person.id)
            if self._cancel is None:
                self._cancel = self._later(SEEN_SECONDS, self._write_soon)

    async def close(self) -> None:
        """Stop, and write down who was here last."""
        for ticker in self._tickers:
            ticker.stop()
        if self._cancel is not None:
            self._cancel()
        await self._write()

    def _renew(self) -> None:
        """Whoever is here keeps the name, however long ago the connection was made."""
        self._seen.update(self._register.people())
        self._write_soon()
        if sessions := self._register.sessions():
            self._spawn(self._write_sessions(sessions))

    def _renew_classics(self) -> None:
        if self._register.classics:
            self._seen |= self._register.classics
            self._write_soon()

    def _write_soon(self) -> None:
        self._spawn(self._write())

    async def _write_sessions(self, sessions: list[str]) -> None:
        # Ten minutes later they are written again.
        with suppress(RetryableError):
            await self._context.store.seen_sessions(sorted(sessions), self._context.clock())

    async def _write(self) -> None:
        self._cancel = None
        seen, self._seen = self._seen, set()
        try:
            if seen:
                await self._context.store.seen(sorted(seen), self._context.clock())
        except RetryableError:
            # Written with the next ones; leases are three times as long as the time between.
            self._seen |= seen
