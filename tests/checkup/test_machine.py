"""The machine: open files, clocks, ports, and who holds the place."""

from __future__ import annotations

import asyncio
import resource
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from teahouse.checkup.combinations import check_combinations
from teahouse.checkup.finding import Finding, Level, Place
from teahouse.checkup.machine import check_clock, check_open_files, check_versions
from teahouse.checkup.running import check_lock, check_port, holder
from teahouse.checkup.sqlite import check_sqlite
from teahouse.model.address import parse_network
from teahouse.store.sqlite import open_store
from tests.checkup.places import place_in, troubles
from tests.harness.cellar import lay_down

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.server import Server


def test_few_open_files(healthy: Place) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (700, hard))
    try:
        found = troubles(check_open_files, healthy)["open files"]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert found.level is Level.BAD
    assert "700" in found.found
    assert "LimitNOFILE" in found.advice


def test_a_clock_that_was_set_back(tmp_path: Path) -> None:
    lay_down(tmp_path / "data", "Ana", ["tea"])
    place = place_in(tmp_path / "data")
    assert not troubles(check_sqlite, place)
    early = replace(place, now=lambda: 1_700_000_000.0)
    assert "future" in troubles(check_sqlite, early)["clock and events"].found
    assert "clock" in troubles(check_clock, early)


def test_a_port_that_another_program_has(healthy: Place) -> None:
    with socket.socket() as other:
        # It never answers: one that listens would be waited for.
        other.bind(("127.0.0.1", healthy.settings.port))
        found = troubles(check_port, healthy)
    assert "no Teahouse answers" in found["port"].found


def test_a_port_of_a_server_of_ours(server: Server, healthy: Place) -> None:
    (found,) = check_port(replace(healthy, settings=replace(healthy.settings, port=server.port)))
    assert (found.level, "serves" in found.found) == (Level.OK, True)


def test_who_holds_the_folder(healthy: Place) -> None:
    async def held() -> tuple[int | None, list[Finding]]:
        store = await open_store(healthy.settings.data)
        try:
            return holder(healthy.settings.data), list(check_lock(healthy))
        finally:
            await store.close()

    pid, (found,) = asyncio.run(held())
    assert pid is not None
    assert str(pid) in found.found
    assert holder(healthy.settings.data) is None


def test_an_old_sqlite(healthy: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teahouse.checkup.machine.driver.sqlite_version_info", (3, 40, 1))
    assert "pysqlite3" in troubles(check_versions, healthy)["SQLite version"].advice


def test_a_damaged_database(healthy: Place) -> None:
    path = healthy.settings.data / "teahouse.db"
    whole = path.read_bytes()
    # Pages in the middle, as a failing disk leaves them; the schema, at the start, can be read.
    path.write_bytes(whole[: len(whole) // 2] + b"\xa5" * (len(whole) - len(whole) // 2))
    # As far as the schema itself lies there, it cannot even be opened.
    assert troubles(check_sqlite, replace(healthy, deep=True)).keys() & {"integrity", "database"}
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    assert "database" in troubles(check_sqlite, healthy)


@pytest.mark.parametrize(("version", "level"), [("0001", Level.NOTE), ("9999", Level.BAD)])
def test_another_schema(healthy: Place, version: str, level: Level) -> None:
    with closing(sqlite3.connect(healthy.settings.data / "teahouse.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.execute("UPDATE meta SET serves = ?", (version,))
    assert troubles(check_sqlite, healthy)["schema"].level is level


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"public_url": "https://chat.example.org"}, "trusted_proxies is empty"),
        ({"public_url": "http://chat.example.org"}, "passwords and messages can be read"),
        ({"trusted_proxies": (parse_network("0.0.0.0/0"),)}, "anybody can take any address"),
        ({"host": "0.0.0.0"}, "only by number"),
        ({"host": "0.0.0.0", "allowed_hosts": ("tea.example",), "limits": False}, "limits are off"),
        ({"file_bytes": 2_000_000}, "always refused"),
        ({"session_days": 10}, "session_idle_days"),
        ({"oidc_issuer": "https://id.example.org"}, "oidc_client_id"),
        ({"guests": False}, "classic"),
        ({"workers": 64, "database": "postgresql://tea@127.0.0.1/tea"}, "64 workers"),
    ],
)
def test_settings_that_do_not_go_together(healthy: Place, settings: dict[str, object], words: str) -> None:
    place = replace(healthy, settings=replace(healthy.settings, **settings))  # type: ignore[arg-type]
    found = [each for each in check_combinations(place) if words in each.found]
    assert [each.level is Level.OK for each in found] == [False]


def test_a_proxy_as_it_should_be(healthy: Place) -> None:
    settings = replace(
        healthy.settings,
        public_url="https://chat.example.org",
        trusted_proxies=(parse_network("127.0.0.1"),),
    )
    assert not troubles(check_combinations, replace(healthy, settings=settings))
