"""P6: everybody comes back after the server was killed and started again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.contenders import teahouse
from benchmarks.guests import make_guests, write_tokens
from benchmarks.load import Load
from benchmarks.outcome import FAULTS, Effort, Figure, Outcome, check
from benchmarks.process import allow_many_files, free_port


def measure(effort: Effort) -> Outcome:
    """SIGKILL while messages flow, a start on the same data, a room.sync from each one's cursor.

    What was not acknowledged is sent again under its key. Messages go on to the end.
    """
    count = min(1000 if effort.quick else 5000, allow_many_files() - 500)
    outcome = Outcome("P6", f"{count:,} clients resume after SIGKILL and a restart on the same data")
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        server = teahouse(free_port(), folder)
        server.start()
        tokens = write_tokens(make_guests(server.port, count), folder / "tokens")
        try:
            with Load(
                mode="ws", port=server.port, tokens=tokens, connections=count, senders=8, rate=20,
                resume=True, until="accepted", seconds=8, drain=20,
            ) as load:  # fmt: skip
                load.joined()
                time.sleep(2)
                load.begin()
                time.sleep(3)
                server.kill()
                server.start(wait=False)
                report = load.report(timeout=90)
        finally:
            server.stop()
    check(report, outcome.notes, "Teahouse")
    resumed = report["resume"]
    wrong = sum(report[name] for name in FAULTS)
    back = resumed["resume_s"] if resumed["lost"] == resumed["caught_up"] == count else None
    outcome.figures = [
        Figure("from the port's answer to the last room.caught_up", back, "s", 10, 4),
        Figure("events lost, doubled or out of order", wrong + resumed["resets"], "", 0),
        Figure("from the kill to the port's answer", resumed["down_s"], "s"),
    ]
    outcome.detail = {"teahouse": report}
    return outcome
