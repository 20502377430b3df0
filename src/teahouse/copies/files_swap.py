"""A folder of files that takes another one's place."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Self

from teahouse.copies.blobs import BlobFolder
from teahouse.copies.errors import CopyError
from teahouse.copies.restore_note import RestoreNote
from teahouse.files.lasting import sync_folder

if TYPE_CHECKING:
    from pathlib import Path


class FilesSwap:
    """`new` is filled beside `folder`; `swap` puts it there, and what was there aside.

    What it is about to do is noted first, so that after a crash `left` finds it, and `undo`
    brings back what was. Call `keep` once there is no way back, and `end` in any case.
    """

    def __init__(self, folder: Path, note: RestoreNote) -> None:
        """`begin` and `left` make it."""
        self.stamp = note.stamp
        self._folder = folder
        self._note = note
        self._kept = False
        self._aside = folder.with_name(f"{folder.name}.before-{note.stamp}")
        self.new = BlobFolder(folder.with_name(f"{folder.name}.restoring-{note.stamp}"))

    @classmethod
    def begin(cls, folder: Path, stamp: str) -> Self:
        """CopyError if nothing can be made there, or another restore is under way."""
        try:
            swap = cls(folder, RestoreNote.begin(folder, stamp))
        except OSError as problem:
            raise _refusal(folder, problem) from None
        try:
            # From here on: where it is missing, it has become the folder.
            swap.new.root.mkdir(exist_ok=True)
        except OSError as problem:
            swap.end()
            raise _refusal(folder, problem) from None
        return swap

    @classmethod
    def left(cls, folder: Path) -> Self | None:
        """What a process was at that is no more; None if there is no such thing."""
        note = RestoreNote.left(folder)
        return None if note is None else cls(folder, note)

    @property
    def begun(self) -> bool:
        """Whether files may be where they were not before: `keep` or `undo` ends that."""
        return self._note.swapping and not self._kept

    @property
    def aside(self) -> Path | None:
        """Where the old files are, once there are any."""
        return self._aside if self._aside.exists() else None

    def swap(self) -> None:
        """CopyError if the folder cannot be renamed; then it is as it was."""
        try:
            sync_folder(self._folder.parent)
            self._note.set_swapping(True)
            if self._folder.exists():
                if any(self._folder.iterdir()):
                    self._folder.rename(self._aside)
                else:
                    self._folder.rmdir()
            self.new.root.rename(self._folder)
            sync_folder(self._folder.parent)
        except BaseException as problem:
            self.undo()
            if isinstance(problem, OSError):
                raise _refusal(self._folder, problem) from None
            raise

    def undo(self) -> None:
        """As before."""
        if not self.begun:
            return
        # Looked at, not remembered: a stop may have come between a renaming and the note of it.
        if not self.new.root.exists() and self._folder.exists():
            self._folder.rename(self.new.root)
        if self._aside.exists():
            self._aside.rename(self._folder)
        sync_folder(self._folder.parent)
        self._note.set_swapping(False)

    def keep(self) -> None:
        """The database is that of these files: there is no way back."""
        self._kept = True

    def end(self) -> None:
        """Nothing is left of what did not come into its place; unless nobody knows, then the note tells the next."""
        if self.begun:
            self.release()
            return
        if self.stamp:
            shutil.rmtree(self.new.root, ignore_errors=True)
        self._note.end()

    def release(self) -> None:
        """Let others see to it, as it is."""
        self._note.release()


def _refusal(folder: Path, problem: OSError) -> CopyError:
    return CopyError(f"The folder {folder} cannot be replaced: {problem.strerror}.")
