"""The passphrase of a backup: from a variable, or asked for at a terminal. Never an argument, which all can read."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from teahouse.cli.given import EXIT_BAD_SETTING, fail

VARIABLE: Final = "TEAHOUSE_BACKUP_PASSPHRASE"
SHORTEST: Final = 8


def passphrase(*, new: bool) -> str:
    """Of a backup; asked for twice if it is a new one."""
    found = os.environ.get(VARIABLE)
    if not found:
        if not sys.stdin.isatty():
            fail(f"There is nobody to ask for the passphrase; set {VARIABLE}.", EXIT_BAD_SETTING)
        found = str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))
    if new and len(found) < SHORTEST:
        fail(f"A passphrase has at least {SHORTEST} characters.", EXIT_BAD_SETTING)
    return found
