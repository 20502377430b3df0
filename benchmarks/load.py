"""Drives the load generator and reads its report."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.native import build
from benchmarks.process import LOAD_CORE, on_core

Report = dict[str, Any]
Option = str | float | Path | bool | list[int]


class LoadFailedError(RuntimeError):
    """The load generator gave no report; the text is what it said instead."""


class Load:
    """One run of the load generator, held after everybody has joined until go() or leave().

    Options are those of native/load.c, with `_` for `-`; True for a bare one, a list where it takes several.
    """

    def __init__(self, **options: Option) -> None:
        words: list[str] = []
        for name, value in {**options, "wait": True}.items():
            if value is not False:
                words.append(f"--{name.replace('_', '-')}")
                words += [] if value is True else [_word(value)]
        self._process = subprocess.Popen(
            on_core(LOAD_CORE, [build("load"), *words]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Load:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def joined(self, within: float = 180) -> None:
        """Returns once every member is in the room; raises if they are not within so many seconds."""
        assert self._process.stdout is not None
        # Ended, it closes what is read here.
        late = threading.Timer(within, self._process.kill)
        late.daemon = True
        late.start()
        try:
            said = self._process.stdout.readline()
        finally:
            late.cancel()
        if "ready" not in said:
            raise LoadFailedError(self._process.communicate()[1][-500:] or f"not joined within {within:g} s")

    def begin(self) -> None:
        """Starts to send."""
        self._say("go")

    def end(self) -> None:
        """Ends the window now, however long it was to be."""
        self._say("end")

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def report(self, timeout: float = 120) -> Report:
        """Waits for the end and gives the report."""
        out, err = self._process.communicate(timeout=timeout)
        lines = out.splitlines()
        if self._process.returncode or not lines:
            raise LoadFailedError(err[-500:])
        found: Report = json.loads(lines[-1])
        return found

    def go(self, timeout: float = 120) -> Report:
        """begin(), then report()."""
        self.begin()
        return self.report(timeout)


def run(**options: Option) -> Report:
    """Joins, sends, reports."""
    with Load(**options) as load:
        load.joined()
        return load.go()


def _word(value: Option) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
