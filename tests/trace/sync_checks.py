"""I17: nothing that holds a key leaves a server before the log that holds the key was synchronised to disk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tests.trace.history import Violation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tests.trace.syscalls import Call

SYNCS = frozenset({"fsync", "fdatasync"})
WRITES = frozenset({"write", "writev", "pwrite64", "pwritev"})
SENDS = frozenset({"write", "writev", "sendto", "sendmsg", "sendmmsg"})


def synced_first(calls: Sequence[Call], keys: Collection[str]) -> Iterator[Violation]:
    """The violations of I17 in a record of system calls, for these acknowledged keys.

    A log is SQLite's (`…-wal`) or PostgreSQL's (`…/pg_wal/…`). People are told a key as text;
    PostgreSQL is given its bytes, and answers who gave them only after the sync, too.
    """
    logged = [call for call in calls if call.name in WRITES and _is_log(call.target)]
    syncs = [call for call in calls if call.name in SYNCS and _is_log(call.target) and call.result == 0]
    sends = [call for call in calls if call.name in SENDS and call.socket]
    received = [call for call in calls if call.name == "recvfrom" and call.socket]
    for key in keys:
        raw = UUID(key).bytes
        # A page of the log may end within the key: then one of its halves is whole.
        write = next((call for call in logged if raw[:8] in call.data or raw[8:] in call.data), None)
        if write is None or write.ended is None:
            yield Violation("I17", f"{key} was never written to a log")
            continue
        sync = min(
            (
                call.ended
                for call in syncs
                if call.target == write.target and call.begun > write.ended and call.ended is not None
            ),
            default=None,
        )
        text = key.encode()
        told = next((call for call in sends if text in call.data), None)
        if told is None:
            yield Violation("I17", f"{key} was never told")
        elif sync is None or told.begun < sync:
            yield Violation("I17", f"{key} left in line {told.begun + 1}, {_synced(sync)}")
        answer = _answer(received, sends, raw)
        if answer is not None and (sync is None or answer.begun < sync):
            yield Violation("I17", f"the database answered {key} in line {answer.begun + 1}, {_synced(sync)}")


def _answer(received: Sequence[Call], sends: Sequence[Call], raw: bytes) -> Call | None:
    """What a process of the database said first after it had been given the key."""
    asked = next((call for call in received if raw in call.data), None)
    if asked is None or asked.ended is None:
        return None
    return next((call for call in sends if call.pid == asked.pid and call.begun > asked.ended), None)


def _is_log(target: str) -> bool:
    return target.endswith("-wal") or "/pg_wal/" in target


def _synced(line: int | None) -> str:
    return "never synchronised" if line is None else f"synchronised in line {line + 1}"
