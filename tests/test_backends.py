"""Which back ends the settings mean, what may not go together, and in what order all is closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from teahouse import backends
from teahouse.backends import check, hint_carrier, keeping_place, open_backends
from teahouse.broker.errors import BrokerOpenError
from teahouse.settings import Settings
from teahouse.start import CombinationError

POSTGRES = "postgresql://tea:s3cret@db.example:5433/tea%20room?sslmode=require"
REDIS = "redis://:s3cret@cache.example:6380/0"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(workers=2), "--database postgresql://"),
        (Settings(workers=2, database=POSTGRES, broker="none"), "--broker postgresql"),
        (Settings(broker="postgresql"), "--database postgresql://"),
        (Settings(broker=REDIS), "--database postgresql://"),
        (Settings(smtp_url="smtp://tea:s3cret@post.example"), "--mail-from"),
        (Settings(smtp_url="smtp://tea:s3cret@post.example", mail_from="tea@tea.example"), "--public-url"),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_line(settings: Settings, words: str) -> None:
    with pytest.raises(CombinationError) as caught:
        check(settings)
    line = str(caught.value)
    assert words in line
    assert "\n" not in line
    assert "s3cret" not in line


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(broker="none"),
        Settings(database=POSTGRES),
        Settings(database=POSTGRES, broker="none"),
        Settings(database=POSTGRES, workers=64),
        Settings(database=POSTGRES, broker="postgresql", workers=2),
        Settings(database=POSTGRES, broker=REDIS, workers=2),
    ],
)
def test_what_goes_together(settings: Settings) -> None:
    check(settings)


def test_workers_need_a_system_that_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(CombinationError, match="--workers 1"):
        check(Settings(workers=2, database=POSTGRES))
    check(Settings())


def test_places_are_named_without_user_and_password() -> None:
    assert keeping_place(Settings(data=Path("/srv/tea"))) == "/srv/tea"
    assert keeping_place(Settings(database=POSTGRES)) == "PostgreSQL, database tea room at db.example:5433"
    socket = Settings(database="postgresql:///tea?host=/run/postgresql")
    assert keeping_place(socket) == "PostgreSQL, database tea at /run/postgresql"


@pytest.mark.parametrize(
    ("broker", "carrier"),
    [
        ("auto", "PostgreSQL"),
        ("none", None),
        (REDIS, "Redis at cache.example:6380"),
        ("unix://:s3cret@/run/redis.sock", "Redis at /run/redis.sock"),
    ],
)
def test_what_carries_hints(broker: str, carrier: str | None) -> None:
    assert hint_carrier(Settings(database=POSTGRES, broker=broker)) == carrier
    assert hint_carrier(Settings()) is None


class Part:
    """A store or a broker that notes when it is closed."""

    store_id = "fake"

    def __init__(self, name: str, closed: list[str]) -> None:
        self.name = name
        self.closed = closed

    async def close(self) -> None:
        self.closed.append(self.name)


async def test_the_broker_is_closed_before_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    async def store(*_: object) -> Part:
        return Part("store", closed)

    async def broker(*_: object) -> Part:
        return Part("broker", closed)

    monkeypatch.setattr(backends, "_open_store", store)
    monkeypatch.setattr(backends, "_open_broker", broker)
    with pytest.raises(ZeroDivisionError):
        async with open_backends(Settings(), lambda _: None):
            raise ZeroDivisionError
    assert closed == ["broker", "store"]


async def test_the_store_is_closed_if_the_broker_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    async def store(*_: object) -> Part:
        return Part("store", closed)

    async def broker(*_: object) -> Part:
        raise BrokerOpenError("no broker")

    monkeypatch.setattr(backends, "_open_store", store)
    monkeypatch.setattr(backends, "_open_broker", broker)
    with pytest.raises(BrokerOpenError):
        async with open_backends(Settings(), lambda _: None):
            raise AssertionError("nothing is open")
    assert closed == ["store"]


def test_a_server_on_sqlite_loads_nothing_of_the_others() -> None:
    program = (
        "import asyncio, sys, tempfile; from pathlib import Path\n"
        "import teahouse.app; from teahouse import backends; from teahouse.settings import Settings\n"
        "async def main(folder):\n"
        "    settings = Settings(data=Path(folder))\n"
        "    backends.load(settings)\n"
        "    async with backends.open_backends(settings, lambda _: None): print(*sys.modules)\n"
        "with tempfile.TemporaryDirectory() as folder: asyncio.run(main(folder))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    loaded = set(done.stdout.split())
    assert "teahouse.store.sqlite" in loaded
    assert not loaded & {"asyncpg", "redis", "hiredis", "sqlalchemy", "alembic", "teahouse.worker_meters"}
