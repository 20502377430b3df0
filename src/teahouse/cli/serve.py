"""`teahouse`: serve until told to stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

import teahouse
from teahouse import backends, settings
from teahouse.cli import banner
from teahouse.cli.discretion import hide_addresses
from teahouse.cli.failures import describe
from teahouse.start import CombinationError

EXIT_FAILED = 1
EXIT_BAD_SETTING = 2


def _with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each row of the table; all are text, so that the table alone judges them."""
    for name, row in reversed(settings.ROWS.items()):
        default = settings.default_text(name) or "not set"
        option = click.option(
            settings.flag(name),
            name,
            metavar="VALUE",
            help=f"{row.help} Allowed: {row.allowed}. [default: {default}]",
        )
        command = option(command)
    return command


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(teahouse.__version__, message="Teahouse %(version)s")
@click.option(
    "--config",
    metavar="FILE",
    help=f"A TOML file with settings. [default: {settings.FILE_NAME} in the data folder]",
)
@_with_settings
def main(config: str | None, **flags: str | None) -> None:
    """Open a chat room: start the server, print its address, and serve until Ctrl+C.

    Every option can also be set by a TEAHOUSE_ variable (--log-format: TEAHOUSE_LOG_FORMAT) or in the file.
    """
    try:
        found = settings.load(flags, os.environ, config)
        backends.check(found)
    except (settings.BadSettingError, CombinationError) as problem:
        _fail(str(problem), EXIT_BAD_SETTING)
    hide_addresses(flags)
    if not found.limits:
        click.secho(
            "Limits are off: anybody who can reach this server can flood it.", fg="red", bold=True, err=True
        )
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
        _fail(line, EXIT_FAILED)
    sys.exit(status)


def _fail(line: str, status: int) -> Any:
    click.secho(line, fg="red", err=True)
    sys.exit(status)
