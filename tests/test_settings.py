"""The table of settings: where a value comes from, and what is allowed."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse import setting_sources, settings, settings_page
from teahouse.setting_sources import BadSettingError, load
from teahouse.setting_values import without_password
from teahouse.settings import Language, LogFormat, LogLevel, Settings

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_document_is_fresh() -> None:
    assert DOCS.read_text(encoding="utf-8") == settings_page.page(), "run `make generate`"


def test_every_default_is_allowed_and_reads_as_itself() -> None:
    for name, row in settings.ROWS.items():
        text = setting_sources.default_text(name)
        if text or name in {"public_url", "allowed_hosts", "trusted_proxies"}:
            assert row.parse(text) == getattr(settings.DEFAULTS, name), name
        assert row.help.endswith(".")
        assert row.allowed


def test_the_defaults() -> None:
    assert load({}, {}) == Settings()
    assert (Settings().host, Settings().port, Settings().data) == ("127.0.0.1", 8080, Path("data"))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("host", "0.0.0.0", "0.0.0.0"),
        ("host", "[::1]", "::1"),
        ("host", "::", "::"),
        ("host", "tea.local", "tea.local"),
        ("port", "0", 0),
        ("port", " 65535 ", 65535),
        ("data", "/srv/tea", Path("/srv/tea")),
        ("data", "~", Path.home()),
        ("name", "老舍茶馆", "老舍茶馆"),
        ("language", "zh-CN", Language.CHINESE),
        ("public_url", "https://Chat.Example/", "https://chat.example"),
        ("public_url", "https://chat.example:443", "https://chat.example"),
        ("public_url", "http://chat.example:8443", "http://chat.example:8443"),
        ("public_url", "http://[::1]:80", "http://[::1]"),
        ("public_url", "", None),
        ("allowed_hosts", "Tea.local., mybox", ("tea.local", "mybox")),
        (
            "trusted_proxies",
            "127.0.0.1 10.1.2.3/8,::1",
            (*map(ip_network, ("127.0.0.1", "10.0.0.0/8", "::1")),),
        ),
        ("limits", "off", False),
        ("limits", "OFF", False),
        ("guests", "0", False),
        ("classic", "true", True),
        ("name_hold_days", "0", 0),
        ("frame_ancestors", "none", ()),
        ("frame_ancestors", "self, https://*.example.org:8443", ("'self'", "https://*.example.org:8443")),
        ("log_format", "json", LogFormat.JSON),
        ("log_level", "warning", LogLevel.WARNING),
        ("drain_seconds", "600", 600),
        ("database", "sqlite", "sqlite"),
        ("database", "postgres://a:1@[::1]:5432/tea", "postgres://a:1@[::1]:5432/tea"),
        (
            "database",
            "postgresql://db1,db2:5433/tea?sslmode=require",
            "postgresql://db1,db2:5433/tea?sslmode=require",
        ),
        ("database", "postgresql:///tea?host=/run/postgresql", "postgresql:///tea?host=/run/postgresql"),
        ("broker", "auto", "auto"),
        ("broker", "none", "none"),
        ("broker", "postgresql", "postgresql"),
        ("broker", "redis://:secret@cache.local:6379/0", "redis://:secret@cache.local:6379/0"),
        ("broker", "rediss://cache.local", "rediss://cache.local"),
        ("broker", "unix:///run/redis.sock?db=1", "unix:///run/redis.sock?db=1"),
        ("workers", "64", 64),
        ("file_bytes", "25000000", 25_000_000),
        ("file_bytes", "10 GB", 10**10),
        ("file_bytes", "1kB", 1_000),
        ("file_quota_bytes", "0", 0),
        ("files_total_bytes", "1TB", 10**12),
        ("files_folder", "/srv/tea/files", Path("/srv/tea/files")),
    ],
)
def test_allowed_values(name: str, text: str, value: object) -> None:
    assert getattr(load({name: text}, {}), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("host", ""), ("host", "a b"), ("host", "http://x"), ("host", "1.2.3.4:80"), ("host", "[::1"), ("host", "1.2.3"),
        ("port", ""), ("port", "-1"), ("port", "65536"), ("port", "80a"), ("port", "８０"), ("port", "1e3"),
        ("data", ""), ("data", "a\0b"),
        ("name", ""), ("name", "  "), ("name", "x" * 41), ("name", "a\nb"), ("name", "\ud800"),
        ("language", "de"), ("language", "zh"), ("language", "EN"),
        ("public_url", "chat.example"), ("public_url", "https://chat.example/tea"), ("public_url", "ftp://x"),
        ("public_url", "https://user@chat.example"), ("public_url", "https://chat.example//"),
        ("allowed_hosts", "chat.example:80"), ("allowed_hosts", "*"), ("allowed_hosts", "https://chat.example"),
        ("trusted_proxies", "localhost"), ("trusted_proxies", "10.0.0.0/33"), ("trusted_proxies", "*"),
        ("limits", "maybe"), ("guests", ""), ("classic", "2"),
        ("name_hold_days", "3651"), ("name_hold_days", "1.5"),
        ("frame_ancestors", "*"), ("frame_ancestors", "https://a; script-src *"), ("frame_ancestors", "javascript:x"),
        ("frame_ancestors", "https://a/b"), ("frame_ancestors", "none, self"),
        ("log_format", "xml"), ("log_level", "loud"), ("drain_seconds", "601"),
        ("database", ""), ("database", "mysql://h/tea"), ("database", "postgresql:/tea"), ("database", "SQLITE"),
        ("database", "postgresql://h"), ("database", "postgresql://h/"), ("database", "postgresql:///tea"),
        ("database", "postgresql://h/a/b"), ("database", "postgresql://h:0/tea"), ("database", "postgresql://h:65536/t"),
        ("database", "postgresql://h/tea#x"), ("database", "postgresql://h/te a"),
        ("broker", "kafka://h"), ("broker", "redis://"), ("broker", "redis://h/x"), ("broker", "unix://h/x"),
        ("broker", "unix:///"), ("broker", "AUTO"), ("workers", "0"), ("workers", "65"),
        ("file_bytes", "999"), ("file_bytes", "11GB"), ("file_bytes", "25 MiB"), ("file_bytes", "2.5MB"), ("file_bytes", "MB"),
        ("file_bytes", "25mb"), ("file_bytes", "-1"), ("files_total_bytes", "1001TB"), ("files_folder", ""),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_one_line_with_name_value_and_what_is_allowed(name: str, text: str) -> None:
    with pytest.raises(BadSettingError) as problem:
        load({name: text}, {})
    line = str(problem.value)
    assert "\n" not in line
    assert f"setting {name} (--{name.replace('_', '-')})" in line
    assert repr(text) in line
    assert settings.ROWS[name].allowed in line


WRONG_WITH_PASSWORD = [
    ("database", "postgres//ann:s3cret@h/tea"),
    ("database", "postgresql://ann:s3cret@h"),
    ("database", "postgresql://ann:s3/cr@et@h:0/s3cret@h/tea"),
    ("database", "postgresql://ann:s3cret"),
    ("database", "ann:s3cret@h"),
    ("database", "postgresql://h/?password=s3cret&user=ann"),
    ("database", "postgresql://ann:s3cret@h:port/" + "x" * 100),
    ("broker", "redis://:s3cret@h/x"),
    ("broker", "redis://s3cret@h/x"),
    ("broker", "rediss:/ann:s3cret@h"),
    ("broker", "unix://s3cret@/"),
    ("workers", "redis://ann:s3cret@h"),
]


@pytest.mark.parametrize(("name", "text"), WRONG_WITH_PASSWORD)
def test_a_password_is_never_shown(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / "tea.toml"
    told = []
    for flags, variables, line in (
        ({name: text}, {}, ""),
        ({}, {f"TEAHOUSE_{name.upper()}": text}, ""),
        ({}, {}, f'{name} = "{text}"'),
        ({}, {}, f'{name}s = "{text}"'),
    ):
        file.write_text(line)
        with pytest.raises(BadSettingError) as problem:
            load(flags, variables, str(file))
        told.append(f"{problem.value} {problem.value!r} {problem.value.__context__!r}")
    assert not [line for line in told if "s3cret" in line or "cr@et" in line]
    assert all("***" in line for line in told)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "postgresql://ann:s3cret@h:5432/tea?sslmode=require",
            "postgresql://ann:***@h:5432/tea?sslmode=require",
        ),
        ("postgresql://ann@h/tea?sslpassword=x&a=b", "postgresql://ann@h/tea?sslpassword=***&a=b"),
        ("redis://:s3cret@h:6379/0", "redis://:***@h:6379/0"),
        ("redis://[::1]:6379/0", "redis://[::1]:6379/0"),
        ("postgresql://a:5432,b:5433/tea", "postgresql://a:5432,b:5433/tea"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("sqlite", "sqlite"),
    ],
)
def test_an_address_is_shown_without_its_password(text: str, shown: str) -> None:
    assert without_password(text) == shown


def test_the_settings_as_a_whole_show_no_password() -> None:
    found = load({"database": "postgresql://a:s3cret@h/tea", "broker": "redis://:s3cret@h"}, {})
    assert "s3cret" not in repr(found)


def test_a_long_value_is_cut() -> None:
    with pytest.raises(BadSettingError) as problem:
        load({"port": "9" * 100_000}, {})
    assert len(str(problem.value)) < 300


def test_flag_beats_variable_beats_file_beats_default(tmp_path: Path) -> None:
    file = tmp_path / "tea.toml"
    file.write_text('port = 1\nname = "file"\nlog_level = "error"\ndrain_seconds = 9')
    variables = {"TEAHOUSE_PORT": "2", "TEAHOUSE_NAME": "variable", "TEAHOUSE_LOG_LEVEL": ""}
    found = load({"port": "3", "name": None}, variables, str(file))
    assert (found.port, found.name, found.log_level, found.drain_seconds) == (
        3,
        "variable",
        LogLevel.ERROR,
        9,
    )
    assert found.host == "127.0.0.1"


def test_the_file_has_types_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "tea.toml"
    file.write_text('limits = false\nport = 81\nallowed_hosts = ["a.example", "b.example"]\nguests = "off"')
    found = load({}, {"TEAHOUSE_CONFIG": str(file)})
    assert (found.limits, found.port, found.guests) == (False, 81, False)
    assert found.allowed_hosts == ("a.example", "b.example")


def test_the_data_folder_may_hold_the_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "teahouse.toml").write_text("port = 1")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "teahouse.toml").write_text("port = 2")
    assert load({}, {}).port == 1
    assert load({}, {"TEAHOUSE_DATA": "other"}).port == 2
    assert load({"data": "other"}, {"TEAHOUSE_DATA": "data"}).port == 2
    assert load({"data": "third"}, {}).port == 8080


def test_a_named_file_takes_the_place_of_the_one_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "teahouse.toml").write_text("drain_seconds = 1")
    (tmp_path / "mine.toml").write_text('data = "else"')
    found = load({}, {}, "mine.toml")
    assert (found.data, found.drain_seconds) == (Path("else"), 5)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("port = 99999", ["port", "teahouse.toml", "99999", "65535"]),
        ("port = 1.5", ["port", "'1.5'"]),
        ("prot = 1", ["prot", "one of host, port"]),
        ('data = "elsewhere"', ["data", "elsewhere"]),
        ("port = ", ["config", "TOML"]),
        ("[host]\nx = 1", ["host"]),
        ("\udcff", ["config", "TOML"]),
    ],
)
def test_a_wrong_file_is_told_in_one_line(tmp_path: Path, content: str, words: list[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "teahouse.toml").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(BadSettingError) as problem:
        load({}, {})
    assert "\n" not in str(problem.value)
    assert all(word in str(problem.value) for word in words)


def test_a_named_file_must_exist() -> None:
    with pytest.raises(BadSettingError, match=r"nowhere\.toml.*No such file"):
        load({}, {}, "nowhere.toml")


@given(st.sampled_from(list(settings.ROWS)), st.text())
def test_any_text_is_a_value_or_told_in_one_line(name: str, text: str) -> None:
    try:
        load({name: text}, {}, "/dev/null")
    except BadSettingError as problem:
        assert len(str(problem).splitlines()) == 1
