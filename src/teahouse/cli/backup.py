"""`teahouse backup`."""

from __future__ import annotations

from pathlib import Path

import click

from teahouse.cli.given import settings_from, with_settings
from teahouse.cli.passphrases import VARIABLE, passphrase
from teahouse.cli.working import run


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--encrypt", is_flag=True, help=f"Encrypt it with a passphrase: {VARIABLE}, or it is asked for."
)
@with_settings("data", "database", "files_folder")
def backup(config: str | None, file: Path, encrypt: bool, **flags: str | None) -> None:
    """Write everything into FILE: messages, people, files. In a folder it gets a name with the time.

    The server may go on meanwhile; what is in the backup is all of one moment. FILE is there
    once it is whole. It holds what people said and how they sign in: keep it as you keep the
    store itself, or encrypt it.
    """
    settings = settings_from(config, flags)
    from teahouse.copies.backup import back_up, name_for

    secret = passphrase(new=True) if encrypt else None
    path = name_for(file, encrypted=encrypt)
    made = run(
        lambda progress: back_up(settings, path, secret, progress),
        "Stopped. There is no backup; nothing is left of it.",
    )
    click.echo(
        f"{made.path}: {made.events:,} events of {made.rooms:,} rooms, {made.files:,} files,"
        f" {made.bytes / 1e6:,.1f} MB."
    )
    if made.left_out:
        click.echo(
            f"{len(made.left_out):,} files were taken back meanwhile, or their bytes are missing; they are not in it."
            " `teahouse doctor --deep` says which are missing."
        )
