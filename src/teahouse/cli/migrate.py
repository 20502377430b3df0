"""`teahouse migrate`."""

from __future__ import annotations

from pathlib import Path

import click

from teahouse.cli.given import EXIT_BAD_SETTING, fail
from teahouse.cli.working import run


@click.command()
@click.option(
    "--from", "origin", required=True, metavar="PLACE", help="sqlite:FOLDER or postgresql://user@host/name"
)
@click.option(
    "--to", "goal", required=True, metavar="PLACE", help="The same; an empty place, or one where it stopped."
)
@click.option(
    "--files-from",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the files. [default: of sqlite:FOLDER, FOLDER/files]",
)
@click.option(
    "--files-to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the files go, if they are to be copied. [default: of sqlite:FOLDER, FOLDER/files]",
)
def migrate(origin: str, goal: str, files_from: Path | None, files_to: Path | None) -> None:
    """Move everything from SQLite to PostgreSQL, or back; no server may run on either.

    Stopped at any moment, it goes on where it was when it is run again. No server takes the
    new place before all is there and the checksums are the same. The old place stays as it
    is. A password belongs in PGPASSWORD or a passfile: a command line is seen by all.
    """
    from teahouse.copies import migrate as moving
    from teahouse.copies.errors import CopyError

    try:
        old, new = moving.place_of(origin), moving.place_of(goal)
    except CopyError as problem:
        fail(str(problem), EXIT_BAD_SETTING)
    if files_from is None and old.is_sqlite:
        files_from = old.data / "files"
    if files_to is None and new.is_sqlite:
        files_to = new.data / "files"
    done = run(
        lambda progress: moving.migrate(old, new, files_from, files_to, progress),
        "Stopped. Run it again as before: it goes on where it was.",
    )
    click.echo(
        f"{done.events:,} events of {done.rooms:,} rooms, {done.rows:,} rows in all. All checksums are the same."
    )
    if done.missing:
        click.echo(
            f"The bytes of {len(done.missing):,} files are not in {files_from}, and so not in the new place."
            " Is it the right folder? --files-from says which; or they are lost."
        )
    if files_to is None and files_from is not None:
        click.echo(f"The files are still in {files_from}: start the server with --files-folder {files_from}.")
    elif files_from is None:
        click.echo("Files were not copied: --files-from says where they are.")
