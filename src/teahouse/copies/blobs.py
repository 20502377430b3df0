"""The files that people sent: which there are, and where their bytes go."""

from __future__ import annotations

import os
import shutil
from typing import IO, TYPE_CHECKING

from teahouse.copies.errors import CopyError, DamagedError
from teahouse.files.folder import FolderBlobs
from teahouse.files.lasting import sync_folder
from teahouse.model.errors import NotFoundError
from teahouse.model.files import preview_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from teahouse.copies.tables import Row, Table


def names_of(table: Table, rows: Sequence[Row]) -> Iterator[str]:
    """Of the blobs of these rows of the table of files."""
    id, preview = table.place("id"), table.place("preview")
    for row in rows:
        yield row[id]
        if row[preview]:
            yield preview_of(row[id])


class BlobFolder:
    """A folder of blobs, read and written file by file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._blobs = FolderBlobs(root)
        self._made: set[Path] = set()

    def place(self, name: str) -> Path:
        """Where that blob is; DamagedError for what can be no name of one."""
        try:
            return self._blobs.place(name)
        except NotFoundError:
            raise DamagedError(f"{name!r} is no name of a file") from None

    def has(self, name: str) -> bool:
        """Whether it is there."""
        return self.place(name).is_file()

    def check_there(self, names: Sequence[str]) -> None:
        """CopyError if there should be files and the folder itself is not there: then it is another one."""
        if names and not self.root.is_dir():
            raise CopyError(
                f"The folder of the files, {self.root}, is not there, and the store has {len(names):,} of them."
                " Say where it is, or make it empty if they are lost."
            )

    def put(self, name: str, data: IO[bytes]) -> None:
        """Write it, and have it on the disk."""
        place = self.place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        # Where a server looks for what was left behind.
        draft = self.root / "drafts" / name
        draft.parent.mkdir(exist_ok=True)
        with draft.open("wb") as file:
            shutil.copyfileobj(data, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
        self._made |= {place.parent, place.parent.parent, self.root}

    def sync(self) -> None:
        """The names of all that was put are on the disk."""
        for folder in sorted(self._made):
            sync_folder(folder)
        self._made.clear()

    def copy_from(self, other: BlobFolder, names: Iterable[str]) -> Iterator[str]:
        """Put those that are there and not here yet; gives each name."""
        for name in names:
            if not self.has(name) and other.has(name):
                with other.place(name).open("rb") as file:
                    self.put(name, file)
            yield name
        self.sync()
