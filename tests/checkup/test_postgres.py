"""The database server and the broker: there, lasting, new enough, and with room for us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from teahouse.checkup import broker
from teahouse.checkup import postgres as checkup
from teahouse.checkup.blobs import check_files
from teahouse.checkup.broker import check_redis
from teahouse.checkup.doctor import examine
from teahouse.checkup.finding import Level, Place
from teahouse.checkup.postgres import CONNECTIONS, check_postgres
from teahouse.store.postgres_runner import READERS, WRITERS
from tests.checkup.places import place_in, troubles
from tests.checkup.test_doctor import OF_THE_MACHINE
from tests.harness.postgres import PASSWORD, Postgres
from tests.harness.redis import Redis
from tests.harness.server import free_port

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="module")
def lasting() -> Iterator[Postgres]:
    """A server of one's own that loses nothing."""
    server = Postgres(fsync=True)
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def place(lasting: Postgres, tmp_path: Path) -> Iterator[Place]:
    """A healthy place on it."""
    url = lasting.database()
    (tmp_path / "data").mkdir(mode=0o700)
    yield place_in(tmp_path / "data", database=url)
    lasting.drop(url)


def at(place: Place, **settings: object) -> Place:
    return replace(place, settings=replace(place.settings, **settings))  # type: ignore[arg-type]


def test_nothing_is_found_on_a_healthy_place(
    place: Place, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "SLOW_SECONDS", 60.0)  # how busy this machine is, is not the question
    assert not troubles(examine, replace(place, deep=True)).keys() - OF_THE_MACHINE
    assert not troubles(examine, at(place, broker=redis.url)).keys() - OF_THE_MACHINE


def test_a_database_that_is_not_migrated_yet(lasting: Postgres, place: Place) -> None:
    url = lasting.database(template=False)
    # Whoever makes the tables needs the right to: of a database's owner, in its public schema.
    assert not troubles(check_postgres, at(place, database=url))
    lasting.drop(url)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_server_that_forgets(lasting: Postgres, place: Place, name: str) -> None:
    lasting.execute(f"ALTER SYSTEM SET {name} = off")
    try:
        lasting.restart("fast")
        found = troubles(check_postgres, place)
    finally:
        lasting.execute(f"ALTER SYSTEM RESET {name}")
        lasting.restart("fast")
    assert found.keys() == {name}
    assert f"{name} = on" in found[name].advice


def test_a_server_without_room(lasting: Postgres, place: Place) -> None:
    most = int(lasting.execute("SHOW max_connections")) - int(
        lasting.execute("SHOW superuser_reserved_connections")
    )
    # One is the doctor's.
    workers = most // CONNECTIONS + 1
    found = troubles(check_postgres, at(place, workers=workers))
    assert "max_connections" in found["connections"].advice


def test_missing_rights(lasting: Postgres, place: Place) -> None:
    lasting.execute("REVOKE ALL ON audit FROM teahouse", place.settings.database)
    assert "INSERT on audit" in troubles(check_postgres, place)["rights"].found


def test_another_clock(place: Place) -> None:
    late = replace(place, now=lambda: place.now() + 3_600)
    assert "away from this one" in troubles(check_postgres, late)["clock and database"].found


def test_a_newer_schema(lasting: Postgres, place: Place) -> None:
    lasting.execute("UPDATE alembic_version SET version_num = '9999'", place.settings.database)
    lasting.execute("UPDATE meta SET serves = '9999'", place.settings.database)
    assert troubles(check_postgres, place)["schema"].level is Level.BAD


def test_a_notice_that_is_not_heard(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "NOTICE_SECONDS", 0.0)
    assert "pooler" in troubles(check_postgres, place)["broker"].advice
    assert "broker" not in troubles(check_postgres, at(place, broker="none"))


def test_a_missing_file(lasting: Postgres, place: Place) -> None:
    person = "INSERT INTO people (id, name, role, created_at, last_seen) VALUES (9001, 'Ana', 'guest', 1, 1)"
    lasting.execute(person, place.settings.database)
    lasting.execute(
        "INSERT INTO files (id, owner, name, size, type, preview, created_at)"
        f" VALUES ('{'a' * 26}', 9001, 'x', 3, 'x/y', 0, 1)",
        place.settings.database,
    )
    assert "a" * 26 in troubles(check_files, replace(place, deep=True))["files"].found


def test_a_wrong_password(lasting: Postgres, place: Place) -> None:
    found = troubles(check_postgres, at(place, database=lasting.url("postgres", password="not-the-s3cret")))
    assert "refuses" in found["database"].found
    assert "s3cret" not in found["database"].found


def test_a_standby(lasting: Postgres, place: Place) -> None:
    lasting.become_standby()
    try:
        found = troubles(check_postgres, place)
    finally:
        lasting.promote()
    assert "standby" in found["primary"].found


def test_a_server_that_is_stopped(tmp_path: Path) -> None:
    url = f"postgresql://teahouse:{PASSWORD}@127.0.0.1:{free_port()}/tea"
    found = troubles(check_postgres, place_in(tmp_path, database=url))
    assert "cannot be reached" in found["database"].found
    assert PASSWORD not in found["database"].found


def test_a_server_that_is_too_old(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def asked(url: str, now: object) -> dict[str, object]:
        return {"version": "12.9", "number": 120_000, "seconds": 0.0, "failure": None}

    monkeypatch.setattr(checkup, "_ask", asked)
    assert "13 or newer" in troubles(check_postgres, place)["PostgreSQL version"].advice


def test_a_broker_that_is_stopped(place: Place) -> None:
    url = f"redis://:s3cret@127.0.0.1:{free_port()}/0"
    found = troubles(check_redis, at(place, broker=url))
    assert "cannot be reached" in found["broker"].found
    assert "s3cret" not in found["broker"].found


def test_a_broker_that_is_slow(place: Place, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "SLOW_SECONDS", 0.0)
    assert troubles(check_redis, at(place, broker=redis.url))["broker"].level is Level.NOTE


def test_a_broker_that_lets_nobody_publish(place: Place, redis: Redis) -> None:
    redis.cli("ACL", "SETUSER", "default", "-publish")
    try:
        found = troubles(check_redis, at(place, broker=redis.url))
    finally:
        redis.cli("ACL", "SETUSER", "default", "+publish")
    assert "PUBLISH" in found["broker"].found + found["broker"].advice


def test_the_connections_are_those_that_a_server_opens() -> None:
    assert CONNECTIONS == WRITERS + READERS + 2, "and two for the hints"
