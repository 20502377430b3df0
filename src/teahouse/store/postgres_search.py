"""Finding messages by their terms; see `postgres_terms`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.store.postgres_reads import NEWEST, found
from teahouse.store.postgres_rows import FOLDED, MESSAGE
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.postgres_terms import query

if TYPE_CHECKING:
    from teahouse.store.records import Found, Wanted

LATEST = 2**62


def _search(terms: str, at: str) -> str:
    """The query, as `terms` and `at` are written.

    Materialized, so that it is an index of these two that is looked into, and once: what the
    planner believes of the table would otherwise tempt it to read that from the newest on.
    """
    return f"""
WITH hits AS MATERIALIZED (
    SELECT s.id, s.room, s.seq FROM searched AS s
    WHERE {terms} @@ $1::text::tsquery AND {at} >= $2 AND {at} < $3
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

    async def search(self, person: int | None, wanted: Wanted, before: int | None, limit: int) -> Found:
        """See `Log.search`."""
        named = wanted.phrases or wanted.prefixes or wanted.rooms or wanted.senders or wanted.has
        rows = await self._fetch(
            BY_TERMS if named else BY_TIME,
            query(person, wanted),
            0 if wanted.after is None else wanted.after,
            LATEST if wanted.before is None else wanted.before,
            NEWEST if before is None else before,
            limit + 1,
        )
        return found(rows, limit)
