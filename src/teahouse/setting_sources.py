"""Where the settings come from: flags, TEAHOUSE_* variables and a TOML file, in this order."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from teahouse import setting_values as values
from teahouse.settings import DEFAULTS, ROWS, Settings

PREFIX: Final = "TEAHOUSE_"
FILE_NAME: Final = "teahouse.toml"


class BadSettingError(Exception):
    """A setting has a value that is not allowed; the text is one line for the operator."""

    def __init__(self, name: str, value: str, allowed: str, source: str) -> None:
        # A name that is no setting may be a misspelt one of an address with a password in it.
        shown = values.without_password(value, strict=name not in ROWS or ROWS[name].secret)
        if name.endswith(("_secret", "_password")):
            shown = "***"
        shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
        super().__init__(f"The setting {name} ({source}) is {shown!r}; allowed is {allowed}.")
        self.name = name


def flag(name: str) -> str:
    """The option of the command line for a setting."""
    return "--" + name.replace("_", "-")


def variable(name: str) -> str:
    """The environment variable for a setting."""
    return PREFIX + name.upper()


def default_text(name: str) -> str:
    """The default as an operator would write it; empty for a list or address that is not set."""
    value = getattr(DEFAULTS, name)
    if name == "frame_ancestors":
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value in (None, ()) else str(value)


def load(flags: Mapping[str, str | None], environ: Mapping[str, str], config: str | None = None) -> Settings:
    """Each setting from the first that has it: flag, variable, file, default.

    `config` is the path that --config gave. Without it and without TEAHOUSE_CONFIG
    the file is `teahouse.toml` in the data folder, if there is one. An empty
    variable counts as not set. Raises BadSettingError.
    """
    given: dict[str, tuple[str, str]] = {}
    for name in ROWS:
        if text := environ.get(variable(name)):
            given[name] = (text, variable(name))
        if (text_of_flag := flags.get(name)) is not None:
            given[name] = (text_of_flag, flag(name))
    for name, found in _from_file(given, config or environ.get(variable("config")) or None).items():
        given.setdefault(name, found)
    return Settings(**{name: _parsed(name, text, source) for name, (text, source) in given.items()})


def _parsed(name: str, text: str, source: str) -> Any:
    row = ROWS[name]
    with suppress(ValueError, KeyError):
        return row.parse(text.strip())
    # Out here: an exception keeps the one that was being handled, and that one may quote a password.
    raise BadSettingError(name, text, row.allowed, source)


def _from_file(given: Mapping[str, tuple[str, str]], config: str | None) -> dict[str, tuple[str, str]]:
    if config is not None:
        path = Path(config).expanduser()
    else:
        folder = _parsed("data", *given["data"]) if "data" in given else DEFAULTS.data
        path = folder / FILE_NAME
        if not path.is_file():
            return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem).partition("\n")[0]
        raise BadSettingError(
            "config", str(path), f"a TOML file that can be read ({reason})", "file"
        ) from None
    if config is None and "data" in found:
        raise BadSettingError("data", str(found["data"]), "no value in the data folder's own file", str(path))
    for name in found.keys() - ROWS.keys():
        raise BadSettingError(name, str(found[name]), "one of " + ", ".join(ROWS), str(path))
    return {name: (_as_text(value), str(path)) for name, value in found.items()}


def _as_text(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case list():
            return ",".join(map(str, value))
        case _:
            return str(value)
