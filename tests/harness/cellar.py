"""A data folder that holds a long history before a server opens it."""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from teahouse.model import search
from teahouse.model.people import Role
from teahouse.store.port import NewEvent
from teahouse.store.sqlite import open_store
from tests.harness import migrated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from teahouse.model.people import Person
    from teahouse.store.sqlite import SqliteStore

LOBBY = 1
AT_ONCE = 500


def lay_down(data: Path, author: str, bodies: Sequence[str]) -> None:
    """Have `author` say all this in the lobby, in the data folder of a server that does not run."""
    migrated.lay_down(data)
    # On a loop in another thread: this one may have the browser driver's.
    with ThreadPoolExecutor(1) as executor:
        executor.submit(lambda: asyncio.run(_lay_down(data, author, bodies))).result()


async def _lay_down(data: Path, author: str, bodies: Sequence[str]) -> None:
    store = await open_store(data)
    try:
        sender = await store.add_person(author, Role.GUEST, None, 0, 0)
        for start in range(0, len(bodies), AT_ONCE):
            await _append(store, sender, bodies[start : start + AT_ONCE])
    finally:
        await store.close()


async def _append(store: SqliteStore, sender: Person, bodies: Sequence[str]) -> None:
    await asyncio.gather(
        *[
            store.append(
                NewEvent(
                    room=LOBBY,
                    kind="message.created",
                    sender=sender,
                    key=uuid.uuid4(),
                    body=body,
                    words=search.words(body),
                )
            )
            for body in bodies
        ]
    )
