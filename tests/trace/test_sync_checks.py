"""The reader of system calls, and I17: what is planted is found, and nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.trace.sync_checks import synced_first
from tests.trace.syscalls import read_calls

KEY = UUID("0a1b2c3d-0000-4000-8000-00000000cafe")
SOCKET = "TCP:[127.0.0.1:80->127.0.0.1:9]"


def shown(data: bytes | str) -> str:
    """As strace -xx shows it."""
    raw = data.encode() if isinstance(data, str) else data
    return "".join(f"\\x{byte:02x}" for byte in raw)


def wrote(pid: int = 2, data: bytes = b"page" + KEY.bytes + b"page", path: str = "/data/a.db-wal") -> str:
    return f'{pid} pwrite64(7<{shown(path)}>, "{shown(data)}", {len(data)}, 32) = {len(data)}'


def synced(pid: int = 2, path: str = "/data/a.db-wal", result: str = "0") -> str:
    return f"{pid} fdatasync(7<{shown(path)}>) = {result}"


def told(pid: int = 1, data: str = f"id {KEY}") -> str:
    return f'{pid} sendto(9<{SOCKET}>, "{shown(data)}", {len(data)}, 0, NULL, 0) = {len(data)}'


def found(*lines: str) -> list[str]:
    return [violation.text for violation in synced_first(read_calls(lines), [str(KEY)])]


def test_calls_are_read_with_their_bytes_whoever_comes_in_between() -> None:
    calls = read_calls(
        [
            f"2 fsync(7<{shown('/data/a b')}> <unfinished ...>",
            '1 writev(9<TCP:[127.0.0.1:80->127.0.0.1:9]>, [{iov_base="\\x61", iov_len=1}, {iov_base="\\x62", iov_len=1}], 2) = 2',
            "3 +++ exited with 0 +++",
            "2 <... fsync resumed>) = -1 EIO (Input/output error)",
            "1 recvfrom(9<TCP:[127.0.0.1:80->127.0.0.1:9]>,  <unfinished ...>",
            '1 <... recvfrom resumed>"\\x63", 9, 0, NULL, NULL) = 1',
            "1 fsync(7</data/c> <unfinished ...>",
        ]
    )
    assert [(call.name, call.target, call.data, call.begun, call.ended, call.result) for call in calls] == [
        ("fsync", "/data/a b", b"", 0, 3, -1),
        ("writev", SOCKET[: SOCKET.index(">")], b"ab", 1, 1, 2),
        ("recvfrom", SOCKET[: SOCKET.index(">")], b"c", 4, 5, 1),
        ("fsync", "/data/c", b"", 6, None, None),
    ]
    assert [call.socket for call in calls] == [False, True, True, False]


def test_a_sync_before_the_word_is_right() -> None:
    assert not found(wrote(), synced(), told())


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ((wrote(), told(), synced()), "left in line 2, synchronised in line 3"),
        ((wrote(), told()), "left in line 2, never synchronised"),
        ((synced(), wrote(), told()), "left in line 3, never synchronised"),
        ((wrote(), synced(path="/data/b.db-wal"), told()), "left in line 3, never synchronised"),
        (
            (wrote(), synced(result="-1 EIO (Input/output error)"), told()),
            "left in line 3, never synchronised",
        ),
        ((wrote(path="/data/a.db"), synced(), told()), "was never written to a log"),
        ((wrote(), synced()), "was never told"),
        (
            (
                wrote(),
                "2 fdatasync(7</data/a.db-wal> <unfinished ...>",
                told(),
                "2 <... fdatasync resumed>) = 0",
            ),
            "left in line 3, synchronised in line 4",
        ),
    ],
)
def test_what_leaves_too_early_is_found(lines: tuple[str, ...], text: str) -> None:
    assert [each.removeprefix(f"{KEY} ") for each in found(*lines)] == [text]


def test_a_database_that_answers_too_early_is_found() -> None:
    log = "/var/pg_wal/000000010000000000000001"
    asked = f'5 recvfrom(8<{SOCKET}>, "{shown(KEY.bytes)}", 8192, 0, NULL, NULL) = 16'
    answered = told(5, "seq 7")
    write = wrote(5, KEY.bytes[8:], log)  # the other half stands on the page before
    assert not found(asked, write, synced(6, log), answered, told())
    (text,) = found(asked, write, answered, synced(6, log), told())
    assert text == f"the database answered {KEY} in line 3, synchronised in line 4"
