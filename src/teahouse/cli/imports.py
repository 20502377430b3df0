"""`teahouse import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from teahouse.cli.given import settings_from, with_settings
from teahouse.cli.working import run

if TYPE_CHECKING:
    from teahouse.cli.progress import Progress
    from teahouse.moves.report import Report


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--access", type=click.Choice(["public", "members"]),
    help="Who may read the new rooms. [default: as it was in our own export, else members: who has an account]",
)  # fmt: skip
@click.option("--owner", metavar="NAME", help="Whose the new rooms are. [default: the owner of the place]")
@click.option(
    "--match-names", is_flag=True,
    help="Who has the e-mail address or name of an account here is that account. Without it all are new people.",
)  # fmt: skip
@click.option("--private", is_flag=True, help="Conversations of a few too, as private rooms.")
@with_settings("data", "database", "files_folder", "file_bytes", "files_total_bytes")
def import_(
    config: str | None,
    file: Path,
    access: str | None,
    owner: str | None,
    match_names: bool,
    private: bool,
    **flags: str | None,
) -> None:
    """Bring FILE into new rooms: our own export, Slack's ZIP file, or Mattermost's JSON lines (alone or in a ZIP file).

    What it is, is seen from the file. Run twice, nothing comes twice; stopped, it is run again.
    On SQLite the server must be stopped; on PostgreSQL it may go on. People get names here and
    no way to sign in: a link for a new password (in the settings of the place) gives them one.
    """
    settings = settings_from(config, flags)
    from teahouse.copies.healing import check_whole
    from teahouse.moves.importing import Choice
    from teahouse.moves.moving import import_ as move

    choice = Choice(access=access, owner=owner, match_names=match_names, private=private)

    async def work(progress: Progress) -> tuple[Report, str]:
        check_whole(settings.files_root)
        return await move(settings, file, choice, progress)

    report, kind = run(
        work,
        "Stopped. Run it again as before: it goes on where it was.",
    )
    click.echo(
        f"{file} ({kind}): {report.messages:,} messages, {report.rooms:,} rooms, {report.people:,} people,"
        f" {report.files:,} files are new; {report.known:,} messages were here already."
    )
    for line in report.lines():
        click.echo(f"  {line}")
