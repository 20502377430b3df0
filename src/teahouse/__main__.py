"""`python -m teahouse` is the command `teahouse`."""

from __future__ import annotations

from teahouse.cli.main import main

if __name__ == "__main__":
    main(prog_name="teahouse")
