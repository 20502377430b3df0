"""What is counted, in the text format of Prometheus."""

from __future__ import annotations

import os
import resource
import time

from prometheus_client.parser import text_string_to_metric_families

from teahouse.broker.memory import MemoryBroker
from teahouse.http.metrics import exposition
from teahouse.model.meters import Meters
from tests.http.scene import Scene

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(body: bytes) -> Samples:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def told(meters: Meters) -> Samples:
    return samples(exposition(meters)[0])


def test_everything_is_there_before_anything_happened() -> None:
    names = {name for name, _ in told(Meters())}
    assert names >= {
        "teahouse_connections",
        "teahouse_messages_total",
        "teahouse_deliveries_total",
        "teahouse_slow_readers_closed_total",
        "teahouse_outbox_drops_total",
        "teahouse_delivery_seconds_bucket",
        "teahouse_acknowledgement_seconds_bucket",
        "teahouse_journal_batch_rows_bucket",
    }


def test_counters_and_gauges_tell_their_numbers() -> None:
    meters = Meters(
        connections=3,
        classic_connections=2,
        messages=5,
        deliveries=50,
        slow_closes=1,
        ephemeral_drops=4,
        early_events=11,
        gap_fetches=12,
        sweeps=13,
        sweep_repairs=14,
        sessions_revoked=15,
        database_up=False,
    )
    meters.refused("rate_limited")
    meters.refused("rate_limited")
    meters.refused("bad_json")
    found = told(meters)
    assert found["teahouse_connections", (("dialect", "page"),)] == 3
    assert found["teahouse_connections", (("dialect", "classic"),)] == 2
    assert found["teahouse_messages_total", ()] == 5
    assert found["teahouse_deliveries_total", ()] == 50
    assert found["teahouse_slow_readers_closed_total", ()] == 1
    assert found["teahouse_outbox_drops_total", ()] == 4
    assert found["teahouse_early_events_total", ()] == 11
    assert found["teahouse_gap_fetches_total", ()] == 12
    assert found["teahouse_sweeps_total", ()] == 13
    assert found["teahouse_sweep_repairs_total", ()] == 14
    assert found["teahouse_sessions_revoked_total", ()] == 15
    assert found["teahouse_database_up", ()] == 0
    assert found["teahouse_refusals_total", (("code", "rate_limited"),)] == 2
    assert found["teahouse_refusals_total", (("code", "bad_json"),)] == 1


def test_a_histogram_counts_up_to_each_bound_and_all() -> None:
    meters = Meters()
    for rows in (1, 2, 2, 3, 600):
        meters.journal_batch.observe(rows)
    found = told(meters)
    buckets = {
        dict(labels)["le"]: value for (name, labels), value in found.items() if name.endswith("rows_bucket")
    }
    assert [buckets[bound] for bound in ("1", "2", "4", "512", "+Inf")] == [1, 3, 4, 4, 5]
    assert found["teahouse_journal_batch_rows_count", ()] == 5
    assert found["teahouse_journal_batch_rows_sum", ()] == 608


def test_times_are_weighed() -> None:
    meters = Meters()
    meters.delivery.observe(0.004, times=1_000)
    found = told(meters)
    assert found["teahouse_delivery_seconds_bucket", (("le", "0.002"),)] == 0
    assert found["teahouse_delivery_seconds_bucket", (("le", "0.005"),)] == 1_000
    assert found["teahouse_delivery_seconds_count", ()] == 1_000


async def test_the_route_serves_them_under_any_host_name() -> None:
    scene = Scene()
    scene.meters.messages = 7
    answer = await scene.ask("/metrics", headers={"host": "evil.example"})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert samples(answer.body)["teahouse_messages_total", ()] == 7


async def test_refusals_over_http_are_counted_too() -> None:
    scene = Scene()
    assert (await scene.ask("/api/v1/me")).status == 401
    assert scene.meters.refusals == {"not_signed_in": 1}


async def test_readiness_says_why_not() -> None:
    scene = Scene()
    assert (await scene.ask("/readyz")).status == 200
    scene.ready = "draining"
    answer = await scene.ask("/readyz")
    assert (answer.status, answer.body) == (503, b'{"status":"draining"}')
    scene.ready = "database"
    answer = await scene.ask("/readyz")
    assert (answer.status, answer.body) == (503, b'{"status":"database"}')
    assert (await scene.ask("/healthz")).status == 200


async def test_without_hints_from_other_nodes_traffic_may_come() -> None:
    scene = Scene()
    scene.ready = "degraded"
    answer = await scene.ask("/readyz")
    assert (answer.status, answer.body) == (200, b'{"status":"degraded"}')


class CountingBroker(MemoryBroker):
    """One that counts."""

    healthy = False
    dropped = 3
    malformed = 4
    reconnects = 5


def test_a_broker_tells_what_it_counts() -> None:
    found = samples(exposition(Meters(), CountingBroker())[0])
    assert found["teahouse_broker_up", ()] == 0
    assert found["teahouse_broker_dropped_total", ()] == 3
    assert found["teahouse_broker_malformed_total", ()] == 4
    assert found["teahouse_broker_reconnects_total", ()] == 5
    found = samples(exposition(Meters(), MemoryBroker())[0])
    assert found["teahouse_broker_up", ()] == 1
    assert ("teahouse_broker_dropped_total", ()) not in found


async def test_what_the_process_takes_is_told() -> None:
    scene, spent = Scene(), time.process_time()
    opened = [os.dup(0) for _ in range(50)]
    try:
        found = samples((await scene.ask("/metrics")).body)
    finally:
        for descriptor in opened:
            os.close(descriptor)
    assert found["process_cpu_seconds_total", ()] >= spent > 0
    assert found["process_resident_memory_bytes", ()] > 8_000_000
    assert len(opened) < found["process_open_fds", ()] <= found["process_max_fds", ()]
    assert found["process_max_fds", ()] == resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def test_a_system_that_does_not_tell_is_not_told_of() -> None:
    names = {name for name, _ in told(Meters(cpu_seconds=1.5))}
    assert "process_cpu_seconds_total" in names
    assert not names & {"process_resident_memory_bytes", "process_open_fds"}
