"""Finding messages by their terms; see `postgres_terms`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from teahouse.store.postgres_log import VISITOR
from teahouse.store.postgres_reads import NEWEST, found
from teahouse.store.postgres_rooms import ACCOUNTS
from teahouse.store.postgres_rows import FOLDED, MESSAGE
from teahouse.store.postgres_runner import READERS, PostgresRunner
from teahouse.store.postgres_terms import query

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.store.records import Found, Wanted

LATEST = 2**62


# Whom rooms are hidden from, and what was before a person joined where that is not for newcomers.
CLOSED = f"""
SELECT rooms.id, m.since
FROM rooms LEFT JOIN members AS m ON m.room = rooms.id AND m.person = $1
WHERE rooms.kind <> 'direct' AND rooms.access <> 'public' AND CASE
    WHEN m.since > 0 THEN true
    WHEN rooms.access = 'private' THEN m.person IS NULL
    ELSE NOT EXISTS (SELECT FROM people WHERE id = $1 AND role IN {ACCOUNTS})
END
"""  # noqa: S608 - made of constants


def _search(terms: str, at: str) -> str:
    """The query, as `terms` and `at` are written.

    Materialized, so that it is an index of these two that is looked into, and once: what the
    planner believes of the table would otherwise tempt it to read that from the newest on.
    """
    return f"""
WITH hits AS MATERIALIZED (
    SELECT s.id, s.room, s.seq FROM searched AS s
    WHERE {terms} @@ $1::text::tsquery AND {at} >= $2 AND {at} < $3 AND NOT EXISTS (
        SELECT FROM unnest($6::bigint[], $7::bigint[]) AS joined (room, since)
        WHERE joined.room = s.room AND s.seq <= joined.since
    )
), counted AS (
    SELECT least(1000, count(*)) AS count FROM hits
), page AS (
    SELECT * FROM hits WHERE id < $4 ORDER BY id DESC LIMIT $5
)
SELECT counted.count, shown.*
FROM counted LEFT JOIN (
    SELECT page.id, {MESSAGE}
    FROM page
    CROSS JOIN LATERAL (
        SELECT * FROM events WHERE events.room = page.room AND events.seq = page.seq LIMIT 1
    ) AS e {FOLDED}
) AS shown ON true
ORDER BY shown.id DESC
"""  # noqa: S608 - made of constants


# What is computed is in no index: so each looks into the one that has something to say.
BY_TERMS = _search("s.terms", "(s.at + 0)")
BY_TIME = _search("(s.terms || '')", "s.at")


class PostgresSearch(PostgresRunner):
    """See `port.Log.search`."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        super().__init__(url, now)
        # A search may take seconds: half of the connections are for whoever does not search.
        self._searching = asyncio.Semaphore(READERS // 2)

    async def search(self, person: int | None, wanted: Wanted, before: int | None, limit: int) -> Found:
        """See `Log.search`."""
        async with self._searching:
            return await self._find(person, wanted, before, limit)

    async def _find(self, person: int | None, wanted: Wanted, before: int | None, limit: int) -> Found:
        closed = await self._fetch(CLOSED, person or VISITOR)
        hidden = [row["id"] for row in closed if not row["since"]]
        joined = [(row["id"], row["since"]) for row in closed if row["since"]]
        named = wanted.phrases or wanted.prefixes or wanted.rooms or wanted.senders or wanted.has
        rows = await self._fetch(
            BY_TERMS if named else BY_TIME,
            query(person, wanted, [*hidden, *wanted.without]),
            0 if wanted.after is None else wanted.after,
            LATEST if wanted.before is None else wanted.before,
            NEWEST if before is None else before,
            limit + 1,
            [room for room, _ in joined],
            [since for _, since in joined],
        )
        return found(rows, limit)
