"""Why a store cannot be opened: for the operator at start, never for a peer.

A `place` is a data folder, or a database as `postgres_errors.place` names it: never with
its password.
"""

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
    """The place cannot be made or written, or not with the rights that we have."""

    def __init__(self, place: Path | str, reason: str) -> None:
        super().__init__(f"The {_named(place)} is not writable: {reason}.")


class StoreTooNewError(StoreOpenError):
    """The data was written by a newer release, whose schema is `version`."""

    def __init__(self, place: Path | str, version: str) -> None:
        super().__init__(
            f"The {_named(place)} was written by a newer release of Teahouse (schema {version});"
            " start that release, or choose another place with --data or --database."
        )
        self.version = version


class StoreUnfinishedError(StoreOpenError):
    """Rows are still on their way into it, from another store."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            f"The {_named(place)} is not whole: `teahouse migrate` has not come to its end there."
            " Run it again as before; it goes on where it was."
        )


class StoreDamagedError(StoreOpenError):
    """What is there is no database, or not one of ours."""

    def __init__(self, place: Path | str, reason: str) -> None:
        super().__init__(f"The {_named(place)} cannot be read: {reason}.")


class StoreUnreachableError(StoreOpenError):
    """Nothing answers there that speaks as PostgreSQL does, or not in time."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"The {place} cannot be reached: {reason}.")


class StoreRefusedError(StoreOpenError):
    """The database server does not let this user in."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"The {place} refuses this user or password: {reason}.")


class StoreMissingError(StoreOpenError):
    """The database server has no database of that name."""

    def __init__(self, place: str) -> None:
        super().__init__(f"The {place} does not exist; create it with: createdb.")


class StoreServerTooOldError(StoreOpenError):
    """The database server is of a release that we cannot use."""

    def __init__(self, place: str, version: str, oldest: str) -> None:
        super().__init__(f"The {place} is kept by PostgreSQL {version}; {oldest} or newer is needed.")


class StoreStandbyError(StoreOpenError):
    """The database server follows another one, and cannot be written."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The {place} is a standby, which can only be read; give the address of the primary."
        )


def _named(place: Path | str) -> str:
    return place if isinstance(place, str) else f"data folder {place}"
