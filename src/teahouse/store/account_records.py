"""What a store keeps of accounts and links: plain data."""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct

from teahouse.model.people import session_id

SessionKind = Literal["page", "token"]
LinkKind = Literal["setup", "invite", "reset", "device", "email"]


class NewSession(Struct, frozen=True, kw_only=True):
    """A session to be: `token` is its secret, of which only the hash is kept.

    `label` is what it is called in the list of its person; it ends at `expires_at`, Unix
    milliseconds, whatever is done with it.
    """

    token: str
    label: str
    expires_at: int
    kind: SessionKind = "page"

    def __repr__(self) -> str:
        """Without the secret: it may come into a log."""
        return f"NewSession(kind={self.kind!r})"


class SessionRecord(Struct, frozen=True, kw_only=True):
    """A session. `session` is its id, told to nobody; `handle` what its person knows it by.

    `expires_at` is None for one of before there was an end.
    """

    session: str
    handle: str
    kind: str
    label: str
    created_at: int
    last_seen: int
    expires_at: int | None


class Credential(Struct, frozen=True, kw_only=True):
    """What a person signs in with: password, passkey or oidc; see `schema_order.credentials`.

    The kind import is who somebody was elsewhere: nobody signs in with it, and `credentials` leaves it out.
    """

    id: int
    person: int
    kind: str
    subject: str
    secret: str
    label: str
    created_at: int
    last_used: int | None

    def __repr__(self) -> str:
        """Without the secret: it may come into a log."""
        return f"Credential(id={self.id}, person={self.person}, kind={self.kind!r})"


class Known(Struct, frozen=True, kw_only=True):
    """What somebody is known by elsewhere: a credential to be, of a kind without a secret (oidc, import)."""

    kind: str
    subject: str
    label: str = ""


class Mailbox(Struct, frozen=True):
    """Where a person can be written to: the address that a letter confirmed, and one that they only say is theirs."""

    address: str | None = None
    claimed: str | None = None


class Link(Struct, frozen=True, kw_only=True):
    """A link without its token. `uses_left` None is for any number; `handle` is known to who may revoke it."""

    handle: str
    kind: LinkKind
    created_at: int
    expires_at: int
    room: int | None = None
    role: str = "member"
    person: int | None = None
    made_by: int | None = None
    uses_left: int | None = 1
    uses: int = 0


def handle_of(session: bytes) -> str:
    """What a person knows a session by, made of the hash of its secret: of no use to anybody else."""
    return hashlib.sha256(b"handle" + session).hexdigest()[:32]


def token_bytes(token: str) -> bytes:
    """What is stored of a secret."""
    return bytes.fromhex(session_id(token))
