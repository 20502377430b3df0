"""The table of settings: one row says name, type, default, what is allowed and what it is for.

The row is a field of `Settings`. The command line's options, the TEAHOUSE_*
variables, the keys of the TOML file (all in `setting_sources`) and docs/settings.md
are made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from teahouse import setting_values as values
from teahouse.model.address import Network, parse_network

T = TypeVar("T")


class Language(StrEnum):
    """What the place speaks to a visitor; auto follows the visitor's browser."""

    AUTO = "auto"
    ENGLISH = "en"
    CHINESE = "zh-CN"


class LogFormat(StrEnum):
    """How a line of the log looks."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """What is logged: this and everything graver."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says about one setting, apart from name and default.

    `secret`: the value may hold a password; show it through `values.without_password` alone.
    """

    parse: Callable[[str], Any]
    allowed: str
    help: str
    secret: bool = False


def _row(default: T, parse: Callable[[str], T], allowed: str, help: str, *, secret: bool = False) -> T:
    row = Row(parse, allowed, help, secret)
    value: T = field(default=default, repr=not secret, metadata={"row": row})
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, checked; each field is a row of the table."""

    host: str = _row(
        "127.0.0.1", values.host, "an address or a host name",
        "Where to listen. 127.0.0.1 is this computer alone; 0.0.0.0 is everyone who can reach it.",
    )  # fmt: skip
    port: int = _row(
        8080, values.number(0, 65_535), "a whole number from 0 to 65535",
        "The port to listen on, for the page, the API and the sockets alike. 0 takes a free one.",
    )  # fmt: skip
    data: Path = _row(
        Path("data"), values.folder, "the path of a folder",
        "The folder that holds everything that is kept. It is made if missing; one server at a time uses it.",
    )  # fmt: skip
    database: str = _row(
        "sqlite", values.database, "sqlite, or postgresql://user:password@host:port/name",
        "Where everything is kept: in a file of the data folder, or in a PostgreSQL database (13 or newer), which "
        "several servers can share. A password belongs in the variable or the file: a command line is seen by all.",
        secret=True,
    )  # fmt: skip
    broker: str = _row(
        "auto", values.broker, "auto, none, postgresql, or an address that begins with redis://, rediss:// or unix://",
        "What carries news between servers that share a database: Redis or Valkey, or PostgreSQL itself. auto is "
        "postgresql with PostgreSQL, and with SQLite nothing, as there is one server.",
        secret=True,
    )  # fmt: skip
    workers: int = _row(
        1, values.number(1, 64), "a whole number from 1 to 64",
        "How many processes serve on this port. More than one needs PostgreSQL and a broker.",
    )  # fmt: skip
    name: str = _row(
        "Teahouse", values.matching(r"(?=\S)[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,40}(?<=\S)"), "1 to 40 characters",
        "What the place is called, in the page's title and on its door.",
    )  # fmt: skip
    language: Language = _row(
        Language.AUTO, Language, "auto, en or zh-CN",
        "The language that a new visitor meets. auto follows the browser; each visitor can switch.",
    )  # fmt: skip
    public_url: str | None = _row(
        None, values.public_url, "http:// or https://, a host, and nothing behind but a port",
        "The address that people type, if a proxy stands in front. Only pages of this address may then talk to the "
        "server; with https, cookies are marked Secure.",
    )  # fmt: skip
    allowed_hosts: tuple[str, ...] = _row(
        (), values.list_of(values.host_name), "host names without a port, separated by commas",
        "Further names by which this server may be called without public_url. localhost and addresses always may.",
    )  # fmt: skip
    trusted_proxies: tuple[Network, ...] = _row(
        (), values.list_of(parse_network), "addresses or networks such as 10.0.0.0/8, separated by commas",
        "Proxies whose X-Forwarded-For is believed. Nobody's is by default.",
    )  # fmt: skip
    limits: bool = _row(
        True, values.switch, "on or off",
        "Rate limits for each person and address. off lifts all of them, for benchmarks and trusted networks.",
    )  # fmt: skip
    guests: bool = _row(
        True, values.switch, "on or off",
        "Whether someone new may choose a name and talk. off leaves the room to those who have a name already.",
    )  # fmt: skip
    classic: bool = _row(
        True, values.switch, "on or off",
        "Whether the simple dialogue for twenty-line clients is spoken at / (see the README). It needs guests.",
    )  # fmt: skip
    edit_hours: int = _row(
        24, values.number(0, 87_600), "a whole number of hours; 0 is without end",
        "How long people can change what they said.",
    )  # fmt: skip
    recall_hours: int = _row(
        2, values.number(0, 87_600), "a whole number of hours; 0 is without end",
        "How long guests can take back what they said.",
    )  # fmt: skip
    name_hold_days: int = _row(
        30, values.number(0, 3_650), "a whole number from 0 to 3650",
        "For how many days a guest's name stays reserved after the last visit.",
    )  # fmt: skip
    session_days: int = _row(
        400, values.number(1, 400), "a whole number from 1 to 400",
        "For how many days somebody stays signed in at most, whatever they do. Browsers keep a cookie for 400.",
    )  # fmt: skip
    session_idle_days: int = _row(
        90, values.number(1, 400), "a whole number from 1 to 400",
        "For how many days somebody stays signed in without coming by.",
    )  # fmt: skip
    smtp_url: str | None = _row(
        None, values.smtp, "an address that begins with smtp:// or smtps://",
        "The server that takes letters: to those who forgot their password and gave an address. It needs mail_from "
        "and public_url. A password belongs in the variable or the file: a command line is seen by all.",
        secret=True,
    )  # fmt: skip
    mail_from: str = _row(
        "", values.mail_address, "an address such as tea@example.org",
        "Whom letters are from.",
    )  # fmt: skip
    file_bytes: int = _row(
        25_000_000, values.size(1_000, 10**10), "bytes, or a number with kB, MB or GB, from 1 kB to 10 GB",
        "The largest file that may be sent.",
    )  # fmt: skip
    file_quota_bytes: int = _row(
        10**9, values.size(0, 10**15), "bytes, or a number with kB, MB, GB or TB, from 0 to 1000 TB",
        "How much the files of one person may take together.",
    )  # fmt: skip
    files_total_bytes: int = _row(
        2 * 10**10, values.size(0, 10**15), "bytes, or a number with kB, MB, GB or TB, from 0 to 1000 TB",
        "How much the files of everybody may take together. 0 takes no files.",
    )  # fmt: skip
    files_folder: Path | None = _row(
        None, values.folder, "the path of a folder",
        "The folder that holds the files that were sent; without it, one within the data folder. Servers on several "
        "machines need one that they share.",
    )  # fmt: skip
    frame_ancestors: tuple[str, ...] = _row(
        (), values.ancestors, "none, or self and origins such as https://example.org, separated by commas",
        "Pages that may show the room in a frame.",
    )  # fmt: skip
    link_previews: bool = _row(
        True, values.switch, "on or off",
        "Whether the server looks at pages that messages link to, and shows their title, text and picture. It asks "
        "none but public addresses.",
    )  # fmt: skip
    webhooks: bool = _row(
        True, values.switch, "on or off",
        "Whether people may have notices sent to ntfy, Bark, Feishu, DingTalk, WeCom or an address of their own.",
    )  # fmt: skip
    web_push: bool = _row(
        True, values.switch, "on or off",
        "Whether browsers may get notices while the page is closed, through the push service of their maker.",
    )  # fmt: skip
    oidc_name: str = _row(
        "sso", values.matching(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"), "1 to 32 letters, digits, - and _",
        "What the OpenID provider is called, on the button and in the address to register there: "
        "public_url/api/v1/oidc/NAME/callback.",
    )  # fmt: skip
    oidc_issuer: str | None = _row(
        None, values.issuer, "the address of an OpenID provider, such as https://id.example.org/realms/tea",
        "Lets people sign in with an OpenID provider (OpenID Connect); with oidc_client_id. One in a private network "
        "needs outbound_networks too.",
    )  # fmt: skip
    oidc_client_id: str = _row(
        "", values.matching(r"[\x21-\x7e]{0,255}"), "up to 255 characters of ASCII",
        "What the OpenID provider knows this place by.",
    )  # fmt: skip
    oidc_client_secret: str = _row(
        "", values.matching(r"[\x20-\x7e]{0,1024}"), "up to 1024 characters of ASCII",
        "The secret that goes with oidc_client_id; empty for a public client. It belongs in the variable or the file: "
        "a command line is seen by all.",
        secret=True,
    )  # fmt: skip
    outbound_networks: tuple[Network, ...] = _row(
        (), values.list_of(parse_network), "addresses or networks such as 192.168.1.5, separated by commas",
        "Private networks that webhooks and pushes may reach too, such as that of your own ntfy. Everybody who can "
        "set up a webhook can then send requests there; previews never go there.",
    )  # fmt: skip
    outbound_ports: tuple[int, ...] = _row(
        (), values.list_of(values.number(1, 65_535)), "ports, separated by commas",
        "Ports besides 80 and 443 that webhooks and pushes may use.",
    )  # fmt: skip
    log_format: LogFormat = _row(
        LogFormat.TEXT, LogFormat, "text or json",
        "How the log on standard error is written: for people or for programs, one line an event.",
    )  # fmt: skip
    log_level: LogLevel = _row(
        LogLevel.INFO, LogLevel, "debug, info, warning or error",
        "What is logged: this and everything graver. Never what people say.",
    )  # fmt: skip
    drain_seconds: int = _row(
        5, values.number(0, 600), "a whole number from 0 to 600",
        "For how many seconds a server that was told to stop lets its clients leave one after the other.",
    )  # fmt: skip

    @property
    def files_root(self) -> Path:
        """The folder of the files that people send."""
        return self.files_folder or self.data / "files"


ROWS: Final[dict[str, Row]] = {each.name: each.metadata["row"] for each in fields(Settings)}
DEFAULTS: Final = Settings()
