"""A server of several workers, and which of them is at the other end."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from tests.harness.cluster import BrokerKind, Node, StartCluster
from tests.harness.http import register, unique
from tests.harness.talk import Talk, talking

WITHIN = 15.0


def children(parent: int) -> list[int]:
    """The processes that this one forked, the workers."""
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in text.split()]


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(done: Callable[[], bool], what: str) -> None:
    """Ask again and again; other processes tell nothing by themselves."""
    deadline = time.monotonic() + WITHIN
    while not done():
        assert time.monotonic() < deadline, f"no {what} within {WITHIN} s"
        time.sleep(0.02)


def worker_of(talk: Talk, server: Node) -> int:
    """The process at the other end of this connection, by the ports of both ends."""
    port = talk.socket.transport.get_extra_info("sockname")[1]
    wanted = f"0100007F:{server.port:04X} 0100007F:{port:04X}"
    (inode,) = re.findall(rf"{wanted} 01 (?:\S+ +){{5}}(\d+)", Path("/proc/net/tcp").read_text())
    for pid in children(server.pid):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                if os.readlink(link) == f"socket:[{inode}]":
                    return pid
    raise AssertionError("no worker has the connection")


def start_workers(start_cluster: StartCluster, broker: BrokerKind) -> Node:
    """Two workers, both ready: the first answers before."""
    node = start_cluster("--workers", "2", nodes=1, broker=broker)[0]
    until(lambda: "is open at" in node.log(), "banner")
    return node


async def one_on_each(stack: AsyncExitStack, server: Node) -> dict[int, Talk]:
    """A guest's connection to each worker."""
    found: dict[int, Talk] = {}
    for _ in range(40):
        guest = await asyncio.to_thread(register, server.http, unique("Guest"))
        talk = await stack.enter_async_context(talking(server, guest))
        found.setdefault(worker_of(talk, server), talk)
        if len(found) == len(children(server.pid)):
            return found
    raise AssertionError("of 40 connections one worker had none")
