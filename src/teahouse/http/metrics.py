"""The meters in the text format of Prometheus; its library is loaded when first asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from teahouse.model.meters import Histogram, Meters

if TYPE_CHECKING:
    from prometheus_client.core import Metric


class _Collector:
    def __init__(self, meters: Meters) -> None:
        self._meters = meters

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
        )
        for name, text, value in counters:
            yield CounterMetricFamily(name, text, value=value)
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


def exposition(meters: Meters) -> tuple[bytes, str]:
    """The body and its content type."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector(meters))
    return generate_latest(registry), CONTENT_TYPE_LATEST


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    buckets: list[tuple[str, float]] = []
    reached = 0
    for bound, times in zip((*map(str, histogram.bounds), "+Inf"), histogram.counts, strict=True):
        reached += times
        buckets.append((bound, reached))
    return buckets
