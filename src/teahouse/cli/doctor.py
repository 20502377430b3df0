"""`teahouse doctor`: says what is wrong with a place, and what to do."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from teahouse.cli.given import EXIT_BAD_SETTING, EXIT_FAILED, fail, settings_from, with_settings
from teahouse.setting_values import public_url

COLOURS = {"ok": "green", "note": "yellow", "bad": "red"}
WORDS = {"ok": "ok", "note": "note", "bad": "BAD"}


@click.command()
@click.option(
    "--url", metavar="URL", help="The address that people type: looks at TLS and the proxy from there too."
)
@click.option(
    "--deep",
    is_flag=True,
    help="Look at every page of the database, every file, and a quiet socket; takes minutes.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@with_settings()
def doctor(config: str | None, url: str | None, deep: bool, as_json: bool, **flags: str | None) -> None:
    """Look at everything the server needs, and say what to do about what is wrong.

    Give it the same settings as the server, as the same user; the server may run. Nothing is changed. Exit
    status 0 if nothing is bad, 1 if something is.
    """
    settings = settings_from(config, flags)
    if url is not None:
        try:
            url = public_url(url)
        except ValueError:
            fail(f"The address {url!r} is no http:// or https:// with a host.", EXIT_BAD_SETTING)
    # Imported only now: --help answers without loading drivers.
    from teahouse.checkup.doctor import examine
    from teahouse.checkup.finding import Finding, Place

    def show(each: Finding) -> None:
        mark = click.style(f"{WORDS[each.level]:<5}", fg=COLOURS[each.level])
        click.echo(f"{mark} {each.name}: {each.found}")
        if each.advice:
            click.echo(f"      → {each.advice}")

    found: list[Finding] = []
    for each in examine(Place(settings, url, deep)):
        found.append(each)
        if not as_json:
            show(each)
    counts = {level: sum(each.level == level for each in found) for level in WORDS}
    if as_json:
        click.echo(
            json.dumps({**counts, "findings": [asdict(each) for each in found]}, ensure_ascii=False, indent=2)
        )
    else:
        click.echo(f"{counts['bad']} to mend, {counts['note']} to know, {counts['ok']} in order.")
    sys.exit(EXIT_FAILED if counts["bad"] else 0)
