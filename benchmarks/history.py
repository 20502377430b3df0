"""P7: a lobby of 100,000 messages."""

from __future__ import annotations

import http.client
import json
import random
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from benchmarks.browser import NoBrowserError, chromium
from benchmarks.contenders import teahouse
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import Server, free_port, running
from benchmarks.seed import fill_apart

PAGE_EVENTS = 60


def measure(effort: Effort) -> Outcome:
    """The page in a real browser; the first bytes of it; a fresh load; pages at random places."""
    count = 20_000 if effort.quick else 100_000
    outcome = Outcome("P7", f"A lobby of {count:,} messages")
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        fill_apart(folder / "data", count)
        with running(teahouse(free_port(), folder)) as server:
            pages = _pages(server, count, 200 if effort.quick else 1000)
            first = [_get(server.port) for _ in range(20)]
            try:
                opened: float | None = _opened(server, count)
            except NoBrowserError as error:
                opened = None
                outcome.notes.append(f"page: not run: {error}")
    p99 = pages["history"][len(pages["history"]) * 99 // 100]
    outcome.figures = [
        Figure("page opened in Chromium, newest message on screen", opened, "s", 1, 0.5),
        Figure(f"history.read of {PAGE_EVENTS} at random places, p99", p99, "ms", 20, 8),
        Figure("history.read, p50", statistics.median(pages["history"]), "ms"),
        Figure(f"room.load of {PAGE_EVENTS}, p50", statistics.median(pages["load"]), "ms"),
        Figure("GET /, p50", statistics.median(first), "ms"),
    ]
    return outcome


def _get(port: int) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    response = connection.getresponse()
    if response.status != 200 or not response.read():
        raise RuntimeError(f"GET / gave {response.status}")
    connection.close()
    return (time.perf_counter() - began) * 1000


def _pages(server: Server, count: int, times: int) -> dict[str, list[float]]:
    """Sorted waits in milliseconds, each from the command's sending to its parsed reply."""
    from websockets.sync.client import connect

    chance = random.Random(7)
    waits: dict[str, list[float]] = {"load": [], "history": []}
    url, site = f"ws://127.0.0.1:{server.port}/ws", f"http://127.0.0.1:{server.port}"
    with connect(url, additional_headers={"Origin": site}, compression=None, max_size=None) as socket:

        def ask(command: dict[str, Any]) -> tuple[dict[str, Any], float]:
            key = str(uuid.UUID(int=chance.getrandbits(128), version=4))
            began = time.perf_counter()
            socket.send(json.dumps({**command, "id": key, "room": 1}))
            while True:
                reply: dict[str, Any] = json.loads(socket.recv(10))
                if reply.get("id") == key:
                    return reply, (time.perf_counter() - began) * 1000

        for _ in range(20):
            reply, wait = ask({"type": "room.load", "limit": PAGE_EVENTS})
            if reply["type"] != "room.loaded" or reply["seq"] != count or len(reply["events"]) != PAGE_EVENTS:
                raise RuntimeError(f"room.load gave {str(reply)[:300]}")
            waits["load"].append(wait)
        for _ in range(times):
            before = chance.randrange(PAGE_EVENTS + 1, count)
            reply, wait = ask({"type": "history.read", "before": before, "limit": PAGE_EVENTS})
            if [event["seq"] for event in reply["events"]] != list(range(before - PAGE_EVENTS, before)):
                raise RuntimeError(f"history.read before {before} gave {str(reply)[:300]}")
            waits["history"].append(wait)
    return {name: sorted(found) for name, found in waits.items()}


def _opened(server: Server, count: int) -> float:
    """Median of three first visits, in seconds from the navigation."""
    times = []
    with chromium() as browser:
        browser.new_page().close()
        for _ in range(3):
            context = browser.new_context()
            page = context.new_page()
            began = time.perf_counter()
            page.goto(f"http://127.0.0.1:{server.port}/", wait_until="commit")
            page.locator(f'[data-seq="{count}"]').wait_for(state="visible", timeout=20_000)
            times.append(time.perf_counter() - began)
            context.close()
    return statistics.median(times)
