"""The messages and files that a batch's events need: looked at once, then kept in step with the batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import MessageGoneError, NameTakenError, TeahouseError
from teahouse.model.file_errors import FileMissingError
from teahouse.protocol.parts import Extras
from teahouse.store.effects import ABOUT_ROOM, CHANGES, CREATED, EDITED, RECALLED
from teahouse.store.sqlite_documents import Documents, document
from teahouse.store.sqlite_effects import Effects, Name
from teahouse.store.sqlite_members import Names

if TYPE_CHECKING:
    from collections.abc import Collection

    from teahouse.store.driver import driver
    from teahouse.store.port import NewEvent

MESSAGES = """
SELECT e.room, e.seq, e.at, e.sender, e.visible_to, e.extras
FROM json_each(?) AS w
CROSS JOIN events AS e ON e.room = w.value ->> 0 AND e.seq = w.value ->> 1
CROSS JOIN rooms AS r ON r.id = e.room AND e.seq >= r.first_seq
LEFT JOIN folded AS f ON f.room = e.room AND f.seq = e.seq
WHERE e.kind = 'message.created' AND f.recalled_at IS NULL
"""

FILES = "SELECT id, owner FROM files WHERE id IN (SELECT value FROM json_each(?)) AND room IS NULL"


class _Message(msgspec.Struct, frozen=True):
    """What has to be known of a message that is changed. `at` is None while it is in the same batch."""

    at: int | None
    sender: int
    visible_to: tuple[int, ...] | None
    extras: Extras | None


_readers = msgspec.json.Decoder(tuple[int, ...])
_extras = msgspec.json.Decoder(Extras)


class Targets:
    """What events may change, in the order in which they come."""

    def __init__(self, cursor: driver.Cursor, events: list[NewEvent]) -> None:
        self.effects = Effects()
        self._recalled: set[Name] = set()
        wanted = {(event.room, event.target or 0) for event in events if event.kind in CHANGES}
        self._messages = _find_messages(cursor, list(wanted)) if wanted else {}
        self._names = Names(cursor, events)
        files = {file for event in events for file in _files(event)}
        self._free = dict(cursor.execute(FILES, (_json(list(files)),)).fetchall()) if files else {}

    def refusal(self, event: NewEvent, seq: int) -> TeahouseError | None:
        """Why the event cannot have this seq; None if it has it from now on."""
        if event.kind in CHANGES:
            name = (event.room, event.target or 0)
            if name not in self._messages or name in self._recalled:
                return MessageGoneError(field="target")
        else:
            name = (event.room, seq)
        if not self._names.take(event):
            return NameTakenError(field="title")
        files = dict.fromkeys(_files(event))
        if any(self._free.get(file) != event.sender.id for file in files):
            return FileMissingError(field="files")
        if files:
            self.effects.take_files(name, list(files))
            for file in files:
                del self._free[file]
        if event.kind == CREATED:
            self._messages[name] = _Message(None, event.sender.id, event.visible_to, event.extras)
        elif event.kind == RECALLED:
            self._recalled.add(name)
        return None

    def gather(
        self, event: NewEvent, seq: int, at: int, members: Collection[int] | None, documents: Documents
    ) -> None:
        """What it changes, if it is of a kind that changes anything. `members` are those of a direct room."""
        if event.kind in ABOUT_ROOM or event.kind in CHANGES:
            self.effects.gather(event, seq, at)
        name = (event.room, event.target or 0)
        if event.kind == RECALLED:
            documents.change(name, None)
        elif event.kind == EDITED:
            message = self._messages[name]
            since = at if message.at is None else message.at
            readers = members if message.visible_to is None else message.visible_to
            documents.change(name, document(event, since, message.sender, message.extras, readers))


def _find_messages(cursor: driver.Cursor, names: list[Name]) -> dict[Name, _Message]:
    rows = cursor.execute(MESSAGES, (_json(names),)).fetchall()
    return {
        (room, seq): _Message(
            at,
            sender,
            None if visible is None else _readers.decode(visible),
            None if extras is None else _extras.decode(extras),
        )
        for room, seq, at, sender, visible, extras in rows
    }


def _files(event: NewEvent) -> list[str]:
    """Ids of the files that an event brings along."""
    extras = event.extras
    if extras is None:
        return []
    image = None if extras.preview is None else extras.preview.image
    return [file.id for file in (*extras.files, *([image] if image else []))]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
