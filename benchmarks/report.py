"""Results as JSON, as the tables and the plot of docs/performance.md, and for the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.plot import Chart, svg

HERE = Path(__file__).parent
LATEST = HERE / "results" / "latest.json"
QUICK = HERE / "results" / "quick.json"
PAGE = HERE.parent / "docs" / "performance.md"
PLOT = HERE.parent / "docs" / "performance.svg"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

Results = dict[str, Any]


def write(results: Results, quick: bool) -> Path:
    """Keeps the results; a quick run's go to a file of their own and never into the documentation.

    Of a run of some figures only, those replace the older ones.
    """
    file = QUICK if quick else LATEST
    file.parent.mkdir(exist_ok=True)
    if not quick and file.exists():
        results = {**results, "figures": {**json.loads(file.read_text())["figures"], **results["figures"]}}
    results["figures"] = dict(sorted(results["figures"].items(), key=_place))
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    if not quick:
        document(results, PAGE, PLOT)
    return file


def _place(figure: tuple[str, Any]) -> tuple[bool, str]:
    """Those of one node come before those of several."""
    return figure[0].startswith("D"), figure[0]


def document(results: Results, page: Path, plot: Path) -> None:
    """Puts tables between the marks of `page`, and the plot beside it."""
    text = page.read_text()
    if BEGIN not in text or END not in text:
        raise ValueError(f"{page} has no place for the figures")
    head, rest = text.split(BEGIN)
    page.write_text(f"{head}{BEGIN}\n{tables(results)}\n{END}{rest.split(END)[1]}")
    charts = _charts(results["figures"])
    if charts:
        plot.write_text(svg(charts, "Teahouse"))


def tables(results: Results) -> str:
    """Machine, figures beside their bars, contenders side by side, notes."""
    machine = results["machine"]
    taken_on = (
        f"Machine: {machine['cores']} cores ({machine['processor']}), {machine['memory_gb']} GB, "
        f"{machine['kernel']}, Python {machine['python']}, data on {machine['filesystem']}. "
        f"Command: `{results['command']}`."
    )
    if machine["load_at_start"] > 0.5:
        taken_on += f" **The machine was busy with something else (load {machine['load_at_start']}).**"
    lines = [
        taken_on,
        "",
        "| # | figure | measured | bar | goal | reached |",
        "|---|---|--:|--:|--:|---|",
    ]
    for id, outcome in results["figures"].items():
        lines.append(f"| **{id}** | **{outcome['title']}** ({outcome['taken_at'][:10]}) | | | | |")
        lines += [_row(figure) for figure in outcome["figures"]]
    lines += _contenders(results["figures"])
    notes = [f"- {id}: {note}" for id, outcome in results["figures"].items() for note in outcome["notes"]]
    return "\n".join(lines + (["", "Notes:", "", *notes] if notes else []))


def printed(outcome: dict[str, Any]) -> str:
    """One outcome for the terminal."""
    lines = [f"{outcome['id']}  {outcome['title']}  ({outcome['seconds']:.0f} s)"]
    for figure in outcome["figures"]:
        told = f"{_number(figure['value'])} {figure['unit']}"
        lines.append(f"    {figure['what']:<62} {told:>18}  {figure['verdict']}")
    contenders = outcome["detail"].get("contenders", {})
    for name, run in contenders.items():
        lines.append(
            f"      {name:<34} {run['cpu_per_delivery_us']:6.2f} µs/delivery {run['deliveries_per_s'] / 1e6:7.3f} M/s"
            f"  p99 {run['delivery_ms']['p99']:7.1f} ms  × {run.get('ratio', 0):5.2f}"
            f"  core {run['server_busy']:4.0%}, load {run['load_busy']:4.0%}"
        )
    return "\n".join(lines + [f"    {note}" for note in outcome["notes"]])


def _row(figure: dict[str, Any]) -> str:
    sign = "≤" if figure["most"] else "≥"
    bar, goal = (
        f"{sign} {_number(figure[name])}" if figure[name] is not None else "" for name in ("bar", "goal")
    )
    unit = f" {figure['unit']}" if figure["unit"] and figure["value"] is not None else ""
    return f"| | {figure['what']} | {_number(figure['value'])}{unit} | {bar} | {goal} | {figure['verdict']} |"


def _number(value: float | None) -> str:
    if value is None:
        return "not run"
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.1f}"


def _contenders(figures: Results) -> list[str]:
    """P1 and P2 side by side; × is against the C reference with one send() per recipient."""
    ones, twos = (figures.get(id, {}).get("detail", {}).get("contenders", {}) for id in ("P1", "P2"))
    if not ones and not twos:
        return []
    lines = [
        "",
        "| server | stores what it delivers | P1: µs a delivery | × C | p99, ms | P2: million/s | × C | p99, ms | core |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in dict.fromkeys([*ones, *twos]):
        one, two = ones.get(name), twos.get(name)
        stores = (one or two or {}).get("stores", "")
        first = (
            [f"{one['cpu_per_delivery_us']:.2f}", f"{one['ratio']:.2f}", f"{one['delivery_ms']['p99']:.1f}"]
            if one
            else [""] * 3
        )
        second = (
            [
                f"{two['deliveries_per_s'] / 1e6:.3f}",
                f"{two['ratio']:.1f}",
                f"{two['delivery_ms']['p99']:.1f}",
                f"{two['server_busy']:.0%}",
            ]
            if two
            else [""] * 4
        )
        lines.append(f"| {' | '.join([name, stores, *first, *second])} |")
    return lines


def _charts(figures: Results) -> list[Chart]:
    charts = []
    if "P1" in figures:
        runs = figures["P1"]["detail"]["contenders"]
        bars = [(name, run["cpu_per_delivery_us"]) for name, run in runs.items()]
        charts.append(Chart("CPU per delivery, µs: 1,000 members, 50 messages/s (less is better)", bars))
    if "P2" in figures:
        runs = figures["P2"]["detail"]["contenders"]
        bars = [(name, run["deliveries_per_s"] / 1e6) for name, run in runs.items()]
        title = "Deliveries on one core, million/s: 4,000 messages/s offered (more is better)"
        charts.append(Chart(title, bars))
    return charts
