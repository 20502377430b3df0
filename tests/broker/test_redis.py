"""Redis keeps the contract and survives what networks and operators do."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from teahouse.broker.redis import RedisBroker, open_redis
from tests.broker.contract_server import ServerContract
from tests.broker.hearing import EPOCH, Hearing, Pair, half_open, paired, said, until
from tests.harness.proxy import Proxy, Way
from tests.harness.redis import Redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

SECRET = "p4ss:w0rd/of%the@tests"
QUOTED = "p4ss%3Aw0rd%2Fof%25the%40tests"


class _Server:
    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def open(self, store_id: str = "contract") -> RedisBroker:
        return await open_redis(self.redis.url, store_id)

    async def say(self, topic: str, payload: str, store_id: str = "contract") -> None:
        self.redis.cli("PUBLISH", f"teahouse:{store_id}:{topic}", payload)

    def stop(self) -> None:
        self.redis.stop()

    def start(self) -> None:
        self.redis.start()


class TestRedis(ServerContract):
    @pytest.fixture
    def place(self, redis: Redis) -> _Server:
        return _Server(redis)


@pytest.fixture
def proxy(redis: Redis) -> Iterator[Proxy]:
    with Proxy(redis.port) as proxy:
        yield proxy


@asynccontextmanager
async def _pair(redis: Redis, proxy: Proxy, store_id: str = "s") -> AsyncIterator[Pair]:
    async with paired(
        await open_redis(f"redis://127.0.0.1:{proxy.port}", store_id), await open_redis(redis.url, store_id)
    ) as pair:
        yield pair


async def test_a_half_open_connection_is_noticed_and_replaced(redis: Redis) -> None:
    async def one(proxy: Proxy, *ways: Way) -> None:
        async with _pair(redis, proxy, store_id=str(ways)) as pair:
            await half_open(pair, proxy, *ways)

    with Proxy(redis.port) as both, Proxy(redis.port) as out, Proxy(redis.port) as back:
        await asyncio.gather(one(both, Way.OUT, Way.BACK), one(out, Way.OUT), one(back, Way.BACK))


async def test_it_works_when_redis_is_slow(redis: Redis, proxy: Proxy) -> None:
    async with _pair(redis, proxy) as pair:
        proxy.slow(0.4)
        await pair.meets(10)
        # While one batch is under way the next one grows: it does not take 0.8 seconds each.
        for seq in range(100, 200):
            pair.near.broker.publish(said(seq), EPOCH)
            await asyncio.sleep(0)
        await pair.far.heard(199)
        assert pair.near.broker.healthy
        assert pair.near.restorations == 0


async def test_connections_that_are_cut_are_replaced(redis: Redis, proxy: Proxy) -> None:
    async with _pair(redis, proxy) as pair:
        proxy.cut()
        await until(lambda: pair.near.restorations, "restored")
        await pair.meets(10)


async def test_a_killed_subscriber_is_replaced(redis: Redis, proxy: Proxy) -> None:
    async with _pair(redis, proxy) as pair:
        redis.cli("CLIENT", "KILL", "TYPE", "pubsub")
        await until(lambda: pair.near.restorations and pair.far.restorations, "restored")
        await pair.meets(10)
        redis.cli("CLIENT", "KILL", "TYPE", "normal")
        await until(lambda: pair.near.restorations == pair.far.restorations == 2, "restored again")
        await pair.meets(20)


async def test_an_emptied_server_changes_nothing(redis: Redis, proxy: Proxy) -> None:
    async with _pair(redis, proxy) as pair:
        redis.cli("FLUSHALL")
        await pair.meets(10)
        assert pair.near.restorations == 0


async def test_a_server_that_sleeps_for_a_while_is_waited_for(redis: Redis, proxy: Proxy) -> None:
    async with _pair(redis, proxy) as pair:
        await asyncio.to_thread(redis.cli, "DEBUG", "SLEEP", "1")
        await pair.meets(10)
        assert pair.near.restorations == 0


async def test_a_restarted_server_is_found_again(redis: Redis, proxy: Proxy) -> None:
    async with _pair(redis, proxy) as pair:
        redis.restart()
        await until(lambda: pair.near.restorations and pair.far.restorations, "restored")
        await pair.meets(10)


async def test_a_password_that_changes_is_survived(redis: Redis, caplog: pytest.LogCaptureFixture) -> None:
    redis.cli("CONFIG", "SET", "requirepass", SECRET)
    node = Hearing(await open_redis(f"redis://:{QUOTED}@127.0.0.1:{redis.port}", "s"))
    redis.cli("CONFIG", "SET", "requirepass", "another", password=SECRET)
    redis.cli("CLIENT", "KILL", "TYPE", "pubsub", password="another")
    await until(lambda: not node.broker.healthy, "noticed")
    await until(lambda: "refuses the user or the password" in caplog.text, "told")
    node.broker.publish(said(1), EPOCH)
    redis.cli("CONFIG", "SET", "requirepass", SECRET, password="another")
    await until(lambda: node.restorations, "restored")
    assert node.broker.healthy
    await node.broker.close()
    assert SECRET not in caplog.text
    assert QUOTED not in caplog.text


# --- at start
