"""What strace wrote (-f -yy -xx), as system calls with their bytes, in the order of beginning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*)$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
_RESULT = re.compile(r"\) += (-?\d+)[^=]*$")
_TARGET = re.compile(r"^\d+<([^>]*)>")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HEX = re.compile(r"\\x([0-9a-f]{2})")
_UNFINISHED = "<unfinished ...>"


class Call(Struct, kw_only=True):
    """One system call. `begun` and `ended` are numbers of lines, `ended` None if its end was not seen.

    `target` is the path of the file or the socket's name (`TCP:[…]`, `socket:[…]`), `data`
    all bytes among the arguments, `result` negative after an error.
    """

    pid: int
    name: str
    target: str
    data: bytes
    begun: int
    ended: int | None = None
    result: int | None = None

    @property
    def socket(self) -> bool:
        """Whether this is about a connection and not about a file."""
        return self.target.startswith(("TCP", "UNIX", "socket:"))


def read_calls(lines: Iterable[str]) -> list[Call]:
    """All calls of a record; lines about signals and exits are passed over."""
    return list(_calls(lines))


def _calls(lines: Iterable[str]) -> Iterator[Call]:
    open_calls: dict[int, Call] = {}
    for number, line in enumerate(lines):
        resumed = _RESUMED.match(line)
        if resumed is not None:
            call = open_calls.pop(int(resumed[1]), None)
            if call is not None:
                assert call.name == resumed[2], f"{call.name} went on as {resumed[2]}"
                call.data += _data(resumed[3])
                _finish(call, number, resumed[3])
            continue
        begun = _BEGUN.match(line)
        if begun is None:
            continue
        target = _TARGET.match(begun[3])
        call = Call(
            pid=int(begun[1]),
            name=begun[2],
            # Arrows in the names of connections are no end of them.
            target=_text(target[1]) if target else "",
            data=_data(begun[3]),
            begun=number,
        )
        if _UNFINISHED in begun[3]:
            open_calls[call.pid] = call
        else:
            _finish(call, number, begun[3])
        yield call


def _finish(call: Call, number: int, rest: str) -> None:
    result = _RESULT.search(rest)
    if result is not None:
        call.ended, call.result = number, int(result[1])


def _data(text: str) -> bytes:
    return b"".join(bytes.fromhex(found.replace("\\x", "")) for found in _BYTES.findall(text))


def _text(text: str) -> str:
    return _HEX.sub(lambda found: chr(int(found[1], 16)), text)
