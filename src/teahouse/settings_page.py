"""The table of settings as a page: docs/settings.md."""

from __future__ import annotations

from teahouse.setting_sources import FILE_NAME, default_text, flag, variable
from teahouse.settings import ROWS


def page() -> str:
    """docs/settings.md."""
    file = f"the one that `--config` or `{variable('config')}` names, else `{FILE_NAME}` in the data folder"
    lines = [
        "# Settings",
        "",
        "<!-- Made by `make generate` from src/teahouse/settings.py. -->",
        "",
        "Each setting is taken from the first of these that has it:",
        "",
        "1. the flag on the command line, such as `--log-format json`;",
        f"2. the environment variable, such as `{variable('log_format')}=json` (an empty one counts as not set);",
        f'3. the TOML file, with a line such as `log_format = "json"`: {file};',
        "4. the default.",
        "",
        "In the file, switches may be `true` or `false` and lists may be arrays. A relative path is taken from the",
        "folder in which the server is started. A value that is not allowed ends the start with one line and exit",
        "status 2.",
        "",
        "| setting | default | allowed | what it is for |",
        "|---|---|---|---|",
    ]
    for name, row in ROWS.items():
        default = default_text(name)
        shown = f"`{default}`" if default else "not set"
        lines.append(
            f"| `{name}`<br>`{flag(name)}`<br>`{variable(name)}` | {shown} | {row.allowed} | {row.help} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(page(), end="")
