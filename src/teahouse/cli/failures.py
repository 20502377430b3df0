"""Why the server could not start, in one line that says what to do."""

from __future__ import annotations

import errno

from teahouse.broker.errors import BrokerOpenError
from teahouse.settings import Settings
from teahouse.start import StartError
from teahouse.store.errors import StoreOpenError


def describe(problem: Exception, settings: Settings) -> str | None:
    """The line for a failure that is the operator's to mend; None for one of ours."""
    if isinstance(problem, StartError | StoreOpenError | BrokerOpenError):
        return " ".join(str(problem).split())
    if isinstance(problem, OSError):
        return _of_listening(problem.errno, settings)
    return None


def _of_listening(number: int | None, settings: Settings) -> str | None:
    host, port = settings.host, settings.port
    match number:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is taken by another program; choose another with --port."
        case errno.EADDRNOTAVAIL:
            return f"This computer has no address {host}; choose another with --host."
        case errno.EACCES | errno.EPERM:
            return f"Port {port} of {host} may not be opened by this user; choose one above 1023 with --port."
        case _:
            return None
