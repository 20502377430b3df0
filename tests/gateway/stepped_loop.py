"""An event loop whose turns and time a test gives."""

from __future__ import annotations

import asyncio
from typing import Any


class SteppedLoop(asyncio.SelectorEventLoop):
    """Nothing runs before `turn`; timers see `seconds` and nothing ever waits for them."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.failures: list[dict[str, Any]] = []
        super().__init__()
        self.set_exception_handler(lambda _, context: self.failures.append(context))

    def time(self) -> float:
        return self.seconds

    def turn(self, times: int = 1) -> None:
        """Run what is ready now; what that makes ready runs in the next turn."""
        for _ in range(times):
            self.call_soon(self.stop)
            self.run_forever()
