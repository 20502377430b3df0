"""The link that makes the first owner: there while a server runs that nobody owns yet."""

from __future__ import annotations

from msgspec import Struct

from teahouse.chat.context import DAY_MS, Context
from teahouse.store.account_records import Link, handle_of, token_bytes

LEASE_MS = 180_000
"""A server that was killed renews nothing: its link is refused so soon after."""


class Claim(Struct, frozen=True):
    """The secret of one run of a server, and until when it is good: a day after the start at most."""

    token: str
    until: int

    @classmethod
    def fresh(cls, token: str, now: int) -> Claim:
        """From now on."""
        return cls(token, now + DAY_MS)


async def offer(context: Context, claim: Claim) -> bool:
    """Make the link usable if the place has no owner; whether that is so. Nothing happens a second time."""
    if await context.store.has_owner():
        return False
    digest, now = token_bytes(claim.token), context.clock()
    if await context.store.look_link(digest, now) is None:
        until = min(claim.until, now + LEASE_MS)
        link = Link(handle=handle_of(digest), kind="setup", created_at=now, expires_at=until)
        await context.store.add_link(digest, link)
    return True


async def renew(context: Context, claim: Claim) -> None:
    """The server still runs."""
    until = min(claim.until, context.clock() + LEASE_MS)
    await context.store.extend_link(token_bytes(claim.token), until)


async def withdraw(context: Context, claim: Claim) -> None:
    """The server stops."""
    await context.store.revoke_link(handle_of(token_bytes(claim.token)))
