"""Who did what: written down by the use cases, read by admins."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from teahouse.chat.context import Context
from teahouse.model.people import Actor, Person
from teahouse.model.permissions import Action, require
from teahouse.store.port_order import ALL, AuditFilter, NewAudit

PAGE = 100


class Entry(Struct, frozen=True, kw_only=True):
    """One act. `made_by` is None for the server itself; where it came from is not told."""

    id: int
    at: int
    action: str
    made_by: Person | None
    person: Person | None
    room: int | None
    seq: int | None
    reason: str
    detail: dict[str, object]


class AuditPage(Struct, frozen=True):
    """Newest first; `next` is the cursor for those before, None at the end."""

    entries: tuple[Entry, ...]
    next: int | None


async def note(
    context: Context,
    actor: Actor | None,
    action: str,
    *,
    person: int | None = None,
    room: int | None = None,
    seq: int | None = None,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    address: str = "",
) -> None:
    """Write down an act that was done; `actor` None is the server.

    `detail` has names and plain values. Never a text that somebody said, a token or a password; an
    address in `address` alone. Without one it is where the actor was seen last: of a connection, where it came from.
    """
    by = actor.person if actor is not None else None
    if by is not None and not address:
        address = context.standing.address_of(by.id)
    await context.store.add_audit(
        NewAudit(
            at=context.clock(),
            made_by=None if by is None else by.id,
            action=action,
            address=address,
            person=person,
            room=room,
            seq=seq,
            reason=reason,
            detail=msgspec.json.encode(detail).decode() if detail else None,
        )
    )


async def page(
    context: Context,
    actor: Actor,
    before: int | None = None,
    limit: int = PAGE,
    wanted: AuditFilter = ALL,
) -> AuditPage:
    """The last of the wanted acts before this id."""
    require(actor, Action.AUDIT_SEE)
    found = await context.store.audit(before, limit, wanted)
    ids = {who for entry in found for who in (entry.made_by, entry.person) if who is not None}
    people = {person.id: person.plain() for person in await context.store.people(sorted(ids))}
    entries = tuple(
        Entry(
            id=entry.id,
            at=entry.at,
            action=entry.action,
            made_by=people.get(entry.made_by) if entry.made_by is not None else None,
            person=people.get(entry.person) if entry.person is not None else None,
            room=entry.room,
            seq=entry.seq,
            reason=entry.reason,
            detail=msgspec.json.decode(entry.detail, type=dict[str, object]) if entry.detail else {},
        )
        for entry in found
    )
    return AuditPage(entries, found[-1].id if len(found) == limit else None)
