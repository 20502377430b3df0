"""What was said before version 0003, put where a search finds it; and SQLite's own index.

PostgreSQL's index is a column of `searched`; see `functions_0003`.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from teahouse.model.search import tags, words

if TYPE_CHECKING:
    from sqlalchemy import Connection

CHUNK = 1000

SQLITE_SEARCH = "CREATE VIRTUAL TABLE search USING fts5(words, tags, tokenize = 'ascii', columnsize = 0)"
"""Its rowid is the id of `searched`. Text is reduced before it comes here, so that ASCII rules are enough."""

SQLITE_FILL = (
    "INSERT INTO searched (id, room, seq, at) VALUES (:id, :room, :seq, :at)",
    "INSERT INTO search (rowid, words, tags) VALUES (:id, :words, :tags)",
)

SAID = """
SELECT room, seq, at, sender, body, visible_to FROM events
WHERE kind = 'message.created' AND body IS NOT NULL ORDER BY at, room, seq
"""


def fill(connection: Connection, statements: Sequence[str]) -> None:
    """Run the statements for every message: `:id` counts from 1, `:room :seq :at :words :tags`."""
    insert = [sa.text(statement) for statement in statements]
    rows = connection.exec_driver_sql(SAID, execution_options={"yield_per": CHUNK})
    numbered = enumerate(rows, 1)
    while chunk := list(itertools.islice(numbered, CHUNK)):
        found = [
            {
                "id": id,
                "room": room,
                "seq": seq,
                "at": at,
                "words": words(body),
                "tags": tags(room, sender, body, (), None if visible is None else json.loads(visible)),
            }
            for id, (room, seq, at, sender, body, visible) in chunk
        ]
        for statement in insert:
            connection.execute(statement, found)
