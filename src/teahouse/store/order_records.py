"""What keeps the place in order, as it goes into a store and comes out of it. Times are Unix milliseconds."""

from __future__ import annotations

from msgspec import Struct

from teahouse.model.people import Role

MUTE, BAN, KICK, SHADOW, HOLD = "mute", "ban", "kick", "shadow", "hold"
"""What somebody may not do: talk; be here; be in this room for a while; be read by others, or before a moderator did."""

APPROVED, REJECTED = "approved", "rejected"
ACTED, DISMISSED = "acted", "dismissed"


class NewSanction(Struct, frozen=True, kw_only=True):
    """What somebody may not do from now on. `room` None is everywhere, `until` None without end.

    `networks` are the address ranges that a ban means too, in CIDR notation with single spaces:
    empty where they are still looked for, None for a ban of the person alone.
    """

    kind: str
    person: int
    room: int | None
    reason: str
    until: int | None
    made_by: int
    networks: str | None = None


class SanctionRecord(NewSanction, frozen=True, kw_only=True):
    """A sanction as it is kept; `undone_at` is None while it was not taken back."""

    id: int
    at: int
    undone_at: int | None = None
    undone_by: int | None = None

    def holds(self, now: int) -> bool:
        """Whether it is neither undone nor over."""
        return self.undone_at is None and (self.until is None or self.until > now)


class Held(Struct, frozen=True, kw_only=True):
    """A message that waits for a moderator. `why` is person, link, words or newcomer."""

    room: int
    seq: int
    person: int
    at: int
    why: str
    verdict: str | None = None


class Within(Struct, frozen=True, kw_only=True):
    """Of what waits, or waited: that of these rooms (None: of all), and nothing that this person said."""

    rooms: tuple[int, ...] | None = None
    but: int | None = None


class NewReport(Struct, frozen=True, kw_only=True):
    """Somebody says that a message is not in order; `person` is who wrote it."""

    room: int
    seq: int
    person: int
    made_by: int
    reason: str
    at: int


class Report(NewReport, frozen=True, kw_only=True):
    """A report as it is kept; `verdict` is None while it waits."""

    id: int
    verdict: str | None = None
    decided_by: int | None = None
    decided_at: int | None = None


class Waiting(Struct, frozen=True):
    """How much waits for moderators that this person said in this room."""

    room: int
    person: int
    reports: int
    held: int


class AuditFilter(Struct, frozen=True, kw_only=True):
    """Which entries are wanted: all that is given must hold."""

    action: str | None = None
    made_by: int | None = None
    person: int | None = None
    room: int | None = None


class NewAudit(Struct, frozen=True, kw_only=True):
    """Who did what, when and from where; `made_by` None is the server. `detail` is a JSON object of plain values."""

    at: int
    made_by: int | None
    action: str
    address: str = ""
    person: int | None = None
    room: int | None = None
    seq: int | None = None
    reason: str = ""
    detail: str | None = None


class AuditRecord(NewAudit, frozen=True, kw_only=True):
    """An entry as it is kept."""

    id: int


class Since(Struct, frozen=True):
    """What somebody is in the place, and since when they are known."""

    role: Role
    created_at: int
