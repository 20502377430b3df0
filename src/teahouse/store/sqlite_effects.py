"""What a batch's events change besides the log: gathered in order, then written table by table.

Each table gets a statement or two for the whole batch, whatever the number of events, for
the reason that `sqlite_append` tells. See `effects` for what each kind does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.store import effects, sqlite_members
from teahouse.store.sqlite_rooms import LIST_ANEW

if TYPE_CHECKING:
    from teahouse.protocol.parts import Extras, Preview
    from teahouse.store.driver import driver
    from teahouse.store.port import NewEvent

Name = tuple[int, int]
"""A message: its room and seq."""

FOLD = """
INSERT INTO folded (room, seq, edit_seq, edited_at, closed, previews)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?) WHERE true
ON CONFLICT (room, seq) DO UPDATE SET
    edit_seq = coalesce(excluded.edit_seq, edit_seq),
    edited_at = coalesce(excluded.edited_at, edited_at),
    closed = max(excluded.closed, closed),
    previews = CASE
        WHEN excluded.previews IS NULL THEN previews
        WHEN previews IS NULL THEN excluded.previews
        ELSE substr(previews, 1, length(previews) - 1) || ',' || substr(excluded.previews, 2)
    END
"""

REACT = """
INSERT OR IGNORE INTO reactions (room, seq, emoji, person, at_seq)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)
"""

UNREACT = """
DELETE FROM reactions WHERE (room, seq, emoji, person) IN (
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)
)
"""

VOTE = """
INSERT OR REPLACE INTO votes (room, seq, person, option, at_seq)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)
"""

UNVOTE = """
DELETE FROM votes WHERE (room, seq, person) IN (
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
)
"""

PIN = """
INSERT OR IGNORE INTO pins (room, seq, at_seq)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
"""

UNPIN = "DELETE FROM pins WHERE (room, seq) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))"

CALL = """
INSERT OR IGNORE INTO calls (person, room, seq)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
"""

UNCALL = """
DELETE FROM calls WHERE (room, seq) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))
    AND (person, room, seq) NOT IN (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?))
"""

TAKE = """
UPDATE files SET room = taken.value ->> 0, seq = taken.value ->> 1
FROM json_each(?) AS taken WHERE files.id = taken.value ->> 2
"""

# Without being told, SQLite would read the whole room instead of the index of what has a text besides messages.
ERASE = (
    "UPDATE events SET body = NULL, mentions = NULL, extras = NULL WHERE room = ? AND seq = ?",
    """
    UPDATE events INDEXED BY events_edits SET body = NULL, mentions = NULL, extras = NULL
    WHERE room = ? AND target = ? AND kind IN ('message.edited', 'message.previewed')
    """,
    *(
        f"DELETE FROM {table} WHERE room = ? AND seq = ?"  # noqa: S608 - constants of this line
        for table in ("reactions", "votes", "pins", "calls", "files")
    ),
)

RECALL = "INSERT OR REPLACE INTO folded (room, seq, recalled_at, recalled_by) VALUES (?, ?, ?, ?)"


class _Fold:
    """What becomes of one message's row of `folded`."""

    __slots__ = ("closed", "edit_seq", "edited_at", "previews")

    def __init__(self) -> None:
        self.edit_seq: int | None = None
        self.edited_at: int | None = None
        self.closed = 0
        self.previews: list[Preview] = []


class Effects:
    """Gathers what events do, in the order of their seqs. Each must have been found to be allowed."""

    def __init__(self) -> None:
        self._folds: dict[Name, _Fold] = {}
        self._reacted: dict[tuple[int, int, str, int], int] = {}
        self._unreacted: set[tuple[int, int, str, int]] = set()
        self._votes: dict[tuple[int, int, int], tuple[int | None, int]] = {}
        self._pinned: dict[Name, int] = {}
        self._unpinned: set[Name] = set()
        self._calls: dict[Name, tuple[int, ...]] = {}
        self._recalled: dict[Name, tuple[int, int]] = {}
        self._files: list[tuple[int, int, str]] = []
        self._rooms: list[tuple[NewEvent, int]] = []

    @property
    def erasing(self) -> bool:
        """Whether something is to be gone for good."""
        return bool(self._recalled)

    def take_files(self, name: Name, files: list[str]) -> None:
        """The message carries these files from now on."""
        self._files += [(*name, file) for file in files]

    def gather(self, event: NewEvent, seq: int, at: int) -> None:
        """What this event does to the message at its target, or to its room."""
        extras, kind = event.extras, event.kind
        if kind in effects.ABOUT_ROOM:
            self._rooms.append((event, seq))
            return
        assert event.target is not None
        name = (event.room, event.target)
        if kind == effects.RECALLED:
            self._recalled[name] = (at, event.sender.id)
            return
        fold = self._folds.get(name)
        if fold is None:
            fold = self._folds[name] = _Fold()
        if kind == effects.EDITED:
            fold.edit_seq, fold.edited_at = seq, at
            self._calls[name] = event.calls
        elif kind == effects.CLOSED:
            fold.closed = 1
        elif kind == effects.PINNED:
            self._pinned.setdefault(name, seq)
        elif kind == effects.UNPINNED:
            self._pinned.pop(name, None)
            self._unpinned.add(name)
        elif extras is not None:
            self._gather_more(event, extras, name, seq, fold)

    def _gather_more(self, event: NewEvent, extras: Extras, name: Name, seq: int, fold: _Fold) -> None:
        kind, person = event.kind, event.sender.id
        if kind == effects.PREVIEWED and extras.preview is not None:
            fold.previews.append(extras.preview)
        elif kind == effects.VOTED:
            self._votes[(*name, person)] = (extras.option, seq)
        elif extras.emoji is not None:
            reaction = (*name, extras.emoji, person)
            if kind == effects.REACTED:
                self._reacted.setdefault(reaction, seq)
            elif kind == effects.UNREACTED:
                self._reacted.pop(reaction, None)
                self._unreacted.add(reaction)

    def write(self, cursor: driver.Cursor) -> None:
        """All of it; what is recalled last of all, so that nothing of it stays."""
        if self._folds:
            rows = [
                (*name, fold.edit_seq, fold.edited_at, fold.closed, fold.previews or None)
                for name, fold in self._folds.items()
            ]
            cursor.execute(FOLD, (_json(rows),))
        self._write_opinions(cursor)
        if self._calls:
            cursor.execute(UNCALL, (_json(list(self._calls)), _json(_calls(self._calls))))
            write_calls(cursor, self._calls)
        if self._files:
            cursor.execute(TAKE, (_json(self._files),))
        for event, seq in self._rooms:
            sqlite_members.apply(event, seq, cursor)
        if self._rooms:
            cursor.execute(LIST_ANEW, (len(self._rooms),))
        for name, (at, by) in self._recalled.items():
            for statement in ERASE:
                cursor.execute(statement, name)
            cursor.execute(RECALL, (*name, at, by))

    def _write_opinions(self, cursor: driver.Cursor) -> None:
        votes = self._votes.items()
        for statement, rows in (
            (UNREACT, list(self._unreacted)),
            (REACT, [(*key, seq) for key, seq in self._reacted.items()]),
            (UNVOTE, [key for key, (option, _) in votes if option is None]),
            (VOTE, [(*key, option, seq) for key, (option, seq) in votes if option is not None]),
            (UNPIN, list(self._unpinned)),
            (PIN, [(*name, seq) for name, seq in self._pinned.items()]),
        ):
            if rows:
                cursor.execute(statement, (_json(rows),))


def write_calls(cursor: driver.Cursor, calls: dict[Name, tuple[int, ...]]) -> None:
    """Whom messages call, besides those whom they called before."""
    rows = _calls(calls)
    if rows:
        cursor.execute(CALL, (_json(rows),))


def _calls(calls: dict[Name, tuple[int, ...]]) -> list[tuple[int, int, int]]:
    return [(person, *name) for name, people in calls.items() for person in people]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
