"""Why a store cannot be opened: for the operator at start, never for a peer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class StoreOpenError(Exception):
    """The store cannot be opened; the text is one line for the operator."""


class StoreBusyError(StoreOpenError):
    """Another server holds this data folder. `pid` is its process, if it could be read."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        holder = "another server" if pid is None else f"another server (process {pid})"
        super().__init__(f"The data folder {folder} is in use by {holder}.")
        self.folder = folder
        self.pid = pid


class StoreNotWritableError(StoreOpenError):
    """The data folder cannot be made or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"The data folder {folder} is not writable: {reason}.")
        self.folder = folder


class StoreTooNewError(StoreOpenError):
    """The data was written by a newer release, whose schema is `version`."""

    def __init__(self, folder: Path, version: str) -> None:
        super().__init__(
            f"The data in {folder} was written by a newer release of Teahouse (schema {version});"
            " start that release, or use another data folder."
        )
        self.folder = folder
        self.version = version


class StoreDamagedError(StoreOpenError):
    """The file is no database, or not one of ours."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"The data in {folder} cannot be read: {reason}.")
        self.folder = folder
