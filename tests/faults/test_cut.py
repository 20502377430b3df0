"""The socket is cut between send and acknowledgement, a hundred times: each text is there once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.faults.load import Traces, assert_promise_kept, chatter, crowd, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.server import Server

CUTS = 100


async def test_each_text_is_there_once_after_a_hundred_cuts(
    fresh_server: Server, trace: Traces, tmp_path: Path
) -> None:
    async with crowd(fresh_server, trace, 3) as clients:
        speaker = clients[0]
        speaker.cut_after_sends = CUTS
        texts = [f"text {number}" for number in range(CUTS // 2)]
        for text in texts:
            await speaker.say(text)
            await speaker.acknowledged()
        # The rest of the cuts hit messages that stand one behind the other.
        while speaker.cut_after_sends:
            texts += [f"text {len(texts) + number}" for number in range(5)]
            for text in texts[-5:]:
                await speaker.say(text)
            await speaker.acknowledged()
        await quiet(clients, fresh_server.database)
        assert speaker.closes.count(1006) >= CUTS
        repeated = [reply for reply in speaker.outbox.accepted.values() if reply.get("duplicate")]
        assert repeated, "some cuts came after the commit and before the acknowledgement"
        for client in clients:
            assert client.log.texts == texts
            assert not client.resets
    fresh_server.kill()
    assert_promise_kept(tmp_path / "traces", fresh_server.database)


async def test_readers_that_are_cut_miss_nothing(fresh_server: Server, trace: Traces, tmp_path: Path) -> None:
    stop = asyncio.Event()
    async with crowd(fresh_server, trace, 6) as clients:
        people = [client.id for client in clients]
        async with asyncio.TaskGroup() as group:
            for number, client in enumerate(clients[:3]):
                group.create_task(chatter(client, people, number, stop))
            for round_ in range(20):
                reader = clients[3 + round_ % 3]
                await reader.reached(reader.log.seq + 5)
                reader.cut()
                await reader.returned()
            stop.set()
        dump = await quiet(clients, fresh_server.database)
        assert all(client.connections > 5 for client in clients[3:])
        assert {"message.edited", "message.recalled", "reaction.added"} <= {row.kind for row in dump.rows}
    fresh_server.kill()
    assert_promise_kept(tmp_path / "traces", fresh_server.database)
