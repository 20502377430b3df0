"""Fills a data folder with messages through the store itself, and a database with rooms.

    python -m benchmarks.seed FOLDER COUNT

Twenty people, bodies of 20 to 200 characters in two languages, the same in every run.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

TURN = 2000
WORDS = "tea water kettle cup leaf morning rain slowly please thanks 茶 水 早上好 慢慢喝 下雨了 谢谢 再来一杯".split()


def sentence(chance: random.Random) -> str:
    """What somebody might say."""
    body = ""
    while len(body) < 20 or (len(body) < 180 and chance.random() < 0.9):
        body += chance.choice(WORDS) + " "
    return body.strip()


def add_rooms(execute: Callable[[str], object], count: int) -> list[int]:
    """Puts `count` empty rooms beside the lobby, on SQLite or PostgreSQL; gives their ids.

    `execute` runs SQL that takes no parameters. Nobody can make rooms yet, so the row is written as it is.
    """
    ids = list(range(2, count + 2))
    rows = ", ".join(f"({id}, 'room-{id}', '', '', 0, 1, 0, 0)" for id in ids)
    columns = "id, name, title, topic, head, first_seq, message_count, created_at"
    execute(f"INSERT INTO rooms ({columns}) VALUES {rows}")
    return ids


async def fill(folder: Path, count: int) -> None:
    """Appends `count` messages to the lobby."""
    from teahouse.model.people import Role
    from teahouse.store.port import NewEvent
    from teahouse.store.sqlite import open_store

    chance = random.Random(1)
    store = await open_store(folder)
    people = [await store.add_person(f"Guest {n}", Role.GUEST, None, 1, 0) for n in range(20)]
    for start in range(0, count, TURN):
        batch = []
        for _ in range(min(TURN, count - start)):
            body = sentence(chance)
            key = uuid.UUID(int=chance.getrandbits(128), version=4)
            who = chance.choice(people)
            batch.append(NewEvent(room=1, kind="message.created", sender=who, key=key, body=body))
        await asyncio.gather(*map(store.append, batch))
    await store.close()


def fill_apart(folder: Path, count: int) -> None:
    """fill() in a process of its own, so that this one need not import the server."""
    root = Path(__file__).parent.parent
    path = os.pathsep.join([str(root), str(root / "src")])
    command = [sys.executable, "-m", "benchmarks.seed", str(folder), str(count)]
    subprocess.run(command, check=True, cwd=root, env={**os.environ, "PYTHONPATH": path})


if __name__ == "__main__":
    asyncio.run(fill(Path(sys.argv[1]), int(sys.argv[2])))
