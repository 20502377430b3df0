"""People who talk in a room at a given rate, from a process of their own.

    python -m benchmarks.talker PORT ROOM COUNT RATE

Five guests take turns, with sentences as those of the history. Says on stdout, as one line of JSON,
how many of the COUNT messages got their place, and in how many seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.guests import make_guests
from benchmarks.process import SERVER_CORE, on_core
from benchmarks.seed import sentence

PEOPLE = 5
ANSWERED_WITHIN = 30.0


async def talk(port: int, room: int, count: int, rate: float) -> dict[str, Any]:
    """Says `count` messages, `rate` a second; what the process tells in the end."""
    from websockets.asyncio.client import ClientConnection, connect

    chance = random.Random(count)
    tokens = await asyncio.to_thread(make_guests, port, PEOPLE, f"t{chance.getrandbits(24)}-", 1)
    loop = asyncio.get_running_loop()
    places: set[int] = set()
    refusals: list[str] = []
    done = asyncio.Event()

    async def hear(socket: ClientConnection) -> None:
        async for frame in socket:
            reply = json.loads(frame)
            if reply["type"] == "error":
                refusals.append(frame if isinstance(frame, str) else frame.decode())
            elif reply["type"] == "message.accepted":
                places.add(reply["seq"])
            if refusals or len(places) == count:
                done.set()

    async with contextlib.AsyncExitStack() as stack:
        url = f"ws://127.0.0.1:{port}/ws"
        sockets = [
            await stack.enter_async_context(
                connect(url, additional_headers={"Authorization": f"Bearer {token}"}, compression=None)
            )
            for token in tokens
        ]
        ears = [loop.create_task(hear(socket)) for socket in sockets]
        began = loop.time()
        for number in range(count):
            await asyncio.sleep(max(0, began + number / rate - loop.time()))
            command = {
                "type": "message.send",
                "id": str(uuid.uuid4()),
                "room": room,
                "body": sentence(chance),
            }
            await sockets[number % PEOPLE].send(json.dumps(command))
        async with asyncio.timeout(ANSWERED_WITHIN):
            await done.wait()
        seconds = loop.time() - began
        for ear in ears:
            ear.cancel()
        await asyncio.gather(*ears, return_exceptions=True)
    if refusals:
        raise RuntimeError(f"refused: {refusals[0]}")
    return {"accepted": len(places), "newest": max(places), "seconds": round(seconds, 3)}


class Talker:
    """The process, on the server's core: the other is the browser's."""

    def __init__(self, port: int, room: int, count: int, rate: float) -> None:
        root = Path(__file__).parent.parent
        words = [sys.executable, "-m", "benchmarks.talker", str(port), str(room), str(count), str(rate)]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        self._process = subprocess.Popen(
            on_core(SERVER_CORE, words), cwd=root, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    @property
    def talking(self) -> bool:
        """Whether it goes on."""
        return self._process.poll() is None

    def end(self, timeout: float = 300) -> dict[str, Any]:
        """Waits until all is said; what it tells. RuntimeError if it could not."""
        out, err = self._process.communicate(timeout=timeout)
        if self._process.returncode:
            raise RuntimeError(f"the talker: {err[-500:]}")
        told: dict[str, Any] = json.loads(out)
        return told

    def stop(self) -> None:
        """Ends it wherever it is."""
        if self.talking:
            self._process.kill()
        self._process.communicate()


@contextlib.contextmanager
def talking(port: int, room: int, count: int, rate: float) -> Iterator[Talker]:
    """Starts it, and stops it at the end."""
    talker = Talker(port, room, count, rate)
    try:
        yield talker
    finally:
        talker.stop()


if __name__ == "__main__":
    port, room, count, rate = sys.argv[1:]
    print(json.dumps(asyncio.run(talk(int(port), int(room), int(count), float(rate)))))
