"""The server: it serves until told to stop."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from typing import NoReturn

import click

from teahouse.cli import banner
from teahouse.cli.failures import describe
from teahouse.cli.given import fail, settings_from


def serve(config: str | None, flags: Mapping[str, str | None]) -> NoReturn:
    """Start, say where, and serve; ends the process."""
    found = settings_from(config, flags)
    if not found.limits:
        click.secho(
            "Limits are off: anybody who can reach this server can flood it.", fg="red", bold=True, err=True
        )
    # What is loaded and made until it serves, stays: to look for garbage in it takes a tenth of a second. The
    # server turns it on again.
    gc.disable()
    # Imported only now: --help, --version and a wrong value answer without loading the server.
    from teahouse import app

    try:
        status = app.run(found, lambda port, claim: banner.show(found, port, claim))
    except KeyboardInterrupt:
        status = 0
    except Exception as problem:
        line = describe(problem, found)
        if line is None:
            raise
        fail(line)
    sys.exit(status)
