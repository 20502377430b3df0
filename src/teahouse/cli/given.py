"""The settings as options of a command, and what a command was given of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

import click

from teahouse import backends, setting_sources, settings
from teahouse.cli.discretion import hide_addresses
from teahouse.settings import Settings
from teahouse.start import CombinationError

EXIT_FAILED: Final = 1
EXIT_BAD_SETTING: Final = 2


def with_settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options for these rows of the table, or for all; and for the file.

    All are text, so that the table alone judges them.
    """

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(names or tuple(settings.ROWS)):
            row = settings.ROWS[name]
            default = setting_sources.default_text(name) or "not set"
            option = click.option(
                setting_sources.flag(name),
                name,
                metavar="VALUE",
                help=f"{row.help} Allowed: {row.allowed}. [default: {default}]",
            )
            command = option(command)
        return click.option(
            "--config",
            metavar="FILE",
            help=f"A TOML file with settings. [default: {setting_sources.FILE_NAME} in the data folder]",
        )(command)

    return add


def settings_from(config: str | None, flags: Mapping[str, str | None]) -> Settings:
    """The settings; ends the process with one line and EXIT_BAD_SETTING if one is wrong.

    What stands before the name of a command (`teahouse --data X backup`) counts too, unless
    the command has it itself.
    """
    context = click.get_current_context()
    before: dict[str, Any] = {}
    if context.parent is not None:
        before = {name: text for name, text in context.parent.params.items() if text is not None}
    config = config or before.pop("config", None)
    before.pop("config", None)
    given = {**before, **{name: text for name, text in flags.items() if text is not None}}
    try:
        found = setting_sources.load(given, os.environ, config)
        backends.check(found)
    except (setting_sources.BadSettingError, CombinationError) as problem:
        fail(str(problem), EXIT_BAD_SETTING)
    hide_addresses(given)
    return found


def fail(line: str, status: int = EXIT_FAILED) -> NoReturn:
    """End the process with one line for the person at the console."""
    click.secho(line, fg="red", err=True)
    sys.exit(status)
