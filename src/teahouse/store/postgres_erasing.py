"""What goes with a person; see `port_erasing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.model.errors import PersonNotFoundError
from teahouse.store.erasing_records import Erased, Membership, Mention
from teahouse.store.port_erasing import SCANNED
from teahouse.store.postgres_files import FILE, record_of
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.postgres_sessions import REVOKED_FOR_MS

if TYPE_CHECKING:
    from teahouse.model.files import FileRecord
    from teahouse.store.postgres_pool import Connection

ROOMS_OF = """
SELECT id FROM rooms
WHERE EXISTS (SELECT FROM events WHERE events.room = rooms.id AND events.sender = $1 LIMIT 1) ORDER BY id
"""

# The + keeps it to the index of (room, sender): by the order of seqs it would read the whole room.
SAID_BY = """
SELECT seq FROM events AS e
WHERE e.room = $1 AND e.sender = $2 AND e.seq + 0 > $3 AND e.kind = 'message.created' AND NOT EXISTS (
    SELECT FROM folded AS f WHERE f.room = e.room AND f.seq = e.seq AND f.recalled_at IS NOT NULL
)
ORDER BY e.seq + 0 LIMIT $4
"""

MARKED_BY = """
SELECT seq FROM reactions WHERE room = $1 AND seq > $2 AND person = $3
UNION SELECT seq FROM votes WHERE room = $1 AND seq > $2 AND person = $3
ORDER BY seq LIMIT $4
"""

NAMING = """
SELECT e.seq FROM events AS e
WHERE e.room = $1 AND e.seq > $2 AND e.seq <= $3 AND (
    (e.sender = $4 AND e.sender_name <> '—') OR (e.to_id = $4 AND e.to_name <> '—')
    OR CASE WHEN e.kind IN ('member.added', 'member.removed')
        THEN (e.extras::json #>> '{member,id}')::bigint = $4 ELSE false END
)
"""

MEMBERSHIPS = """
SELECT rooms.id AS room, rooms.name, rooms.title, rooms.kind, members.role, reads.seq AS read, reads.notify
FROM rooms
LEFT JOIN members ON members.room = rooms.id AND members.person = $1
LEFT JOIN reads ON reads.room = rooms.id AND reads.person = $1
WHERE members.person IS NOT NULL OR reads.person IS NOT NULL
ORDER BY rooms.id
"""

FILES_OF = f"SELECT {FILE} FROM files WHERE owner = $1 AND id > $2 ORDER BY id LIMIT $3"  # noqa: S608

# By the database's clock, as all that ends sessions: a node that is behind would tell the others of it too late.
ERASE = "SELECT teahouse_erase_5($1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, $2)"


class PostgresErasing(PostgresRunner):
    """See `port_erasing.Erasing`."""

    async def rooms_of(self, person: int) -> list[int]:
        """See `Erasing.rooms_of`."""
        return [row["id"] for row in await self._fetch(ROOMS_OF, person)]

    async def all_rooms(self) -> list[int]:
        """See `Erasing.all_rooms`."""
        return [row["id"] for row in await self._fetch("SELECT id FROM rooms ORDER BY id")]

    async def said_by(self, person: int, room: int, after: int, limit: int) -> list[int]:
        """See `Erasing.said_by`."""
        return [row["seq"] for row in await self._fetch(SAID_BY, room, person, after, limit)]

    async def marked_by(self, person: int, room: int, after: int, limit: int) -> list[int]:
        """See `Erasing.marked_by`."""
        return [row["seq"] for row in await self._fetch(MARKED_BY, room, after, person, limit)]

    async def naming(self, person: int, room: int, after: int) -> Mention:
        """See `Erasing.naming`."""
        upto = after + SCANNED
        head = await self._fetch("SELECT head FROM rooms WHERE id = $1", room)
        seqs = [row["seq"] for row in await self._fetch(NAMING, room, after, upto, person)]
        return Mention(seqs, None if not head or upto >= head[0]["head"] else upto)

    async def unname(self, person: int, room: int, seqs: list[int]) -> None:
        """See `Erasing.unname`."""
        await self._execute("SELECT teahouse_unname_4($1, $2, $3)", person, room, seqs)

    async def memberships(self, person: int) -> list[Membership]:
        """See `Erasing.memberships`."""
        return [Membership(**row) for row in await self._fetch(MEMBERSHIPS, person)]

    async def files_of(self, person: int, after: str, limit: int) -> list[FileRecord]:
        """See `Erasing.files_of`."""
        return [record_of(row) for row in await self._fetch(FILES_OF, person, after, limit)]

    async def erase_person(self, person: int, now: int) -> Erased:
        """See `Erasing.erase_person`. What an attempt without an answer has erased is told by the first."""
        known: Erased | None = None

        async def erase(connection: Connection) -> Erased:
            nonlocal known
            if known is None:
                known = await _what_goes(person, connection)
            if not await connection.fetchval(ERASE, person, REVOKED_FOR_MS):
                raise PersonNotFoundError
            return known

        return await self._change(erase)


async def _what_goes(person: int, connection: Connection) -> Erased:
    sessions = await connection.fetch("SELECT token_hash FROM sessions WHERE person = $1", person)
    files = await connection.fetch("SELECT id FROM files WHERE owner = $1", person)
    return Erased([row["token_hash"].hex() for row in sessions], [row["id"] for row in files])
