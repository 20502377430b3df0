"""Two nodes over one store, with people on both."""

from __future__ import annotations

import random
from typing import Any

from tests.gateway.fake_connection import FakeConnection
from tests.gateway.fakes import unframe
from tests.gateway.live_gateway import LiveGateway

SEED = 3
ANN, ANN_TOO, BEN, CEM, VISITOR = range(5)


class Nodes(LiveGateway):
    """Ann and the visitor on the first node, Ann again and Ben on the second."""

    def __init__(self) -> None:
        random.seed(SEED)  # the jitter of the sweeps
        super().__init__()
        for who, node in ((ANN, 0), (VISITOR, 0), (ANN_TOO, 1), (BEN, 1)):
            self.connect(self.tabs[who], node)
        self.later(1)

    def later(self, seconds: float) -> None:
        for _ in range(max(round(seconds / 0.1), 1)):
            self.loop.seconds += 0.1
            for _ in range(6):
                self.loop.turn()
                if self.store.writing:
                    self.store.write()
                for tab in self.tabs:
                    tab.read()

    def do(self, work: Any) -> Any:
        """Run it to its end; its result."""
        task = self.loop.create_task(work)
        while not task.done():
            self.loop.turn()
            if self.store.writing:
                self.store.write()
        return task.result()

    def wire(self, who: int) -> FakeConnection:
        return self.tabs[who].wires[-1]

    def cursors(self) -> list[int | None]:
        return [tab.cursor for tab in self.tabs if tab.wire is not None]


def closing(wire: FakeConnection) -> object:
    """The code that it was told last."""
    return unframe(b"".join(wire.all_bytes))[-1]["code"]
