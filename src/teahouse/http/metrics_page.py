"""docs/metrics.md, made from what `/metrics` tells: run this module."""

from __future__ import annotations

from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from teahouse.http.metrics import exposition
from teahouse.model.meters import Meters

HEAD: Final = """\
# Metrics

<!-- Made by `make generate` from src/teahouse/http/metrics.py. -->

`/metrics` tells these in the text format of Prometheus; a server with several workers tells their sum. Nothing in it
names a person, a room or an address. Counters start anew with the process. `teahouse_broker_dropped_total`,
`_malformed_total` and `_reconnects_total` are told where a broker of another program is used, `process_resident_memory_bytes`
and `process_open_fds` on Linux.

| metric | kind | labels | what it is |
|---|---|---|---|
"""


class _Broker:
    """A broker that counts all that any of them does."""

    healthy = True
    dropped = malformed = reconnects = 0


def page() -> str:
    """The whole page."""
    meters = Meters(resident_bytes=1, open_files=1, most_files=1)
    meters.refused("slow_down")
    body, _ = exposition(meters, _Broker())
    lines = []
    for family in text_string_to_metric_families(body.decode()):
        labels = sorted({label for sample in family.samples for label in sample.labels} - {"le"})
        name = f"{family.name}_total" if family.type == "counter" else family.name
        shown = ", ".join(f"`{label}`" for label in labels)
        lines.append(f"| `{name}` | {family.type} | {shown} | {family.documentation} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
