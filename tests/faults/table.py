"""The table of faults: how each is made, on which broker, and which invariants it puts to the test.

All invariants are checked of every trace. Those of a fault's row must have been put to the
test by it, too: a trace that could not have broken them shows nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from tests.faults import broker_faults, client_faults, node_faults, store_faults
from tests.faults.stage import Stage

ALWAYS = ("I1", "I2", "I3", "I4", "I5", "I6", "I9", "I10", "I13", "I16")
"""Whatever happens while people talk."""


class Row(Struct, frozen=True):
    """What a fault is, and what it puts to the test beside what every one does."""

    name: str
    title: str
    how: str


class Fault(Row, frozen=True):
    """`strike` makes the fault and mends it; nobody has to be back when it returns."""

    strike: Callable[[Stage], Awaitable[None]]
    invariants: tuple[str, ...] = ()
    redis: bool = True
    notify: bool = False
    pairs: bool = False
    long_only: bool = False
    crowd: int | None = None
    """So many clients in place of the usual number; five times as many in the long form."""

    @property
    def shown(self) -> tuple[str, ...]:
        """All that it puts to the test, in order."""
        return tuple(sorted({*ALWAYS, *self.invariants}, key=lambda name: int(name[1:])))


WAITS = (
    Row(
        "client_half_open",
        "half-open client",
        "the proxy before it freezes; the time is until the node has let go of it (35 s at most)",
    ),
    Row(
        "node_gone",
        "a node that stays dead",
        "SIGKILL, and nobody of it comes back; the time is until its people are gone elsewhere (35 s at most)",
    ),
)
"""Both at once, in silence.py."""
WAITS_FOR = ("I1", "I3", "I4", "I5", "I6", "I9", "I10", "I13")

FAULTS = (
    Fault(
        "node_killed",
        "a node killed under load",
        "SIGKILL at a random moment; its clients go on elsewhere",
        node_faults.killed,
        ("I7", "I11"),
    ),
    Fault(
        "node_paused",
        "a node paused",
        "SIGSTOP for 2 s (long: 35 s), SIGCONT; the others go on meanwhile",
        node_faults.paused,
    ),
    Fault(
        "broker_restarted",
        "broker restarted",
        "Redis killed and started",
        broker_faults.restarted,
        ("I15",),
    ),
    Fault("broker_emptied", "broker emptied", "FLUSHALL", broker_faults.emptied, ("I15",)),
    Fault(
        "broker_clients_killed",
        "broker's clients killed",
        "CLIENT KILL TYPE pubsub, then normal",
        broker_faults.clients_killed,
        ("I15",),
    ),
    Fault(
        "broker_slow",
        "broker slow",
        "150 ms each way by the proxy, then DEBUG SLEEP 2",
        broker_faults.slow,
        ("I15",),
    ),
    Fault(
        "broker_cut_off",
        "broker cut off",
        "the proxy drops all connections to it and refuses new ones for 2 s (long: 10 s); NOTIFY: drops all notifications",
        broker_faults.cut_off,
        ("I15",),
        notify=True,
    ),
    Fault(
        "broker_half_open",
        "broker half-open",
        "the proxy carries nothing out, back or both, without an end, until the watchdog says so",
        broker_faults.half_open,
        ("I15",),
    ),
    Fault(
        "last_hint_lost",
        "hints lost in silence",
        "the proxy drops the last hint of a burst on its way to every node",
        broker_faults.last_hint_lost,
        ("I15",),
        notify=True,
    ),
    Fault(
        "said_twice",
        "each frame sent twice, on two nodes at once",
        "two connections of each person send the same commands",
        client_faults.said_twice,
        ("I7", "I8"),
        notify=True,
        pairs=True,
    ),
    Fault(
        "session_ends",
        "a session revoked",
        "signed out on one node, connected to another; once more with the broker cut off",
        client_faults.session_ends,
        ("I12",),
        notify=True,
    ),
    Fault(
        "stops_reading",
        "a client that stops reading",
        "450 messages of 16 KB pass it by, 100 a second",
        client_faults.stops_reading,
        ("I14",),
    ),
    Fault(
        "lost_during_commit",
        "a backend killed during COMMIT",
        "the connection is lost before, after and with the answer to a commit; then pg_terminate_backend of all",
        store_faults.lost_during_commit,
        ("I7",),
        notify=True,
    ),
    Fault(
        "store_restarted",
        "PostgreSQL restarted",
        "stopped at once, as in a crash, and started",
        store_faults.restarted,
        ("I7",),
        notify=True,
    ),
    Fault(
        "all_come_back",
        "everyone reconnects at once",
        "one node killed and every other connection cut, 24 clients (long: 120); statements counted",
        node_faults.all_come_back_at_once,
        ("I7", "I11"),
        crowd=24,
    ),
    Fault(
        "all_restarted",
        "all nodes killed at once",
        "SIGKILL to the three, all started again",
        node_faults.all_restarted,
        ("I7", "I11"),
        long_only=True,
    ),
    Fault(
        "restarted_in_turn",
        "rolling restart",
        "SIGTERM to one node after the other under load",
        node_faults.restarted_in_turn,
        ("I11",),
    ),
    Fault(
        "clock_moved",
        "clock moved",
        "one node's is an hour ahead, then one's an hour behind; with one node and SQLite also retention, slow rooms and the usual limits: `tests/faults/test_clock.py`",
        node_faults.clock_moved,
        ("I12",),
        notify=True,
    ),
    Fault(
        "hostile_frames",
        "broken and hostile frames",
        "connections of their own send what is no frame, no text, no command; each kind by itself in `tests/wire`, by the Autobahn suite in [conformance](conformance.md)",
        client_faults.hostile,
    ),
)


class Apart(Row, frozen=True):
    """A fault that needs a stage of its own: the test, the stores it is made on, and what it shows."""

    test: str
    stores: str
    shown: tuple[str, ...]


KEPT = ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I16")

APART = (
    Apart(
        "not_yet_synced",
        "an answer before the disk",
        "every system call of server and database by strace, in the order of what caused what",
        "tests/faults/test_synced.py",
        "SQLite, PostgreSQL",
        ("I17",),
    ),
    Apart(
        "power_lost",
        "power lost",
        "SIGKILL under load; the disk is put together anew of what was synchronised, and of any part of what was not, in sectors",
        "tests/faults/test_power.py",
        "SQLite",
        KEPT,
    ),
    Apart(
        "disk_full",
        "disk full",
        "a small file system is filled, and emptied later: `storage_full`, for files too; reading goes on, sending goes on by itself",
        "tests/faults/test_disk_full.py",
        "SQLite, PostgreSQL",
        KEPT,
    ),
    Apart(
        "failed_over",
        "failed over to a lagging standby",
        "its replication is frozen, the primary stopped as in a crash, the standby promoted: what it lacks is told by a reset",
        "tests/faults/test_failover.py",
        "PostgreSQL",
        KEPT,
    ),
    Apart(
        "failed_over_synchronous",
        "failed over to a synchronous standby",
        "the same; what it lacks was not acknowledged",
        "tests/faults/test_failover.py",
        "PostgreSQL",
        KEPT,
    ),
    Apart(
        "restored",
        "a backup restored while clients live",
        "`teahouse restore` of an older state; all start over",
        "tests/copies/test_live.py",
        "PostgreSQL",
        ("I1", "I2", "I3", "I4", "I6", "I11"),
    ),
)
