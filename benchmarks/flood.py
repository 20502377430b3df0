"""S3: two hundred guests flood a room; what members feel of it, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.contenders import teahouse
from benchmarks.guests import make_guests, write_tokens
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import LOAD_CORE, Server, free_port, on_core, rss_kb, running

FLOODERS = 200
RATE = 20.0
MEMBERS = 5
ROOM = 1
WATCHED_SECONDS = 4.0
"""After the click: what comes of the flood later than that was not ended."""


def measure(effort: Effort) -> Outcome:
    """Members who say something each second, in peace and during the flood; then the room is closed to all."""
    outcome = Outcome("S3", f"{FLOODERS} guests flood a room with {RATE:.0f} messages a second each")
    seconds = 6.0 if effort.quick else 20.0
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        with running(teahouse(free_port(), folder, "--limits", "on")) as server:
            owner = _owner(server, folder)
            flooders = write_tokens(make_guests(server.port, FLOODERS, "f"), folder / "tokens")
            found = asyncio.run(_visit(server, owner, flooders, seconds))
    outcome.figures = [
        Figure("a member's acknowledgement during the flood, p99", found["flood_ms"], "ms", 100),
        Figure("the same in peace, p99", found["peace_ms"], "ms"),
        Figure("messages of the flood that got a place", found["placed"], "/s"),
        Figure("memory grown in the second half of the flood", found["grown_mb"], "MB", 5),
        Figure(
            "from the click that mutes all to the last message of the flood", found["ended_ms"], "ms", 2_000
        ),
    ]
    outcome.detail = found
    return outcome


async def _visit(server: Server, owner: str, flooders: Path, seconds: float) -> dict[str, Any]:
    from websockets.asyncio.client import connect

    tokens = await asyncio.to_thread(make_guests, server.port, MEMBERS, "m")
    async with contextlib.AsyncExitStack() as stack:
        members = [
            Member(
                await stack.enter_async_context(
                    connect(
                        f"ws://127.0.0.1:{server.port}/ws",
                        additional_headers={"Authorization": f"Bearer {token}"},
                        compression=None,
                        local_addr=(f"127.0.2.{number + 1}", 0),
                        proxy=None,
                        max_queue=None,
                    )
                )
            )
            for number, token in enumerate(tokens)
        ]
        for member in members:
            await member.load()
        peace = await _talk(members, seconds / 2)
        began = rss_kb(server.pid)
        with _flood(server.port, flooders):
            first = await _talk(members, seconds / 2)
            half = rss_kb(server.pid)
            heard = members[0].heard
            second = await _talk(members, seconds / 2)
            placed = (members[0].heard - heard) / (seconds / 2)
            grown = rss_kb(server.pid) - half
            click = time.perf_counter()
            await asyncio.to_thread(_mute_all, server.port, owner)
            await asyncio.sleep(WATCHED_SECONDS)
            ended = max(0.0, members[0].last - click)
        for member in members:
            member.ears.cancel()
    return {
        "flood_ms": _p99(first + second), "peace_ms": _p99(peace), "placed": placed, "grown_mb": grown / 1000,
        "ended_ms": ended * 1000, "rss_kb": [began, half], "acknowledgements": len(first + second),
    }  # fmt: skip


class Member:
    """Says something now and then, and hears all."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._loaded: asyncio.Future[float] | None = None
        self.heard = 0
        self.last = 0.0
        self.ears = asyncio.get_running_loop().create_task(self._hear())

    async def load(self) -> None:
        """Come into the room."""
        await self._ask({"type": "room.load", "room": ROOM})

    async def say(self) -> float:
        """Milliseconds until it is acknowledged."""
        began = time.perf_counter()
        return (await self._ask({"type": "message.send", "room": ROOM, "body": "tea?"}) - began) * 1000

    async def _ask(self, command: dict[str, Any]) -> float:
        id = str(uuid.uuid4())
        answered = self._waiting[id] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({**command, "id": id}))
        return await asyncio.wait_for(answered, 30)

    async def _hear(self) -> None:
        async for frame in self._socket:
            now = time.perf_counter()
            if '"message.created"' in frame[:40]:
                self.heard += 1
                if '"flood ' in frame:
                    self.last = now
                continue
            told = json.loads(frame)
            waiting = self._waiting.pop(told.get("id") or "", None)
            if waiting is None or waiting.done():
                continue
            if told["type"] == "error":
                waiting.set_exception(RuntimeError(f"a member was refused: {told['code']}"))
            else:
                waiting.set_result(now)


async def _talk(members: list[Member], seconds: float) -> list[float]:
    """One message a second of each, not all in the same moment."""
    end = time.perf_counter() + seconds

    async def one(number: int, member: Member) -> list[float]:
        found = []
        await asyncio.sleep(number / len(members))
        while time.perf_counter() < end:
            due = time.perf_counter() + 1.05
            found.append(await member.say())
            await asyncio.sleep(max(0, due - time.perf_counter()))
        return found

    each = await asyncio.gather(*(one(number, member) for number, member in enumerate(members)))
    return [wait for found in each for wait in found]


@contextlib.contextmanager
def _flood(port: int, tokens: Path) -> Iterator[None]:
    root = Path(__file__).parent.parent
    words = [sys.executable, "-m", "benchmarks.flooders", str(port), str(ROOM), str(tokens), str(RATE)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(on_core(LOAD_CORE, words), cwd=root, env=environment)
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError(f"the flood ended by itself: {process.returncode}")
    finally:
        process.kill()
        process.wait()


def _owner(server: Server, folder: Path) -> str:
    """The token of whoever opened the console's link."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        text = "".join(path.read_text(errors="replace") for path in folder.glob("*.log"))
        found = re.search(r"/#/setup/([\w-]{43})\s", text)
        if found:
            break
        time.sleep(0.05)
    else:
        raise RuntimeError("the console shows no link for the owner")
    wish = {"token": found[1], "name": "Olga", "password": "correct horse battery"}
    origin = {"Origin": f"http://127.0.0.1:{server.port}"}
    _, cookie = _ask(server.port, "POST", "/api/v1/links/use", wish, origin)
    assert cookie is not None
    return cookie.partition(";")[0]


def _mute_all(port: int, cookie: str) -> None:
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
    _ask(port, "PATCH", f"/api/v1/rooms/{ROOM}", {"read_only": True}, headers)


def _ask(
    port: int, method: str, path: str, body: dict[str, Any], headers: dict[str, str]
) -> tuple[Any, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, json.dumps(body), {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    if response.status not in {200, 201}:
        raise RuntimeError(f"{method} {path}: {response.status} {answer[:300]!r}")
    return json.loads(answer), response.headers.get("Set-Cookie")


def _p99(found: list[float]) -> float:
    return sorted(found)[len(found) * 99 // 100]
