"""How far the predictions are from the runs, in numbers and in the sentences of the page."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Final

from benchmarks.capacity.model import Pair, Runs, apart

BAR: Final = 1.2
"""A prediction is right within this factor."""
TOLD: Final = {
    "nodes_cpu": ("CPU of the nodes", "节点的 CPU"),
    "memory_kb": ("memory", "内存"),
    "accepted_ms": ("acknowledgement p50", "确认的中位延迟"),
    "delivered_ms": ("delivery p50", "送达的中位延迟"),
}
"""What is predicted, in both languages of the page."""


def factor(real: float, said: float) -> float:
    """How far they are from each other, whichever is the larger."""
    return max(real / said, said / real)


def furthest(pairs: list[Pair], name: str) -> tuple[float, str]:
    """The largest factor of a quantity, and the run that has it."""
    return max((factor(getattr(real, name), getattr(said, name)), run.name) for run, real, said in pairs)


def sentences(runs: Runs, pairs: list[Pair]) -> tuple[list[str], list[str]]:
    """What came of it, in English and in Chinese: only what is missed is said to be."""
    worst = {name: furthest(pairs, name)[0] for name in TOLD}
    # As it is printed: what reads 1.20 is not called missed.
    reached = [name for name, value in worst.items() if round(value, 2) <= BAR]
    missed = [name for name in TOLD if name not in reached]
    english, chinese = [], []
    if reached:
        english.append(f"Predicted within {BAR:g} ×, at the furthest: {_listed(reached, worst, 0)}.")
        chinese.append(f"预测与实测最多相差 {BAR:g} 倍以内的：{_listed(reached, worst, 1)}。")
    if missed:
        english.append(f"**Not within {BAR:g} ×**, which is the bar: {_listed(missed, worst, 0)}.")
        chinese.append(f"**没有达到 {BAR:g} 倍这条线的**：{_listed(missed, worst, 1)}。")
    times = sorted({len(results) for _, results in runs})
    if times[-1] == 1:
        return [*english, "Each run was made once."], [*chinese, "每组运行只做了一次。"]
    often = f"{times[0]}" if times[0] == times[-1] else f"{times[0]}–{times[-1]}"
    english.append(
        f"Each run was made {often} times, in rounds; the better half by CPU counts, and of that the medians. "
        f"All repetitions of a run are apart, in the median of the runs and at most: {_apart(runs, 0)}."
    )
    chinese.append(
        f"每组运行轮流做了 {often} 次，取 CPU 较少的一半的中位数。同一组各次之间，最大值与最小值之比（各组的中位数与最大的一组）："
        f"{_apart(runs, 1)}。"
    )
    return english, chinese


def _listed(names: list[str], worst: dict[str, float], language: int) -> str:
    return _joined(
        names, language, lambda name: f"{worst[name]:.2f} ×" if language == 0 else f"{worst[name]:.2f} 倍"
    )


def _apart(runs: Runs, language: int) -> str:
    def between(name: str) -> str:
        found = [apart(results, name) for _, results in runs]
        if language == 0:
            return f"{median(found):.2f} and {max(found):.2f} ×"
        return f"{median(found):.2f} 与 {max(found):.2f} 倍"

    return _joined(list(TOLD), language, between)


def _joined(names: list[str], language: int, of: Callable[[str], str]) -> str:
    return (", ", "，")[language].join(f"{TOLD[name][language]} {of(name)}" for name in names)
