"""The meters in the text format of Prometheus; its library is loaded when first asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from teahouse.model.meters import Histogram, Meters

if TYPE_CHECKING:
    from prometheus_client.core import Metric

BROKER_COUNTERS = (
    ("dropped", "Hints to other nodes that could not be sent."),
    ("malformed", "Hints from other nodes that were none."),
    ("reconnects", "Times the broker was lost and came back."),
)
"""What some brokers count; each is an attribute."""


class Healthy(Protocol):
    """A broker, as far as it is told of here; or what several processes say of theirs."""

    @property
    def healthy(self) -> bool:
        """Whether hints come through."""
        ...


class _Collector:
    def __init__(self, meters: Meters, broker: Healthy | None) -> None:
        self._meters = meters
        self._broker = broker

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        meters = self._meters
        connections = GaugeMetricFamily(
            "teahouse_connections", "Open WebSocket connections.", labels=["dialect"]
        )
        connections.add_metric(["page"], meters.connections)
        connections.add_metric(["classic"], meters.classic_connections)
        yield connections
        counters = (
            ("teahouse_messages", "Events committed and heard by this process.", meters.messages),
            ("teahouse_deliveries", "Events handed to members.", meters.deliveries),
            ("teahouse_slow_readers_closed", "Connections closed with 4008.", meters.slow_closes),
            ("teahouse_outbox_drops", "Ephemeral writes a slow reader missed.", meters.ephemeral_drops),
            ("teahouse_early_events", "Events heard before the one before them.", meters.early_events),
            ("teahouse_gap_fetches", "Reads of what hints did not bring.", meters.gap_fetches),
            ("teahouse_sweeps", "Comparisons with the database.", meters.sweeps),
            ("teahouse_sweep_repairs", "Rooms that a sweep found behind.", meters.sweep_repairs),
            ("teahouse_sessions_revoked", "Connections closed with their session.", meters.sessions_revoked),
        )
        for name, text, value in counters:
            yield CounterMetricFamily(name, text, value=value)
        yield CounterMetricFamily(
            "process_cpu_seconds",
            "Time on a processor, of the user and the system.",
            value=meters.cpu_seconds,
        )
        gauges = (
            ("process_resident_memory_bytes", "Memory that is in use.", meters.resident_bytes),
            ("process_open_fds", "Open files and sockets.", meters.open_files),
            ("process_max_fds", "The most that may be open.", meters.most_files),
        )
        for name, text, size in gauges:
            # Not every system tells.
            if size:
                yield GaugeMetricFamily(name, text, value=size)
        database = "Whether the database answered lately."
        yield GaugeMetricFamily("teahouse_database_up", database, value=meters.database_up)
        if self._broker is not None:
            healthy = "Whether hints to and from other nodes come through."
            yield GaugeMetricFamily("teahouse_broker_up", healthy, value=self._broker.healthy)
            for name, text in BROKER_COUNTERS:
                count = getattr(self._broker, name, None)
                if count is not None:
                    yield CounterMetricFamily(f"teahouse_broker_{name}", text, value=count)
        refusals = CounterMetricFamily("teahouse_refusals", "Refusals by stable code.", labels=["code"])
        for code, times in sorted(meters.refusals.items()):
            refusals.add_metric([code], times)
        yield refusals
        histograms: tuple[tuple[str, str, Histogram], ...] = (
            ("teahouse_delivery_seconds", "From commit to the last member's write.", meters.delivery),
            ("teahouse_acknowledgement_seconds", "From frame to reply.", meters.acknowledgement),
            ("teahouse_journal_batch_rows", "Rows in one commit.", meters.journal_batch),
        )
        for name, text, histogram in histograms:
            family = HistogramMetricFamily(name, text)
            family.add_metric([], _buckets(histogram), histogram.total)
            yield family


def exposition(meters: Meters, broker: Healthy | None = None) -> tuple[bytes, str]:
    """The body and its content type."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector(meters, broker))
    return generate_latest(registry), CONTENT_TYPE_LATEST


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    buckets: list[tuple[str, float]] = []
    reached = 0
    for bound, times in zip((*map(str, histogram.bounds), "+Inf"), histogram.counts, strict=True):
        reached += times
        buckets.append((bound, reached))
    return buckets
