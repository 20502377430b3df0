"""Making a link: a row with the hash of a secret that is shown once."""

from __future__ import annotations

import secrets

from teahouse.chat.context import Context
from teahouse.model.people import Role
from teahouse.store.account_records import Link, LinkKind, token_bytes


async def make(
    context: Context,
    kind: LinkKind,
    expires_in_ms: int,
    *,
    person: int | None = None,
    made_by: int | None = None,
    room: int | None = None,
    role: Role = Role.MEMBER,
    uses: int | None = 1,
) -> tuple[str, Link]:
    """A new link and its token of 256 bits, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    now = context.clock()
    link = Link(
        handle=secrets.token_hex(16),
        kind=kind,
        created_at=now,
        expires_at=now + expires_in_ms,
        room=room,
        role=role.value,
        person=person,
        made_by=made_by,
        uses_left=uses,
    )
    await context.store.add_link(token_bytes(token), link)
    return token, link
