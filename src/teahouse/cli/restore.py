"""`teahouse restore`."""

from __future__ import annotations

from pathlib import Path

import click

from teahouse.cli.given import settings_from, with_settings
from teahouse.cli.passphrases import passphrase
from teahouse.cli.working import run


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Move what is there aside. It is not deleted.")
@with_settings("data", "database", "files_folder")
def restore(config: str | None, file: Path, replace: bool, **flags: str | None) -> None:
    """Put the backup FILE in an empty place, or in that of a store with --replace.

    The whole file is checked before anything is written. On SQLite the server must not run;
    on PostgreSQL servers may: they end all connections, and everybody reloads.
    """
    settings = settings_from(config, flags)
    from teahouse.copies.errors import CopyError
    from teahouse.copies.reader import needs_passphrase
    from teahouse.copies.restore import restore as put_back

    try:
        secret = passphrase(new=False) if needs_passphrase(file) else None
    except CopyError:
        secret = None  # It is said below.
    done = run(
        lambda progress: put_back(settings, file, secret, progress, replace=replace),
        "Stopped. Nothing was changed.",
    )
    events = sum(room.events for room in done.manifest.rooms)
    click.echo(
        f"Restored as of {done.head.taken_at}: {events:,} events of {len(done.manifest.rooms):,} rooms."
        " All checksums are right."
    )
    if done.aside is not None:
        click.echo(f"What was there is in {done.aside}.")
    if done.files_aside is not None:
        click.echo(f"The files that were there are in {done.files_aside}.")
