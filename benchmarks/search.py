"""C1: search among many messages in one SQLite file, and what its index costs the journal."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.outcome import Effort, Figure, Outcome

ROOMS = 20
PEOPLE = 200
TURN = 4000
PAGE = 20
VOCABULARY = 30_000

FREQUENT_ZH = "的一是不了在人有我他这上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感"
FREQUENT_EN = "the be to of and a in that have it for not on with he as you do at this but his by from they we say her she or an will my one all would there their what so up out if about who get which go me when make can like time no just him know take people into year your good some could them see other than then now look only come its over think also back after use two how our work first well way even new want because any these give day most us tea house".split()


def measure(effort: Effort) -> Outcome:
    """Queries of several kinds, cold and warm; the journal with the index and without."""
    count = 100_000 if effort.quick else 1_000_000
    outcome = Outcome("C1", f"Search among {count:,} messages, half Chinese, half English")
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name) / "data"
        took = asyncio.run(_fill(folder, count))
        waits = asyncio.run(_queries(folder, 60 if effort.quick else 300))
        cold = asyncio.run(_cold(folder))
        size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
    rates = asyncio.run(_journal(effort, 40_000 if effort.quick else 120_000))
    bars = {
        "two Chinese characters": 25,
        "one word": 25,
        "a prefix of three letters": None,
        "a frequent word in a room without a hit": 40,
        "a frequent word of a sender without a hit": None,
        "two frequent words": None,
        "a frequent word of a day long ago": None,
    }
    outcome.figures = [
        Figure(f"{what}, p99", waits[what][len(waits[what]) * 99 // 100], "ms", bar)
        for what, bar in bars.items()
    ]
    outcome.figures += [
        Figure("two characters or one word, p50", statistics.median(waits["two Chinese characters"] + waits["one word"]), "ms"),
        Figure("the first query after opening, nothing in the page cache of the database", cold, "ms"),
        Figure("journal with the index against without", rates["with"] / rates["without"], "×", 0.5, most=False),
        Figure("journal with the index", rates["with"], "messages/s"),
        Figure("filling", count / took, "messages/s"),
        Figure("data folder", size, "MB"),
    ]  # fmt: skip
    outcome.detail = {"waits_ms": {what: found[:: max(1, len(found) // 20)] for what, found in waits.items()}}
    return outcome


class Speaker:
    """Says what people might say: a few words are frequent, many are rare."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.words = [self._word() for _ in range(VOCABULARY)]
        self.characters = [chr(0x4E00 + self._chance.randrange(20_000)) for _ in range(4000)]

    def _word(self) -> str:
        letters = "etaoinshrdlucmfwypvbgkjqxz"
        weights = range(len(letters), 0, -1)
        return "".join(self._chance.choices(letters, weights, k=self._chance.randint(3, 9)))

    def _pick(self, frequent: str | list[str], rare: list[str]) -> str:
        """About half are frequent; the rare ones are the rarer the later they come."""
        if self._chance.random() < 0.5:
            return frequent[int(len(frequent) * self._chance.random() ** 2)]
        return rare[int(len(rare) * self._chance.random() ** 2)]

    def message(self) -> str:
        """Five to thirty words or characters."""
        if self._chance.random() < 0.5:
            length = self._chance.randint(5, 30)
            return "".join(self._pick(FREQUENT_ZH, self.characters) for _ in range(length))
        return " ".join(self._pick(FREQUENT_EN, self.words) for _ in range(self._chance.randint(3, 18)))


async def _fill(folder: Path, count: int, *, indexed: bool = True) -> float:
    """Seconds that it took. The last of the rooms has a message of one word, and no other."""
    from teahouse.model.people import Role
    from teahouse.model.search import words
    from teahouse.store.port import NewEvent
    from teahouse.store.sqlite import open_store

    speaker, chance, numbers = Speaker(1), random.Random(2), itertools.count()
    store = await open_store(folder, now=_clock(count))
    people = [await store.add_person(f"Guest {n}", Role.GUEST, None, 1, 0) for n in range(PEOPLE)]
    rooms = [
        (await store.add_room(f"room {n}", f"Room {n}", "", people[0].id, 1)).info.id for n in range(ROOMS)
    ]

    def message(room: int, body: str, sender: int) -> NewEvent:
        return NewEvent(
            room=room, kind="message.created", sender=people[sender], body=body,
            key=uuid.UUID(int=next(numbers) << 64 | chance.getrandbits(64)), words=words(body) if indexed else None,
        )  # fmt: skip

    seconds = 0.0
    for start in range(0, count, TURN):
        batch = [
            message(
                rooms[int((ROOMS - 1) * chance.random() ** 2)],
                speaker.message(),
                chance.randrange(PEOPLE - 1),
            )
            for _ in range(min(TURN, count - start))
        ]
        if start == 0:
            batch += [message(rooms[-1], "zzz", PEOPLE - 1) for _ in range(2000)]
        began = time.perf_counter()
        await asyncio.gather(*map(store.append, batch))
        seconds += time.perf_counter() - began
    await store.close()
    return seconds


def _clock(count: int) -> Callable[[], int]:
    """A batch every four minutes: a year for a million."""

    def ticks() -> Iterator[int]:
        at = 1_700_000_000_000
        while True:
            yield at
            at += 240_000 * 512 * 2000 // count

    return ticks().__next__


async def _queries(folder: Path, times: int) -> dict[str, list[float]]:
    """Sorted waits of each kind in milliseconds; each query is another one."""
    from teahouse.store.port import Wanted
    from teahouse.store.sqlite import open_store

    speaker, chance = Speaker(1), random.Random(3)
    store = await open_store(folder)
    rooms = await store.rooms(None)
    quiet, silent = rooms[-1].id, PEOPLE
    long_ago = 1_700_000_000_000 + 40 * 86_400_000
    kinds: dict[str, Callable[[], Wanted]] = {
        "two Chinese characters": lambda: Wanted(phrases=(" ".join(
            chance.choice((FREQUENT_ZH, speaker.characters))[int(60 * chance.random())] for _ in range(2)),)),
        "one word": lambda: Wanted(phrases=(chance.choice((*FREQUENT_EN[:50], *speaker.words[:200])),)),
        "a prefix of three letters": lambda: Wanted(prefixes=(chance.choice(speaker.words)[:3],)),
        "a frequent word in a room without a hit": lambda: Wanted(
            phrases=(chance.choice((*FREQUENT_EN[:20], *FREQUENT_ZH[:20])),), rooms=(quiet,)),
        "a frequent word of a sender without a hit": lambda: Wanted(
            phrases=(chance.choice((*FREQUENT_EN[:20], *FREQUENT_ZH[:20])),), senders=(silent,)),
        "two frequent words": lambda: Wanted(phrases=tuple(chance.sample(FREQUENT_EN[:30], 2))),
        "a frequent word of a day long ago": lambda: Wanted(
            phrases=(chance.choice(FREQUENT_EN[:30]),), after=long_ago, before=long_ago + 86_400_000),
    }  # fmt: skip
    waits: dict[str, list[float]] = {}
    for what, wanted in kinds.items():
        await store.search(7, wanted(), None, PAGE)
        waits[what] = found = []
        for _ in range(times):
            query = wanted()
            began = time.perf_counter()
            result = await store.search(7, query, None, PAGE)
            found.append((time.perf_counter() - began) * 1000)
            if "without a hit" in what and result.count:
                raise RuntimeError(f"{what}: {query} found {result.count}")
        found.sort()
    await store.close()
    return waits


async def _cold(folder: Path) -> float:
    """The median of a first query, the file's pages dropped from the kernel's cache where that is allowed."""
    from teahouse.store.port import Wanted
    from teahouse.store.sqlite import DATABASE_NAME, open_store

    waits = []
    for phrase in ("上 海", "the", "tea", "你 好", "house"):
        with (folder / DATABASE_NAME).open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        store = await open_store(folder)
        began = time.perf_counter()
        await store.search(7, Wanted(phrases=(phrase,)), None, PAGE)
        waits.append((time.perf_counter() - began) * 1000)
        await store.close()
    return statistics.median(waits)


async def _journal(effort: Effort, count: int) -> dict[str, float]:
    """Messages a second of the same texts with what finds them and without, in turns."""
    rates: dict[str, list[float]] = {"with": [], "without": []}
    for number in range(effort.repetitions):
        for what in rates:
            folder = effort.folder / f"teahouse-journal-{os.getpid()}-{number}-{what}"
            try:
                rates[what].append(count / await _fill(folder, count, indexed=what == "with"))
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return {what: max(found) for what, found in rates.items()}
