"""Several workers on one port: who serves, who replaces whom, and how all of it ends."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.cluster.crew import alive, children, one_on_each, start_workers, until, worker_of
from tests.faults.load import Traces, chatter, crowd
from tests.harness.cluster import Node, StartCluster
from tests.harness.http import browse
from tests.harness.talk import talking
from tests.trace.checker import check_files

SEEN_WITHIN = 5.0
"""All see all again by then (seconds), without the next snapshot of who is there: it may come later."""


@pytest.fixture(params=["redis", "postgresql"])
def workers(request: pytest.FixtureRequest, start_cluster: StartCluster) -> Node:
    """A server of two workers, over each broker."""
    return start_workers(start_cluster, request.param)


@pytest.fixture
def server(start_cluster: StartCluster) -> Node:
    """A server of two workers over Redis."""
    return start_workers(start_cluster, "redis")


async def test_all_answer_on_one_port_and_talk_with_each_other(workers: Node) -> None:
    async with AsyncExitStack() as stack:
        first, second = (await one_on_each(stack, workers)).values()
        place = await first.say("from one worker")
        heard = await second.event("message.created", seq=place["seq"])
        assert heard["body"] == "from one worker"
        place = await second.say("and back")
        assert (await first.event("message.created", seq=place["seq"]))["body"] == "and back"


async def test_connections_are_spread(server: Node) -> None:
    async with AsyncExitStack() as stack:
        talks = [await stack.enter_async_context(talking(server, loaded=False)) for _ in range(60)]
        counts = [sum(worker_of(talk, server) == pid for talk in talks) for pid in children(server.pid)]
    assert sum(counts) == 60
    assert min(counts) >= 12, "an even coin gives less than 12 of 60 once in a million runs"


async def test_metrics_tell_of_all_workers(server: Node) -> None:
    async with AsyncExitStack() as stack:
        talks = (await one_on_each(stack, server)).values()
        for talk in talks:
            await talk.say("counted")

        def told(text: str, name: str) -> float:
            (value,) = re.findall(rf"^{name} ([0-9.e+]+)$", text, re.MULTILINE)
            return float(value)

        def settled() -> bool:
            with browse(server.http) as http:
                pages = [http.get("/metrics").text for _ in range(3)]
            # Each event is heard by both.
            return all(told(page, "teahouse_messages_total") == 4 for page in pages)

        await asyncio.to_thread(until, settled, "sum over both workers")
        with browse(server.http) as http:
            page = http.get("/metrics").text
        assert told(page, 'teahouse_connections{dialect="page"}') >= 2
        assert told(page, "teahouse_broker_up") == 1


async def test_a_killed_worker_is_replaced_and_nobody_else_is_cut(server: Node) -> None:
    async with AsyncExitStack() as stack:
        found = await one_on_each(stack, server)
        (killed, lost), (kept, other) = found.items()
        os.kill(killed, signal.SIGKILL)
        assert await lost.closed() == 1006
        await asyncio.to_thread(
            until, lambda: len(children(server.pid)) == 2 and not alive(killed), "replacement"
        )
        assert kept in children(server.pid)
        place = await other.say("still here")
        assert place["seq"] >= 1
        await asyncio.to_thread(until, lambda: server.readyz() == 200, "answer")
        again = await one_on_each(stack, server)
        assert killed not in again


async def test_sigterm_drains_all_and_ends_with_0(server: Node) -> None:
    async with AsyncExitStack() as stack:
        talks = (await one_on_each(stack, server)).values()
        pids = children(server.pid)
        server.signal(signal.SIGTERM)
        for talk in talks:
            await talk.event("drain")
            assert (await talk.say("while it drains"))["seq"] >= 1
        assert [await talk.closed() for talk in talks] == [1012, 1012]
        assert await asyncio.to_thread(server.wait) == 0
        assert not any(map(alive, pids))
        assert server.readyz() is None


async def test_a_signal_to_the_whole_group_drains_too(server: Node) -> None:
    async with AsyncExitStack() as stack:
        talks = (await one_on_each(stack, server)).values()
        for pid in (*children(server.pid), server.pid):
            os.kill(pid, signal.SIGTERM)
        assert [await talk.closed() for talk in talks] == [1012, 1012]
        assert await asyncio.to_thread(server.wait) == 0


def test_interrupt_ends_at_once_with_0(server: Node) -> None:
    for pid in (*children(server.pid), server.pid):
        os.kill(pid, signal.SIGINT)
    assert server.wait() == 0


async def test_no_worker_outlives_its_parent(server: Node) -> None:
    pids = children(server.pid)
    async with talking(server) as talk:
        server.kill()
        assert await talk.closed() == 1012
    await asyncio.to_thread(until, lambda: not any(map(alive, pids)), "end of the orphans")
    assert server.readyz() is None, "no listener is left behind"


async def test_a_rolling_restart_under_load_loses_and_doubles_nothing(
    server: Node, trace: Traces, tmp_path: Path
) -> None:
    stop = asyncio.Event()
    before = set(children(server.pid))
    refused: list[Exception] = []

    async def knock() -> None:
        """New connections, without a pause: none may be refused."""
        while not stop.is_set():
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", server.port)
                writer.close()
            except OSError as problem:
                refused.append(problem)
            await asyncio.sleep(0.002)

    async with crowd(server, trace, 6) as clients:
        people = [client.id for client in clients]
        async with asyncio.TaskGroup() as group:
            group.create_task(knock())
            talks = [
                group.create_task(chatter(client, people, number, stop, outstanding=4))
                for number, client in enumerate(clients)
            ]
            await asyncio.sleep(0.3)  # of load
            server.signal(signal.SIGHUP)
            await asyncio.to_thread(
                until,
                lambda: before.isdisjoint(now := children(server.pid)) and len(now) == 2,
                "new workers",
            )
            await asyncio.sleep(0.3)  # of load
            stop.set()
        assert sum(task.result() for task in talks) > 0
        for client in clients:
            await client.acknowledged()
        places = [reply["seq"] for client in clients for reply in client.outbox.accepted.values()]
        last = max(places)
        for client in clients:
            await client.reached(last)
        deadline = time.monotonic() + SEEN_WITHIN
        while any(client.here != set(people) for client in clients) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        for client in clients:
            client.trace.write("quiet")
            assert client.connections > 1
        assert not refused
        assert sorted(places) == list(range(1, last + 1)), "one place for each, no more and no less"
    assert server.stop() == 0
    database = server.variables["TEAHOUSE_DATABASE"]
    found = await asyncio.to_thread(check_files, tmp_path / "traces", database)
    assert not found, "\n".join(map(str, found[:20]))


async def test_without_a_database_a_restart_is_given_up_and_the_old_workers_stay(
    start_cluster: StartCluster,
) -> None:
    cluster = start_cluster("--workers", "2", nodes=1)
    node = cluster[0]
    await asyncio.to_thread(until, lambda: "is open at" in node.log(), "banner")
    before = children(node.pid)
    async with talking(node) as talk:
        await asyncio.to_thread(cluster.postgres.stop)
        node.signal(signal.SIGHUP)
        await asyncio.to_thread(until, lambda: "the restart is given up" in node.log(), "refusal")
        assert "a worker cannot start: " in node.log()
        await asyncio.to_thread(cluster.postgres.start)
        assert children(node.pid) == before
        await asyncio.to_thread(until, lambda: node.readyz() == 200, "recovery")
        await talk.load()


async def test_a_worker_is_replaced_when_the_database_is_back(start_cluster: StartCluster) -> None:
    cluster = start_cluster("--workers", "2", nodes=1)
    node = cluster[0]
    await asyncio.to_thread(until, lambda: "is open at" in node.log(), "banner")
    await asyncio.to_thread(cluster.postgres.stop)
    os.kill(children(node.pid)[0], signal.SIGKILL)
    await asyncio.to_thread(until, lambda: node.log().count("is replaced") >= 2, "second try")
    await asyncio.to_thread(cluster.postgres.start)
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(until, lambda: len(children(node.pid)) == 2, "replacement")
        await asyncio.to_thread(until, lambda: node.readyz() == 200, "recovery")
        first, second = (await one_on_each(stack, node)).values()
        place = await first.say("back")
        assert (await second.event("message.created", seq=place["seq"]))["body"] == "back"


def test_the_banner_is_printed_once_without_the_password(server: Node) -> None:
    log = server.log()
    assert log.count("is open at") == 1
    assert re.search(r"Everything is kept in PostgreSQL, database \w+ at 127\.0\.0\.1:\d+\n", log)
    assert "2 workers share the port.\n" in log
    assert "s3cret" not in log
    for pid in (server.pid, *children(server.pid)):
        assert b"s3cret" not in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_second_server_cannot_take_the_same_port(server: Node, tmp_path: Path) -> None:
    other = Node(tmp_path / "other", "--workers", "2", variables=server.variables)
    other.folder.mkdir()
    other.port = server.port
    other.launch()
    assert other.wait() == 1
    assert "is taken" in other.log()
    with httpx.Client(trust_env=False) as http:
        assert http.get(f"{server.http}/healthz").status_code == 200


async def test_the_link_of_the_console_is_good_on_every_worker_and_once(start_cluster: StartCluster) -> None:
    """The parent shows one link for all of them; whoever of two uses it first is the owner."""
    cluster = start_cluster("--workers", "2", nodes=1)
    node = cluster[0]
    async with asyncio.timeout(10):
        # The port answers a moment before the console speaks.
        while not (shown := re.findall(r"/#/setup/(\S+)\s", node.log())):
            await asyncio.sleep(0.02)
    (token,) = shown

    def use(name: str) -> int:
        with browse(node.http, headers={"Origin": node.http}) as http:
            wish = {"token": token, "name": name, "password": "correct horse"}
            return http.post("/api/v1/links/use", json=wish).status_code

    used = await asyncio.gather(
        *(asyncio.to_thread(use, f"Boss {name}") for name in ("Ann", "Ben", "Cem", "Dee"))
    )
    assert sorted(used) == [200, 404, 404, 404]
