"""Keeps passwords out of the list of processes, where everyone on a computer can read arguments."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from teahouse import setting_sources, settings
from teahouse.setting_values import without_password


def hide_addresses(flags: Mapping[str, str | None]) -> None:
    """Begin again, as the same process, with addresses that hold a password in the environment.

    The environment of a process is read by its own user alone. Does nothing where there is
    nothing to hide, or where the system cannot replace a running program.
    """
    secrets = {
        name: text
        for name, text in flags.items()
        if text is not None and settings.ROWS[name].secret and _tells(name, text)
    }
    if not secrets or os.name != "posix":
        return
    arguments = _without(sys.orig_argv, {setting_sources.flag(name) for name in secrets})
    if len(arguments) == len(sys.orig_argv):
        return  # They came another way, from a program that calls the command.
    told = {setting_sources.variable(name): text for name, text in secrets.items()}
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, arguments, {**os.environ, **told})  # noqa: S606 - our own program again


def _tells(name: str, text: str) -> bool:
    """Whether a value is, or holds, a password."""
    return name.endswith(("_secret", "_password")) or without_password(text) != text


def _without(arguments: list[str], names: set[str]) -> list[str]:
    """The arguments without these options and their values."""
    kept: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name, equals, _ = argument.partition("=")
        if name not in names:
            kept.append(argument)
        elif not equals:
            next(rest, None)
    return kept
