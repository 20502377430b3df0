"""P1 and P2: what a delivery costs, and how many a second one core gives, beside others."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contenders import EACH, JOINED, OURS, Contender, peers
from benchmarks.guests import make_guests, write_tokens
from benchmarks.load import Load, LoadFailedError
from benchmarks.outcome import Effort, Figure, Outcome, check
from benchmarks.process import Server, free_port, running

MEMBERS = 1000
SENDERS = 16
BODY = 120
RATE = 50
PACED: dict[str, Any] = {"rate": RATE, "spin": True}
"""The load generator never sleeps in P1: a sender pays for waking who sleeps, more or less by chance."""

CALM = {True: 2.5, False: 0.5}
"""Seconds between joining and measuring: what the joining set off is over by then. Ours tells presence."""

Best = dict[str, dict[str, Any]]


def measure(effort: Effort, wanted: set[str]) -> list[Outcome]:
    """Both figures from the same servers, contenders in turns, the best of each."""
    others, missing = ([], []) if effort.quick else peers(effort.install)
    notes: dict[str, list[str]] = {"P1": [], "P2": []}
    best: dict[str, Best] = {"P1": {}, "P2": {}}
    for repetition in range(effort.repetitions):
        for contender in [*OURS, *EACH, *JOINED, *(others if repetition == 0 else [])]:
            try:
                found = _one(contender, effort, wanted)
            except (LoadFailedError, RuntimeError) as error:
                for id in wanted:
                    notes[id].append(f"{contender.name}: did not run: {error}")
                continue
            for id, report in found.items():
                check(report, notes[id], contender.name)
                _keep(best[id], contender, report, id)
    outcomes = []
    if "P1" in wanted:
        beside = {
            ours.name: rounds(ours, each, effort, notes["P1"]) for ours, each in zip(OURS, EACH, strict=True)
        }
        outcomes.append(_p1(best["P1"], beside, notes["P1"]))
    outcomes += [_p2(best["P2"], notes["P2"])] if "P2" in wanted else []
    for outcome in outcomes:
        outcome.notes += [f"{name}: not installed" for name in missing]
    return outcomes


def _one(contender: Contender, effort: Effort, wanted: set[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    calm = CALM[contender in OURS]
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        with running(contender.make(free_port(), folder)) as server:
            options = _options(contender, server, folder, effort)
            if "P1" in wanted:
                found["P1"] = _held(options | PACED | {"prefix": "c"}, calm)
            if "P2" in wanted:
                pressure = {"rate": 4000, "inflight": 64 // SENDERS, "prefix": "d"}
                found["P2"] = _held(options | pressure, calm)
    for report in found.values():
        report["cpu_per_delivery_us"] = report["server_cpu_s"] * 1e6 / max(1, report["deliveries"])
        report["server_busy"] = report["server_cpu_s"] / report["seconds"]
        report["load_busy"] = report["load_cpu_s"] / report["seconds"]
        report["stores"] = contender.stores
    return found


def _options(contender: Contender, server: Server, folder: Path, effort: Effort) -> dict[str, Any]:
    options: dict[str, Any] = {
        "mode": contender.mode, "port": server.port, "connections": MEMBERS, "senders": SENDERS,
        "body": BODY, "pid": server.pid, "seconds": effort.seconds,
    }  # fmt: skip
    if contender.mode == "raw":
        options["path"] = "/ws"
    if contender.guests:
        tokens = make_guests(server.port, MEMBERS)
        options["tokens"] = write_tokens(tokens, folder / "tokens")
    return options


def rounds(ours: Contender, each: Contender, effort: Effort, notes: list[str]) -> list[float]:
    """P1's ratio in each of several rounds, both servers fresh, the two windows right after each other.

    The same machine gives the same program half the CPU time a minute later; what is
    measured within seconds can be compared. A process keeps the luck of its start
    (where its memory and its sockets lie), so each round has its own.
    """
    return [_round(ours, each, effort, number, notes) for number in range(effort.rounds)]


def _round(ours: Contender, each: Contender, effort: Effort, number: int, notes: list[str]) -> float:
    cost: dict[str, float] = {}
    with ExitStack() as stack:
        sides = []
        for contender in (ours, each):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=effort.folder)))
            server = stack.enter_context(running(contender.make(free_port(), folder)))
            sides.append((contender, _options(contender, server, folder, effort)))
        for contender, options in sides if number % 2 else reversed(sides):
            report = _held(options | PACED | {"prefix": f"r{number}"}, CALM[contender in OURS])
            check(report, notes, contender.name)
            cost[contender.name] = report["server_cpu_s"] / max(1, report["deliveries"])
    return cost[ours.name] / cost[each.name]


def _held(options: dict[str, Any], calm: float) -> dict[str, Any]:
    with Load(**options) as load:
        load.joined()
        time.sleep(calm)
        return load.go()


def _keep(best: Best, contender: Contender, report: dict[str, Any], id: str) -> None:
    """Keeps the less disturbed repetition: of P1 by p99, because a server that was kept from its core
    joins more writes and then looks cheap; of P2, which fills the core, by deliveries."""
    old = best.get(contender.name)
    if old is not None:
        mine, theirs = (
            (-found["delivery_ms"]["p99"] if id == "P1" else found["deliveries_per_s"])
            for found in (report, old)
        )
        if mine <= theirs:
            return
    best[contender.name] = report


def _p1(best: Best, beside: dict[str, list[float]], notes: list[str]) -> Outcome:
    outcome = Outcome("P1", f"CPU per delivery, {MEMBERS} members, 50 messages/s, {BODY} bytes", notes=notes)
    for ours in OURS:
        mine = best.get(ours.name)
        ratios = sorted(beside[ours.name])
        ratio = median(ratios) if ratios else None
        if ratios:
            notes.append(f"{ours.name}: ratios of the rounds {', '.join(f'{each:.2f}' for each in ratios)}")
        p99 = mine["delivery_ms"]["p99"] if mine else None
        outcome.figures += [
            Figure(f"{ours.name}: CPU against C send() per recipient", ratio, "×", 1.25, 1.15),
            Figure(f"{ours.name}: delivery p99", p99, "ms", 30),
        ]
    base = best.get(EACH[0].name)
    for name, report in best.items():
        if base:
            report["ratio"] = report["cpu_per_delivery_us"] / _base(best, name)["cpu_per_delivery_us"]
    outcome.detail = {"contenders": best, "rounds": beside}
    return outcome


def _p2(best: Best, notes: list[str]) -> Outcome:
    title = f"Deliveries a second on one core, {MEMBERS} members, 4,000 messages/s offered, 64 outstanding"
    outcome = Outcome("P2", title, notes=notes)
    for ours in OURS:
        mine = best.get(ours.name)
        rate = mine["deliveries_per_s"] / 1e6 if mine else None
        growth = (mine["rss_end_kb"] / mine["rss_start_kb"] - 1) * 100 if mine else None
        outcome.figures += [
            Figure(f"{ours.name}: deliveries", rate, "million/s", 2, 3, most=False),
            Figure(f"{ours.name}: delivery p99", mine["delivery_ms"]["p99"] if mine else None, "ms", 250),
            Figure(f"{ours.name}: connections closed", mine["closed"] if mine else None, "", 0),
            Figure(f"{ours.name}: memory grown in the window", growth, "%", 5),
        ]
    for name, report in best.items():
        report["ratio"] = report["deliveries_per_s"] / _base(best, name)["deliveries_per_s"]
    outcome.detail = {"contenders": best}
    return outcome


def _base(best: Best, name: str) -> dict[str, Any]:
    classic = name.endswith(("/", "(classic)"))
    return best.get(EACH[1 if classic else 0].name) or best[name]
