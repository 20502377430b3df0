"""A `teahouse …` command in a process of its own: how long it takes, its memory, and never longer than it may."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.contenders import ROOT
from benchmarks.process import peak_kb

LOOK = 0.02
"""Seconds between two looks at its memory."""


class CommandFailedError(RuntimeError):
    """It was not over in time, or ended with a status that it should not have; the text is what it said last."""


class Command:
    """One run, over when this is made: `seconds`, the most memory in `megabytes`, `status`, and what it `said`."""

    def __init__(
        self, *words: str, within: float, stop_after: float | None = None, folder: Path | None = None,
        **environment: str,
    ) -> None:  # fmt: skip
        """`stop_after` so many seconds it gets Ctrl+C, if it still runs.

        Raises CommandFailedError if it is not over `within` so many seconds, of the stop if it gets one.
        """
        self.words = words
        self.seconds = 0.0
        self.megabytes = 0.0
        with tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "teahouse", *words],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
                preexec_fn=_heeds_ctrl_c,
            )  # fmt: skip
            try:
                late = not self._watch(process, within, stop_after)
            finally:
                if process.poll() is None:
                    process.kill()
                self.status = process.wait()
            said.seek(0)
            self.said = said.read()
        if late:
            raise CommandFailedError(f"teahouse {words[0]} not over after {self.seconds:.0f} s: {self._end}")

    def right(self) -> Command:
        """Itself; raises CommandFailedError if its status is not 0."""
        if self.status:
            raise CommandFailedError(f"teahouse {self.words[0]} ended with {self.status}: {self._end}")
        return self

    def count(self, what: str) -> int:
        """The number before a word of its last line."""
        words = self.said.replace(",", "").split()
        return int(words[words.index(what) - 1])

    @property
    def _end(self) -> str:
        return self.said[-300:]

    def _watch(self, process: subprocess.Popen[bytes], within: float, stop_after: float | None) -> bool:
        """Whether it was over in time."""
        began = time.monotonic()
        end = began + within + (stop_after or 0)
        while process.poll() is None:
            self.megabytes = max(self.megabytes, peak_kb(process.pid) / 1024)
            now = time.monotonic()
            if stop_after is not None and now >= began + stop_after:
                process.send_signal(signal.SIGINT)
                stop_after = None
            if now >= end:
                break
            time.sleep(LOOK)
        self.seconds = time.monotonic() - began
        return process.poll() is not None


def _heeds_ctrl_c() -> None:
    """Whoever was started in the background of a shell ignores it, and what it starts would too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
