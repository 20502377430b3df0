"""One line for what is the operator's to mend, nothing for what is ours."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from teahouse.cli.failures import describe
from teahouse.settings import Settings
from teahouse.start import StartError
from teahouse.store.errors import (
    StoreBusyError,
    StoreMissingError,
    StoreNotWritableError,
    StoreRefusedError,
    StoreServerTooOldError,
    StoreStandbyError,
    StoreTooNewError,
    StoreUnreachableError,
)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (OSError(errno.EADDRINUSE, "x"), "8080 of 127.0.0.1 is taken"),
        (PermissionError(errno.EACCES, "x"), "above 1023"),
        (OSError(errno.EADDRNOTAVAIL, "x"), "no address 127.0.0.1"),
        (StartError("several\nlines"), "several lines"),
        (StoreBusyError(Path("/srv/tea"), 7), "process 7"),
        (StoreNotWritableError(Path("/srv/tea"), "read-only"), "data folder /srv/tea"),
        (StoreUnreachableError("database tea at h:5432", "no answer in time"), "database tea at h:5432"),
        (StoreRefusedError("database tea at h", "no"), "user or password"),
        (StoreMissingError("database tea at h"), "does not exist"),
        (StoreServerTooOldError("database tea at h", "12.1", "13"), "PostgreSQL 12.1; 13 or newer"),
        (StoreStandbyError("database tea at h"), "primary"),
        (StoreTooNewError("database tea at h", "0009"), "0009"),
    ],
)
def test_the_line(problem: Exception, words: str) -> None:
    line = describe(problem, Settings())
    assert line is not None
    assert words in line
    assert "\n" not in line


@pytest.mark.parametrize("problem", [ValueError("x"), OSError(errno.EIO, "x"), KeyError("x")])
def test_a_fault_of_ours_keeps_its_traceback(problem: Exception) -> None:
    assert describe(problem, Settings()) is None
