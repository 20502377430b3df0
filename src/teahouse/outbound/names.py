"""Names looked up by the system, on threads of their own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

THREADS: Final = 4
"""How many names are looked up at a time. A name server that does not answer holds up these, and nothing else."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host's name; OSError or an empty answer if it has none."""


class SystemNames:
    """`getaddrinfo`, which blocks, and in the loop's own pool would hold up whatever else uses that."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None

    async def addresses(self, host: str, port: int) -> list[str]:
        """Raises OSError for a name without addresses."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(THREADS, "names")
        return await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port)


def _look_up(host: str, port: int) -> list[str]:
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
