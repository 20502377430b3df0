"""docs/commands.md, made from the table of commands: run this module."""

from __future__ import annotations

from typing import Final

import click

from teahouse import setting_sources, settings
from teahouse.cli.main import COMMANDS, main

HEAD: Final = """\
# Commands

<!-- Made by `make generate` from src/teahouse/cli. -->

`teahouse` alone opens the room and serves it; each [setting](settings.md) is an option of it. With a command it does that
instead. A command takes the settings that concern it, from the same places.

All end with 0 when it is done, with 1 and one line when it is not, with 2 when an option is wrong.
"""


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    with click.Context(main, info_name="teahouse") as parent:
        for name in COMMANDS:
            command = main.get_command(parent, name)
            assert command is not None
            lines += _command(name, command, parent)
    return "\n".join(lines)


def _command(name: str, command: click.Command, parent: click.Context) -> list[str]:
    with click.Context(command, info_name=name, parent=parent) as context:
        usage = " ".join(["teahouse", name, *command.collect_usage_pieces(context)])
        lines = [
            f"## `teahouse {name}`",
            "",
            f"```text\n{usage}\n```",
            "",
            _paragraphs(command.help or ""),
            "",
        ]
        rows = [row for parameter in command.params if (row := _row(parameter, context))]
        if rows:
            lines += ["| option | what it is for |", "|---|---|", *rows, ""]
        taken = [
            f"`{setting_sources.flag(each.name)}`" for each in command.params if each.name in settings.ROWS
        ]
        if taken:
            lines += [f"Settings: {', '.join(taken)}, and `--config`.", ""]
    return lines


def _row(parameter: click.Parameter, context: click.Context) -> str | None:
    if (
        not isinstance(parameter, click.Option)
        or parameter.name in settings.ROWS
        or parameter.name == "config"
    ):
        return None
    record = parameter.get_help_record(context)
    return f"| `{record[0]}` | {record[1]} |" if record else None


def _paragraphs(text: str) -> str:
    return text.replace("\b", "").strip()


if __name__ == "__main__":
    print(page(), end="")
