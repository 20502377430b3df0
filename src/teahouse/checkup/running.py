"""Whether a server runs on this place already."""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from teahouse.checkup.finding import Finding, Place, bad, note, ok
from teahouse.listening import listen
from teahouse.start import StartError
from teahouse.store.lock import LOCK_NAME

SECONDS: Final = 10.0


def holder(folder: Path) -> int | None:
    """The process that holds the data folder, None if nobody does; 0 if it cannot be told who."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        file = (folder / LOCK_NAME).open("r", encoding="ascii")
    except OSError:
        return None
    with file:
        try:
            # Shared, and for a moment: a server that starts just now is hardly ever kept from it.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            text = file.read(20).strip()
            return int(text) if text.isdecimal() else 0
    return None


def check_lock(place: Place) -> Iterator[Finding]:
    """Who holds the data folder."""
    if place.settings.database != "sqlite":
        return
    pid = holder(place.settings.data)
    if pid is None:
        yield ok("server", "none runs on this data folder")
    else:
        yield ok("server", f"one runs on this data folder{f' (process {pid})' if pid else ''}")


def check_port(place: Place) -> Iterator[Finding]:
    """Whether the port is free, or held by a server of ours."""
    name, host, port = "port", place.settings.host, place.settings.port
    if port == 0:
        yield ok(name, "any free one is taken")
        return
    where = f"port {port} of {host}"
    try:
        listen(host, port).close()
    except StartError as problem:
        yield bad(name, str(problem), "Give another one with --host.")
        return
    except PermissionError:
        yield bad(
            name, f"{where} may not be opened by this user", "Choose one above 1023, with a proxy in front."
        )
        return
    except OSError as problem:
        answer = health(host, port)
        if answer is None:
            yield bad(
                name,
                f"{where} cannot be had: {problem.strerror}, and no Teahouse answers there",
                "Stop the other program, or choose another with --port.",
            )
        elif answer in ("ok", "degraded"):
            yield ok(name, f"a Teahouse serves {where}")
        else:
            yield note(
                name,
                f"the Teahouse at {where} is not ready: {answer}",
                "Look at the other findings, and at its log.",
            )
        return
    yield ok(name, f"{where} is free")


def health(host: str, port: int) -> str | None:
    """What /readyz of a server of ours says; None if there is none."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with closing(http.client.HTTPConnection(near, port, timeout=SECONDS)) as connection:
            connection.request("GET", "/readyz")
            found = json.loads(connection.getresponse().read(1_000))
    except (OSError, ValueError, http.client.HTTPException):
        return None
    status = found.get("status") if isinstance(found, dict) else None
    return status if isinstance(status, str) else None
