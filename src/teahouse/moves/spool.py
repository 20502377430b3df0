"""Messages put in order by room and time, on disk: memory does not grow with an archive."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from teahouse.moves.said import Said
from teahouse.store.driver import driver

BATCH: Final = 1_000

_said = msgspec.json.Decoder(Said)
_encoder = msgspec.json.Encoder()


class Spool:
    """A temporary SQLite file that is gone with `close`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="teahouse-import-")
        path = Path(self._folder.name) / "spool.db"
        self._db = driver.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE said (hall TEXT, at INT, n INT, said BLOB, PRIMARY KEY (hall, at, n)) WITHOUT ROWID"
        )
        self._db.execute("CREATE TABLE answered (hall TEXT, key TEXT, PRIMARY KEY (hall, key)) WITHOUT ROWID")
        self.count = 0

    def close(self) -> None:
        """Nothing of it stays."""
        self._db.close()
        self._folder.cleanup()

    def put(self, messages: list[Said]) -> None:
        """Add these; among those of one time the order stays."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO said VALUES (?, ?, ?, ?)",
            [(said.hall, said.at, n, _encoder.encode(said)) for n, said in enumerate(messages, self.count)],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO answered VALUES (?, ?)",
            [(said.hall, said.reply_to) for said in messages if said.reply_to is not None],
        )
        self._db.execute("COMMIT")
        self.count += len(messages)

    def of(self, hall: str) -> Iterator[tuple[Said, bool]]:
        """What was said in a room, by time, and whether something later answers it."""
        cursor = self._db.execute("SELECT said FROM said WHERE hall = ? ORDER BY at, n", (hall,))
        for (text,) in cursor:
            said = _said.decode(text)
            yield said, self._is_answered(said)

    def _is_answered(self, said: Said) -> bool:
        query = "SELECT 1 FROM answered WHERE hall = ? AND key = ?"
        return self._db.execute(query, (said.hall, said.key)).fetchone() is not None
