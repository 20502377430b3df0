"""Our own export as a source; see `lines`."""

from __future__ import annotations

from collections.abc import Iterator

from teahouse.moves import lines
from teahouse.moves.archive import Archive
from teahouse.moves.errors import BadArchiveError
from teahouse.moves.said import Attachment, Author, Hall, Said


class OwnExport:
    """See `said.Source`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        head = archive.document(lines.HEAD, lines.Head)
        if head.format != lines.FORMAT or head.version != lines.VERSION:
            raise BadArchiveError(
                f"{archive.path} is of a version that this release does not know: {head.version}."
            )
        self.id = f"teahouse:{head.source}"

    @staticmethod
    def fits(archive: Archive) -> bool:
        """Whether the archive looks like one."""
        return lines.HEAD in archive and lines.MESSAGES in archive

    def authors(self) -> Iterator[Author]:
        """See `said.Source`."""
        for person in self._archive.lines(lines.PEOPLE, lines.PersonLine):
            yield Author(key=str(person.id), name=person.name)

    def halls(self) -> Iterator[Hall]:
        """See `said.Source`."""
        for room in self._archive.lines(lines.ROOMS, lines.RoomLine):
            if room.access not in ("public", "members", "private") or room.history not in ("all", "joined"):
                raise BadArchiveError(f"{lines.ROOMS} in {self._archive.path} has a room of an unknown kind.")
            yield Hall(
                key=str(room.id),
                title="" if room.kind == "direct" else room.title,
                topic=room.topic,
                access="private" if room.kind == "direct" else room.access,
                history=room.history,
                members=tuple(map(str, room.members)),
                archived=room.archived,
                read_only=room.read_only,
                pins=tuple(map(str, room.pins)),
            )

    def said(self) -> Iterator[Said]:
        """See `said.Source`."""
        for line in self._archive.lines(lines.MESSAGES, lines.MessageLine):
            yield Said(
                hall=str(line.room),
                key=str(line.seq),
                author=str(line.person),
                name=line.name,
                at=line.at,
                body=line.text,
                reply_to=_key(line.reply_to),
                to=_key(line.to),
                mentions=tuple(map(str, line.mentions)),
                action=line.action,
                everyone=line.everyone,
                color=line.color,
                files=tuple(Attachment(name=file.name, member=file.path) for file in line.files),
                options=line.options,
                votes=tuple(tuple(map(str, voters)) for voters in line.votes),
                closed=line.closed,
                edited_at=line.edited_at,
                pinned=line.pinned,
                reactions=tuple((each.emoji, tuple(map(str, each.people))) for each in line.reactions),
                previews=line.previews,
            )


def _key(number: int | None) -> str | None:
    return None if number is None else str(number)
