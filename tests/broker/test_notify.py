"""PostgreSQL's notifications keep the contract and survive what networks and operators do."""

from __future__ import annotations

import asyncio
import re
import socket
import traceback
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from teahouse.broker.errors import BrokerOpenError
from teahouse.broker.notify import NotifyBroker, NotifyLink, open_notify
from teahouse.broker.port import LimitsSpent
from tests.broker.contract_server import ServerContract
from tests.broker.hearing import EPOCH, Hearing, Pair, half_open, paired, said, until
from tests.harness.postgres import PASSWORD, Postgres
from tests.harness.proxy import Proxy, Way
from tests.harness.server import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class _Database:
    def __init__(self, postgres: Postgres, url: str) -> None:
        self.postgres = postgres
        self.url = url

    async def open(self, store_id: str = "contract") -> NotifyBroker:
        return await open_notify(self.url, store_id)

    async def say(self, topic: str, payload: str, store_id: str = "contract") -> None:
        connection = await asyncpg.connect(self.url)
        await connection.execute("SELECT pg_notify($1, $2)", f"teahouse:{store_id}:{topic}", payload)
        await connection.close()

    def stop(self) -> None:
        self.postgres.stop("immediate")

    def start(self) -> None:
        self.postgres.start()


@pytest.fixture(scope="module")
def empty(_session_postgres: Postgres) -> Iterator[str]:
    """A database for all tests here: none leaves anything in it."""
    _session_postgres.start()
    url = _session_postgres.database(template=False)
    yield url
    _session_postgres.start()
    _session_postgres.drop(url)


class TestNotify(ServerContract):
    @pytest.fixture
    def place(self, postgres: Postgres, empty: str) -> _Database:
        return _Database(postgres, empty)


@asynccontextmanager
async def _pair(postgres: Postgres, url: str, proxy: Proxy, store_id: str = "s") -> AsyncIterator[Pair]:
    near = url.replace(f":{postgres.port}/", f":{proxy.port}/")
    async with paired(await open_notify(near, store_id), await open_notify(url, store_id)) as pair:
        yield pair


async def test_a_half_open_connection_is_noticed_and_replaced(postgres: Postgres, empty: str) -> None:
    async def one(proxy: Proxy, *ways: Way) -> None:
        async with _pair(postgres, empty, proxy, "".join(way.name for way in ways)) as pair:
            await half_open(pair, proxy, *ways)

    port = postgres.port
    with Proxy(port) as both, Proxy(port) as out, Proxy(port) as back:
        await asyncio.gather(one(both, Way.OUT, Way.BACK), one(out, Way.OUT), one(back, Way.BACK))


async def test_it_works_when_the_database_is_slow(postgres: Postgres, empty: str) -> None:
    with Proxy(postgres.port) as proxy:
        async with _pair(postgres, empty, proxy) as pair:
            proxy.slow(0.2)
            await pair.meets(10)
            for seq in range(100, 200):
                pair.near.broker.publish(said(seq), EPOCH)
                await asyncio.sleep(0)
            await pair.far.heard(199)
            assert pair.near.broker.healthy
            assert pair.near.restorations == 0


async def test_ended_backends_are_replaced(postgres: Postgres, empty: str) -> None:
    with Proxy(postgres.port) as proxy:
        async with _pair(postgres, empty, proxy) as pair:
            assert await asyncio.to_thread(postgres.terminate_backends, empty) == 4
            await until(lambda: pair.near.restorations and pair.far.restorations, "restored")
            await pair.meets(10)
            proxy.cut()
            await until(lambda: pair.near.restorations == 2, "restored again")
            await pair.meets(20)


async def test_thousands_of_rooms_are_watched_again_in_few_round_trips(
    postgres: Postgres, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = range(1, 3_001)
    asked: list[str] = []
    opening = NotifyLink.open

    async def open_counted(*given: Any) -> NotifyLink:
        link = await opening(*given)
        link._listening.add_query_logger(lambda record: asked.append(record.query))
        return link

    monkeypatch.setattr(NotifyLink, "open", open_counted)
    with Proxy(postgres.port) as proxy:
        async with _pair(postgres, empty, proxy) as pair:
            near, far = pair.near.broker, pair.far.broker
            await asyncio.gather(*(near.watch(room) for room in rooms))
            asked.clear()
            proxy.cut()
            await until(lambda: pair.near.restorations, "restored")
            assert len(asked) <= 5
            for room in (rooms[0], rooms[1_500], rooms[-1]):
                far.publish(said(9, room=room), EPOCH)
                await pair.near.heard(9, room)
            asked.clear()
            for room in rooms[10:]:
                near.unwatch(room)
            await near.watch(rooms[-1])
            assert len(asked) <= 5
            far.publish(said(10, room=rooms[1_500]), EPOCH)
            far.publish(said(10, room=rooms[-1]), EPOCH)
            await pair.near.heard(10, rooms[-1])
            assert pair.near.seqs(rooms[1_500]) == [9]


async def test_many_hints_travel_in_few_notifications(postgres: Postgres, empty: str) -> None:
    one = Hearing(await open_notify(empty, "s"))
    payloads: list[str] = []
    tap = await asyncpg.connect(empty)

    def heard(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        payloads.append(str(payload))

    await tap.add_listener("teahouse:s:room:7", heard)
    await tap.add_listener("teahouse:s:all", heard)
    for seq in range(300):
        one.broker.publish(said(seq + 1), EPOCH)
    one.broker.publish(said(301, "茶" * 3_000), EPOCH)
    one.broker.signal(LimitsSpent(()))
    await until(lambda: payloads and "limits.spent" in payloads[-1], "the last one")
    assert len(payloads) < 20
    assert max(len(payload.encode()) for payload in payloads) < 8_000
    assert f'{{"type":"head","room":7,"seq":301,"epoch":"{EPOCH}"}}' in payloads[-2]
    await tap.close()
    await one.broker.close()


async def test_it_takes_two_connections_and_says_whose_they_are(postgres: Postgres, empty: str) -> None:
    node = Hearing(await open_notify(empty, "s"))
    shown = await asyncio.to_thread(
        postgres.execute,
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'teahouse broker'",
    )
    assert shown == "2"
    assert getattr(node.broker, "reconnects", None) == 0
    await node.broker.close()


# --- at start


async def _refusal(url: str, secret: str = PASSWORD) -> str:
    with pytest.raises(BrokerOpenError) as caught:
        await open_notify(url, "s")
    text = str(caught.value)
    assert "\n" not in text
    assert secret not in text
    assert secret not in "".join(traceback.format_exception(caught.value))
    return text


async def test_unreachable() -> None:
    port = free_port()
    text = await _refusal(f"postgresql://teahouse:{PASSWORD}@127.0.0.1:{port}/tea")
    assert text == f"PostgreSQL at 127.0.0.1:{port} cannot be reached: the connection is refused."
    assert re.match(
        "PostgreSQL at no-such-host.invalid cannot be reached: .+",
        await _refusal(f"postgresql://teahouse:{PASSWORD}@no-such-host.invalid/tea"),
    )


async def test_a_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        text = await _refusal(f"postgresql://teahouse:{PASSWORD}@127.0.0.1:{port}/tea")
    assert text == f"PostgreSQL at 127.0.0.1:{port} cannot be reached: no answer."


async def test_wrong_passwords_and_databases(postgres: Postgres, empty: str) -> None:
    place = f"PostgreSQL at 127.0.0.1:{postgres.port}"
    wrong = empty.replace(PASSWORD, "wr0ng-password")
    assert await _refusal(wrong, "wr0ng-password") == f"{place} refuses the user or the password."
    assert await _refusal(postgres.url("no_such_database")) == f"{place} has no such database."


async def test_missing_rights(postgres: Postgres) -> None:
    url = await asyncio.to_thread(postgres.database, False)
    name = url.rpartition("/")[2]
    postgres.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    postgres.execute(f"REVOKE CONNECT ON DATABASE {name} FROM teahouse")
    text = await _refusal(url)
    postgres.drop(url)
    assert "refuses what the account may not do" in text
