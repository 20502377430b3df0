"""`teahouse`: alone it serves; with a command after it, it does that.

A command is a row of `COMMANDS` and a module of its own, loaded only when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final, NamedTuple

import click

import teahouse
from teahouse.cli import serve
from teahouse.cli.given import with_settings


class Row(NamedTuple):
    """Where a command is, as `module:function`, and what it does, in one line."""

    place: str
    help: str


COMMANDS: Final[dict[str, Row]] = {
    "backup": Row("teahouse.cli.backup:backup", "Write everything into one file, while the server goes on."),
    "restore": Row("teahouse.cli.restore:restore", "Put a backup in the place of what is there."),
    "migrate": Row("teahouse.cli.migrate:migrate", "Move everything from SQLite to PostgreSQL, or back."),
    "export": Row("teahouse.cli.export:export", "Write a room, or all, as a page or as JSON lines."),
    "import": Row(
        "teahouse.cli.imports:import_", "Bring rooms from our own export, Slack's or Mattermost's."
    ),
    "doctor": Row("teahouse.cli.doctor:doctor", "Say what is wrong with a place, and what to do."),
}


class Commands(click.Group):
    """The commands of the table: their modules stay unloaded until one is asked for, or asked about."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """None for a name that is not in the table."""
        row = COMMANDS.get(cmd_name)
        if row is None:
            return None
        module, _, name = row.place.partition(":")
        found = getattr(import_module(module), name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of --help, from the table alone."""
        if COMMANDS:
            with formatter.section("Commands"):
                formatter.write_dl([(name, row.help) for name, row in COMMANDS.items()])


@click.group(
    cls=Commands,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND [...]]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(teahouse.__version__, message="Teahouse %(version)s")
@with_settings()
@click.pass_context
def main(context: click.Context, /, config: str | None, **flags: str | None) -> Any:
    """Open a chat room: start the server, print its address, and serve until Ctrl+C.

    Every option can also be set by a TEAHOUSE_ variable (--log-format: TEAHOUSE_LOG_FORMAT) or in the file.
    With a command, that is done instead; `teahouse COMMAND --help` tells more of it.
    """
    if context.invoked_subcommand is None:
        serve.serve(config, flags)
