"""Random interleavings of people, disk, loop, broker and network around two nodes.

The rules say something, commit a batch or fail it, cut a connection, let turns of the
loop and time pass, while hints between the nodes are lost, doubled and late. Only the
store's disk, the broker's wires, the sockets and time are not the real ones.
Numbers such as I4 are those of the invariants: one log, whole, the same for all.
"""

from __future__ import annotations

import sys

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from teahouse.gateway.remote import LEASE
from teahouse.model.errors import StorageFullError
from teahouse.model.limits import Limit
from tests.gateway.fake_store import LOBBY
from tests.gateway.fake_tab import LOAD_LIMIT, Tab
from tests.gateway.live_gateway import LiveGateway

QUIET_ROUNDS = 200
NEWS_SECONDS = LEASE + 12
"""By then every node has heard a snapshot, or forgotten who does not send any."""
TROUBLE: dict[str, Exception | None] = {"well": None, "full": StorageFullError(), "fault": OSError("planted")}
REFUSED = [frozenset[Limit](), frozenset({Limit.PERSON_MESSAGES}), frozenset({Limit.PERSON_READS})]
some = st.integers(0, 9)
few = st.integers(0, 4)
speakers = st.integers(0, 3)
listeners = st.one_of(st.none(), st.integers(0, 4))


class GatewayMachine(LiveGateway, RuleBasedStateMachine):
    """See the module's docstring."""

    # --- the network

    @initialize(before=few, after=few, seed=st.integers(0, 99))
    def people_come(self, before: int, after: int, seed: int = 0) -> None:
        self.bus.random.seed(seed)
        for number, tab in enumerate(self.tabs[1:]):
            self.connect(tab, number % 2)
        self.turns(6, 0.0)
        self.store.delays = (before, after)

    @precondition(lambda self: any(tab.wire is None for tab in self.tabs))
    @rule(which=some, node=st.integers(0, 1))
    def come(self, which: int, node: int) -> None:
        away = [tab for tab in self.tabs if tab.wire is None]
        self.connect(away[which % len(away)], node)

    @precondition(lambda self: any(tab.wire is not None for tab in self.tabs))
    @rule(which=some, heard=st.booleans())
    def cut(self, which: int, heard: bool) -> None:
        tabs = [tab for tab in self.tabs if tab.wire is not None]
        tab = tabs[which % len(tabs)]
        if heard:
            tab.read()
        if tab.wire is not None:
            self.disconnect(tab)

    @rule(
        loss=st.sampled_from([0.0, 0.3, 1.0]),
        doubling=st.sampled_from([0.0, 0.5]),
        late=st.sampled_from([0.0, 0.01, 0.5]),
        healthy=st.sampled_from([True, True, False]),
    )
    def the_broker_changes(self, loss: float, doubling: float, late: float, healthy: bool) -> None:
        self.bus.loss, self.bus.doubling, self.bus.late = loss, doubling, late
        if healthy and not self.bus.healthy:
            self.loop.call_soon(self.bus.start)
        elif not healthy:
            self.bus.stop()

    @rule(who=some, afresh=st.booleans())
    def enter_again(self, who: int, afresh: bool) -> None:
        tab = self.tabs[who % len(self.tabs)]
        if tab.greeted and tab.entering is None:
            tab.enter(afresh=afresh)

    @rule(who=some)
    def stall_or_go_on(self, who: int) -> None:
        tab = self.tabs[who % len(self.tabs)]
        tab.stalled = not tab.stalled and tab.wire is not None

    # --- people

    @rule(who=speakers, to=listeners, times=st.integers(1, 2))
    def say(self, who: int, to: int | None, times: int) -> None:
        """In the open, or as a whisper to someone who is here, away or nobody at all."""
        for _ in range(times):
            self.texts += 1
            if to is None:
                self.tabs[who].say(f"public-{self.texts:04}.")
            else:
                self.tabs[who].say(f"secret-{self.texts:04}.", self.targets[to])

    @precondition(lambda self: any(tab.made for tab in self.tabs))
    @rule(who=speakers, which=some)
    def say_the_same_again(self, who: int, which: int) -> None:
        tab = self.tabs[who]
        under_way = [draft for draft in tab.made if draft.waiting or str(draft.key) in tab.places]
        if tab.greeted and not tab.held and under_way:
            draft = under_way[-1 - which % len(under_way)]
            draft.waiting += any(own is draft for own in tab.outbox)
            tab.send_copy(draft)

    @precondition(lambda self: any(tab.made for tab in self.tabs[:2]))
    @rule(which=some)
    def say_the_same_on_the_other_tab(self, which: int) -> None:
        """Of what is unsent only the first: the second before the first would be another order."""
        one, other = self.tabs[:2] if which % 2 else self.tabs[1::-1]
        known = [*one.outbox[:1], *(draft for draft in one.made if str(draft.key) in one.places)]
        if other.greeted and known:
            draft = known[which % len(known)]
            other.copied.add(str(draft.key))
            other.send_copy(draft)

    @precondition(lambda self: any(tab.places for tab in self.tabs))
    @rule(who=speakers, which=some)
    def say_another_thing_under_the_same_key(self, who: int, which: int) -> None:
        tab = self.tabs[who]
        told = [draft for draft in tab.made if str(draft.key) in tab.places]
        if tab.greeted and told:
            draft = told[-1 - which % len(told)]
            tab.copied.add(str(draft.key))
            tab.send_copy(draft, body="forged")

    @precondition(lambda self: any(tab.greeted and tab.held for tab in self.tabs))
    @rule()
    def resume(self) -> None:
        for tab in self.tabs:
            if tab.greeted:
                tab.resume()

    # --- the disk, the limiter, the loop and time

    @precondition(lambda self: self.store.writing)
    @rule(
        trouble=st.sampled_from(["well", "well", "well", "full", "fault"]),
        turns=st.integers(0, 2),
        meanwhile=st.one_of(st.none(), speakers),
    )
    def commit(self, trouble: str, turns: int, meanwhile: int | None) -> None:
        """A batch is written, or is not; somebody speaks in the turn in which the loop hears of it."""
        if meanwhile is not None:
            self.say(meanwhile, None, 1)
        self.store.write(TROUBLE[trouble], turns)

    @rule(before=few, after=few, refuses=st.sampled_from(REFUSED))
    def conditions_change(self, before: int, after: int, refuses: frozenset[Limit]) -> None:
        self.store.delays = (before, after)
        self.limits.refuses = refuses

    @rule(number=st.integers(1, 4), seconds=st.sampled_from([0.0, 0.0, 0.0, 0.2, 0.6, 1.1]))
    def turns(self, number: int, seconds: float) -> None:
        """Turns of the loop, each as much later than the one before."""
        for _ in range(number):
            self.loop.seconds += seconds
            self.loop.turn()
            for tab in self.tabs:
                tab.read()

    # --- the invariants

    @invariant()
    def nothing_escaped(self) -> None:
        assert not self.loop.failures, self.loop.failures

    @invariant()
    def the_log_is_whole(self) -> None:
        log = self.store.logs[LOBBY]
        for row in log[self.checked :]:
            self.checked += 1
            assert row.seq == self.checked, "I3"
            assert not (row.body or "").startswith("forged"), "I2: another content under a known key"
        assert len({(row.sender.id, row.key) for row in log}) == len(log), "I2"
        places = {str(row.key): row for row in log}
        for tab in self.tabs:
            own = [places[str(draft.key)].seq for draft in tab.made if str(draft.key) in places]
            assert own == sorted(own), f"I10: {tab.name}'s messages changed their order"
            for key, place in tab.places.items():
                assert (places[key].seq, places[key].at) == place, "I1, I8"

    @invariant()
    def logs_are_contiguous(self) -> None:
        for tab in self.tabs:
            if tab.log:
                assert tab.cursor is not None
                assert list(tab.log) == list(range(tab.cursor - len(tab.log) + 1, tab.cursor + 1)), "I4"

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # else something was found already, and is told
                self.quiet()
                self.all_agree()
                self.nobody_heard_whispers_of_others()
        finally:
            self.stop()

    def quiet(self) -> None:
        """All is well again; everyone is there, and every outbox becomes empty.

        No hint comes any more: whatever the last ones did not bring, the sweep has to.
        """
        self.bus.loss = 1.0
        self.limits.refuses = frozenset()
        self.store.delays = (0, 0)
        for _ in range(QUIET_ROUNDS):
            for number, tab in enumerate(self.tabs):
                tab.stalled = False
                if tab.wire is None:
                    self.connect(tab, number % 2)
                elif tab.greeted:
                    tab.resume()
                    if not tab.live and tab.entering is None:
                        tab.enter()
            if self.store.writing:
                self.store.write()
            self.turns(2, 0.2)
            self.check_invariants_now()
            if self.is_quiet():
                return
        states = [(tab.name, tab.live, tab.cursor, tab.outbox) for tab in self.tabs]
        raise AssertionError(f"I5: no quiet: {states}, head {len(self.store.logs[LOBBY])}")

    def is_quiet(self) -> bool:
        head = len(self.store.logs[LOBBY])
        busy = self.store.writing or self.store.reading or any(each._tasks for each in self.gateways)
        return not busy and all(tab.live and tab.cursor == head and not tab.outbox for tab in self.tabs)

    def check_invariants_now(self) -> None:
        self.nothing_escaped()
        self.the_log_is_whole()
        self.logs_are_contiguous()

    def all_agree(self) -> None:
        """I4, I16: what was folded is what a fresh load gives, for each who may see more or less."""
        head = len(self.store.logs[LOBBY])
        self.the_broker_changes(0.0, 0.0, 0.0, True)
        self.turns(int(NEWS_SECONDS / 0.5), 0.5)
        here = {tab.person: tab.name for tab in self.tabs if tab.person is not None}
        for number, tab in enumerate(tuple(self.tabs)):
            fresh = Tab(self, tab.name, tab.token, tab.person)
            self.tabs.append(fresh)
            self.connect(fresh, number // 2 % 2)
            self.turns(10, 0.0)
            self.tabs.remove(fresh)
            assert fresh.live
            assert fresh.people == tab.people == here, "I13"
            assert fresh.cursor == tab.cursor == head
            assert len(fresh.log) == min(LOAD_LIMIT, head)
            shared = fresh.log.keys() & tab.log.keys()
            assert {seq: fresh.log[seq] for seq in shared} == {seq: tab.log[seq] for seq in shared}, "I16"
            for seq, frame in tab.log.items():
                assert frame == self.expected(seq, tab.person), "I16"

    def nobody_heard_whispers_of_others(self) -> None:
        whispers = [row for row in self.store.logs[LOBBY] if row.visible_to is not None]
        for tab in self.tabs:
            heard = b"".join(b"".join(wire.all_bytes) for wire in tab.wires)
            for row in whispers:
                assert row.visible_to is not None
                assert row.body is not None
                if tab.person not in row.visible_to:
                    assert row.body.encode() not in heard, "a whisper was overheard"
                    assert str(row.key).encode() not in heard, "a whisper's key was overheard"
