"""`teahouse export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from teahouse.cli.given import EXIT_BAD_SETTING, fail, settings_from, with_settings
from teahouse.cli.working import run

if TYPE_CHECKING:
    from teahouse.cli.progress import Progress
    from teahouse.moves.report import Report
    from teahouse.store.port import Place


@click.command()
@click.argument("target", metavar="ROOM|--all OUT", nargs=-1, required=True)
@click.option(
    "--all", "everything", is_flag=True, help="All rooms; with --format html, OUT is a folder of pages."
)
@click.option(
    "--format", "form", type=click.Choice(["html", "jsonl"]), default="html", show_default=True,
    help="html: a page that needs no network. jsonl: what `teahouse import` takes, a folder or a .zip file.",
)  # fmt: skip
@click.option("--private", is_flag=True, help="Whispers too, and with --all the conversations of a few.")
@with_settings("data", "database", "files_folder", "language")
def export(
    config: str | None,
    target: tuple[str, ...],
    everything: bool,
    form: Literal["html", "jsonl"],
    private: bool,
    **flags: str | None,
) -> None:
    """Write ROOM (its title or id), or all rooms, to OUT. The server may go on meanwhile.

    What is held, shadowed or taken back is never in it; whispers and direct conversations only
    with --private.
    """
    if len(target) != (1 if everything else 2):
        fail("Say what to export and where to: teahouse export ROOM OUT, or --all OUT.", EXIT_BAD_SETTING)
    settings = settings_from(config, flags)
    from teahouse.copies.healing import check_whole
    from teahouse.moves.moving import export as move

    room, out = (None if everything else target[0]), Path(target[-1])
    if private:
        click.secho(
            "With --private this holds what people said to each other alone: keep it as you keep the store.",
            fg="yellow", bold=True, err=True,
        )  # fmt: skip

    async def work(progress: Progress) -> tuple[Report, list[Place]]:
        check_whole(settings.files_root)
        return await move(settings, room, form, out, progress, private=private)

    report, places = run(
        work,
        "Stopped. Nothing is left of it but whole pages of rooms that were done.",
    )
    closed = sum(place.info.access == "private" for place in places)
    click.echo(f"{out}: {report.messages:,} messages of {report.rooms:,} rooms, {report.files:,} files.")
    if closed:
        click.echo(f"{closed:,} of these rooms are private: only their members may read them here.")
    for line in report.lines():
        click.echo(f"  {line}")
