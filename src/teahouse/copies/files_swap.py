"""A folder of files that takes another one's place."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from teahouse.copies.blobs import BlobFolder
from teahouse.copies.errors import CopyError
from teahouse.files.lasting import sync_folder

if TYPE_CHECKING:
    from pathlib import Path


class FilesSwap:
    """`new` is filled beside `folder`; `swap` puts it there, and what was there aside."""

    def __init__(self, folder: Path, stamp: str) -> None:
        self._folder = folder
        self._aside = folder.with_name(f"{folder.name}.before-{stamp}")
        self.new = BlobFolder(folder.with_name(f"{folder.name}.restoring-{stamp}"))
        self.aside: Path | None = None
        """Where the old files are, once there are any."""
        self._made = False

    def swap(self) -> None:
        """CopyError if the folder cannot be renamed; then it is as it was."""
        try:
            self.new.root.mkdir(parents=True, exist_ok=True)
            self._made = True
            if self._folder.exists():
                if any(self._folder.iterdir()):
                    self._folder.rename(self._aside)
                    self.aside = self._aside
                else:
                    self._folder.rmdir()
            self.new.root.rename(self._folder)
            sync_folder(self._folder.parent)
        except BaseException as problem:
            self.undo()
            if isinstance(problem, OSError):
                raise CopyError(
                    f"The folder {self._folder} cannot be replaced: {problem.strerror}."
                ) from None
            raise

    def undo(self) -> None:
        """As before."""
        # Looked at, not remembered: a stop may have come between a renaming and the note of it.
        if self._made and not self.new.root.exists() and self._folder.exists():
            self._folder.rename(self.new.root)
        if self._aside.exists():
            self._aside.rename(self._folder)
        self.aside = None

    def clean(self) -> None:
        """Nothing is left of what did not come into its place."""
        shutil.rmtree(self.new.root, ignore_errors=True)
