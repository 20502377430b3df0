"""Events from elsewhere: each with its own time, and aimed at what it answers by a key."""

from __future__ import annotations

import asyncio

from teahouse.store import effects
from teahouse.store.port import Past
from tests.moves.conftest import MakePlace
from tests.store.contract import LOBBY, changed, folded, guest, key, said


async def test_times_and_answers(place: MakePlace) -> None:
    async with place().store() as store:
        ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
        events = [
            said(ann, 1, "old", past=Past(at=1_000)),
            # In the same batch, from who has the same key too, nobody's, and one of today among them.
            said(ben, 2, "answer", past=Past(at=2_000, answers=(ann.id, key(1)))),
            said(ben, 1, "same key", past=Past(at=3_000, answers=(ben.id, key(2)))),
            said(ann, 3, "to nothing", past=Past(at=4_000, answers=(ben.id, key(99)))),
            said(ann, 4, "now"),
        ]
        places = await asyncio.gather(*map(store.append, events))
        later = said(ann, 5, "to an earlier batch", past=Past(at=5_000, answers=(ben.id, key(1))))
        assert (await store.append(later)).seq == 6
        await store.append(changed(ann, 6, effects.EDITED, 1, body="new", past=Past(at=9_000)))
        found = await store.events(LOBBY, 0, 10, 10)
        assert [event.target for event in found] == [None, 1, 2, None, None, 3, 1]
        assert [event.at for event in found[:4]] == [1_000, 2_000, 3_000, 4_000]
        assert found[4].at == places[4].at > 1_000_000
        assert (found[5].at, found[6].at) == (5_000, 9_000)
        edited = await folded(store, 1)
        assert edited is not None
        assert edited.edited_at == 9_000
        again = await asyncio.gather(*map(store.append, [*events[:4], later]))
        assert [(each.seq, each.duplicate) for each in again] == [(n, True) for n in (1, 2, 3, 4, 6)]
        assert await store.events(LOBBY, 0, 10, 10) == found
