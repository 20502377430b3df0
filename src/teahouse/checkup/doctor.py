"""The table of checks, and the round that asks them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from teahouse.checkup.blobs import check_files
from teahouse.checkup.broker import check_redis
from teahouse.checkup.combinations import check_combinations
from teahouse.checkup.finding import Finding, Place, bad
from teahouse.checkup.folder import check_filesystem, check_folder, check_space, check_syncs
from teahouse.checkup.machine import check_clock, check_open_files, check_versions
from teahouse.checkup.mail import check_mail
from teahouse.checkup.postgres import check_postgres
from teahouse.checkup.proxy import check_outside
from teahouse.checkup.running import check_lock, check_port
from teahouse.checkup.sqlite import check_sqlite

Check = Callable[[Place], Iterable[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    check_versions,
    check_combinations,
    check_folder,
    check_filesystem,
    check_space,
    check_syncs,
    check_open_files,
    check_clock,
    check_lock,
    check_port,
    check_sqlite,
    check_postgres,
    check_redis,
    check_files,
    check_mail,
    check_outside,
)
"""In the order in which one would look: what is below comes first. A check that does not apply says nothing."""


def examine(place: Place) -> Iterator[Finding]:
    """What all checks find, as it is found."""
    for check in CHECKS:
        try:
            yield from check(place)
        except Exception as problem:  # a check that fails must not hide the others
            name = check.__name__.removeprefix("check_").replace("_", " ")
            why = (
                problem.strerror
                if isinstance(problem, OSError) and problem.strerror
                else type(problem).__name__
            )
            yield bad(name, f"this could not be looked at: {why}", "Run the doctor as the user that serves.")
