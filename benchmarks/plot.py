"""Bar charts as SVG. Written by hand: the file stays small, the same input gives the same bytes,
and a run needs no plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

LABEL, BAR, VALUE, ROW, HEAD = 250, 330, 110, 24, 46
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #2b2a27 }
.title { font-weight: 600 }
.bar { fill: #b9b4a8 }
.ours { fill: #4f7a5a }
.limit { stroke: #a4552f; stroke-width: 1.5; stroke-dasharray: 4 3 }
rect.page { fill: #fbf9f4 }
@media (prefers-color-scheme: dark) {
  text { fill: #e8e4da } .bar { fill: #6d6a62 } .ours { fill: #7fb08c } rect.page { fill: #1c1b19 }
}
"""


@dataclass(frozen=True)
class Chart:
    """Horizontal bars in the order given; `limit` is drawn as a broken line."""

    title: str
    bars: Sequence[tuple[str, float]]
    limit: float | None = None
    digits: int = 2


def svg(charts: Sequence[Chart], ours: str) -> str:
    """The charts, one below the other; bars whose label begins with `ours` stand out."""
    width = LABEL + BAR + VALUE
    height = sum(HEAD + ROW * len(chart.bars) for chart in charts) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape('; '.join(chart.title for chart in charts))}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{width}" height="{height}"/>',
    ]
    top = 0
    for chart in charts:
        parts += _chart(chart, ours, top)
        top += HEAD + ROW * len(chart.bars)
    return "\n".join([*parts, "</svg>", ""])


def _chart(chart: Chart, ours: str, top: int) -> list[str]:
    most = max([value for _, value in chart.bars] + [chart.limit or 0]) or 1
    parts = [f'<text class="title" x="12" y="{top + 28}">{escape(chart.title)}</text>']
    for index, (label, value) in enumerate(chart.bars):
        y = top + HEAD + ROW * index
        kind = "ours" if label.startswith(ours) else "bar"
        length = max(1.0, BAR * value / most)
        parts += [
            f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="{kind}" x="{LABEL}" y="{y}" width="{length:.1f}" height="{ROW - 7}" rx="2"/>',
            f'<text x="{LABEL + length + 6:.1f}" y="{y + 13}">{value:.{chart.digits}f}</text>',
        ]
    if chart.limit is not None:
        x = LABEL + BAR * chart.limit / most
        end = top + HEAD + ROW * len(chart.bars) - 4
        parts.append(f'<line class="limit" x1="{x:.1f}" x2="{x:.1f}" y1="{top + HEAD - 6}" y2="{end}"/>')
    return parts
