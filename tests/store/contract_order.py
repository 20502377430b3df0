"""What every store keeps of sanctions, held messages, reports, and who did what."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import asdict, replace

from teahouse.model.errors import BadTextError, PersonNotFoundError
from teahouse.model.people import Role
from teahouse.protocol.parts import Extras
from teahouse.store.effects import RECALLED
from teahouse.store.order_records import (
    AuditFilter,
    AuditRecord,
    Held,
    NewAudit,
    NewReport,
    NewSanction,
    SanctionRecord,
    Since,
    Waiting,
    Within,
)
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, a_file
from tests.store.contract_files import record

if TYPE_CHECKING:
    from teahouse.model.people import Person
    from teahouse.store.port import Store


def mute(person: Person, by: Person, **more: Any) -> NewSanction:
    given = {"kind": "mute", "room": None, "reason": "loud", "until": None, **more}
    return NewSanction(person=person.id, made_by=by.id, **given)


async def rights(store: Store) -> int:
    return (await store.survey([], 0)).rights


class OrderContract(StoreHarness):
    """What keeps the place in order."""

    async def test_a_sanction_holds_until_it_is_undone_or_over(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            lasting = await store.add_sanction(mute(ben, ann), NOW)
            timed = await store.add_sanction(mute(ben, ann, room=LOBBY, until=NOW + 1000), NOW)
            banned = mute(ben, ann, kind="ban", networks="192.0.2.7/32")
            ban = await store.add_sanction(banned, NOW)
            assert await store.sanction(ban) == SanctionRecord(id=ban, at=NOW, **asdict(banned))
            assert [each.id for each in await store.open_sanctions(NOW + 999)] == [lasting, timed, ban]
            assert [each.id for each in await store.open_sanctions(NOW + 1000)] == [lasting, ban]
            assert await store.undo_sanction(lasting, ann.id, NOW + 5)
            assert not await store.undo_sanction(lasting, ben.id, NOW + 6)
            assert not await store.undo_sanction(999, ann.id, NOW)
            assert [each.id for each in await store.open_sanctions(NOW)] == [timed, ban]
            undone = await store.sanction(lasting)
            assert undone is not None
            assert (undone.undone_at, undone.undone_by, undone.holds(NOW + 6)) == (NOW + 5, ann.id, False)
            assert [each.id for each in await store.sanctions(None, 10)] == [ban, timed, lasting]
            assert [each.id for each in await store.sanctions(None, 1)] == [ban]
            assert [each.id for each in await store.sanctions(LOBBY, 10)] == [timed]
            assert await store.sanction(999) is None

    async def test_sanctions_outlive_a_restart(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            made = await store.add_sanction(mute(ben, ann), NOW)
        async with self.opened(place) as store:
            assert [each.id for each in await store.open_sanctions(NOW)] == [made]

    async def test_what_changes_a_sanction_counts_the_rights_up(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            before = await rights(store)
            ban = await store.add_sanction(mute(ben, ann, kind="ban", networks=""), NOW)
            assert await rights(store) == before + 1
            await store.widen_sanction(ban, "192.0.2.7/32")
            assert await rights(store) == before + 2
            await store.widen_sanction(ban, "192.0.2.7/32")
            assert await rights(store) == before + 2, "nothing changed"
            found = await store.sanction(ban)
            assert found is not None
            assert found.networks == "192.0.2.7/32"
            await store.undo_sanction(ban, ann.id, NOW)
            assert await rights(store) == before + 3
            await store.undo_sanction(ban, ann.id, NOW + 1)
            await store.widen_sanction(ban, "192.0.2.8/32")
            assert await rights(store) == before + 3
            with pytest.raises(PersonNotFoundError):
                await store.add_sanction(replace(mute(ben, ann), person=999), NOW)
            assert await rights(store) == before + 3

    async def test_a_held_message_is_decided_once(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            seqs = [await Said(store)(ben, visible_to=(ben.id,)) for _ in range(3)]
            holds = [Held(room=LOBBY, seq=seq, person=ben.id, at=NOW + seq, why="link") for seq in seqs]
            for held in (*reversed(holds), holds[0]):
                await store.hold(held)
            assert await store.held(10) == holds
            assert await store.held(1) == holds[:1]
            assert await store.queue() == [Waiting(LOBBY, ben.id, 0, 3)]
            assert await queue(store) == 3
            outcomes = await asyncio.gather(
                *(
                    store.decide_held(LOBBY, seqs[0], verdict, ann.id, NOW)
                    for verdict in ("approved", "rejected")
                )
            )
            assert len(set(outcomes)) == 1, "both are told the verdict that holds"
            assert await store.decide_held(LOBBY, seqs[1], "rejected", ann.id, NOW) == "rejected"
            assert await store.decide_held(LOBBY, seqs[1], "approved", ann.id, NOW) == "rejected"
            assert await store.decide_held(LOBBY, 999, "approved", ann.id, NOW) is None
            await store.hold(holds[1])
            assert await store.held(10) == holds[2:], "what was decided does not wait again"
            assert await queue(store) == 5, "each change is counted once"

    async def test_what_was_refused_waits_again_and_what_was_approved_never(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            said = Said(store)
            seqs = [await said(ben, visible_to=(ben.id,)) for _ in range(3)]
            for seq in seqs:
                await store.hold(Held(room=LOBBY, seq=seq, person=ben.id, at=NOW + seq, why="link"))
            refused, gone, approved = seqs
            for seq, verdict in ((refused, "rejected"), (gone, "rejected"), (approved, "approved")):
                await store.decide_held(LOBBY, seq, verdict, ann.id, NOW + seq)
            listed = await store.held(9, waiting=False)
            assert [(each.seq, each.verdict) for each in listed] == [
                (gone, "rejected"),
                (refused, "rejected"),
            ]
            await said.change(ben, RECALLED, gone, visible_to=(ben.id,))
            assert [each.seq for each in await store.held(9, waiting=False)] == [refused]
            before = await queue(store)
            assert [await store.reopen_held(LOBBY, refused) for _ in range(2)] == [True, True]
            assert await queue(store) == before + 1, "what waits already does not change"
            assert not await store.reopen_held(LOBBY, approved)
            assert not await store.reopen_held(LOBBY, 999)
            assert [each.seq for each in await store.held(9)] == [refused]
            assert await store.decide_held(LOBBY, refused, "approved", ann.id, NOW) == "approved"

    async def test_what_waits_is_looked_for_in_the_rooms_that_are_meant(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            rooms = [LOBBY, (await store.add_room("den", "Den", "", ann.id, NOW)).info.id]
            assert await store.queue_rooms() == []
            for room in rooms:
                for seq, who in ((1, ann), (2, ben), (3, ben)):
                    await store.hold(Held(room=room, seq=seq, person=who.id, at=NOW + seq, why="link"))
                    await store.add_report(
                        NewReport(room=room, seq=seq, person=who.id, made_by=99, reason="", at=NOW)
                    )
            assert await store.queue_rooms() == sorted(rooms)
            for waiting in (True, False):
                for within, expected in (
                    (Within(rooms=(rooms[1],), but=ann.id), [(rooms[1], 2), (rooms[1], 3)]),
                    (Within(rooms=(rooms[1],)), [(rooms[1], seq) for seq in (1, 2, 3)]),
                    (Within(but=ben.id), [(room, 1) for room in rooms]),
                    (Within(rooms=()), []),
                ):
                    held = await store.held(9, within, waiting=waiting)
                    reports = await store.reports(waiting=waiting, limit=9, within=within)
                    for found in (held, reports):
                        assert sorted((each.room, each.seq) for each in found) == sorted(expected)
                    assert len(await store.held(1, within, waiting=waiting)) == min(1, len(expected))
                if waiting:
                    for report in await store.reports(waiting=True, limit=9):
                        await store.decide_report(report.id, "acted", ann.id, NOW)
                    for one in await store.held(9):
                        await store.decide_held(one.room, one.seq, "rejected", ann.id, NOW)

    async def test_what_was_taken_back_does_not_wait(self, place: Place) -> None:
        async with self.with_people(place, "Ben") as (store, (ben,)):
            said = Said(store)
            gone, there = [await said(ben, visible_to=(ben.id,)) for _ in range(2)]
            for seq in (gone, there):
                await store.hold(Held(room=LOBBY, seq=seq, person=ben.id, at=NOW + seq, why="link"))
            await said.change(ben, RECALLED, gone, visible_to=(ben.id,))
            assert [each.seq for each in await store.held(1)] == [there]
            assert await store.queue() == [Waiting(LOBBY, ben.id, 0, 1)]

    async def test_the_files_of_an_approved_message_are_free(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            said = Said(store)
            names = ("a" * 26, "b" * 26)
            seqs = []
            for name in names:
                await store.add_file(record(ben.id, name))
                seqs.append(await said(ben, visible_to=(ben.id,), extras=_carrying(name)))
                await store.hold(Held(room=LOBBY, seq=seqs[-1], person=ben.id, at=NOW, why="person"))
            await store.decide_held(LOBBY, seqs[0], "approved", ann.id, NOW)
            await store.decide_held(LOBBY, seqs[1], "rejected", ann.id, NOW)
            free, taken = [await store.file(name) for name in names]
            assert free is not None
            assert taken is not None
            assert (free.room, free.seq, taken.seq) == (None, None, seqs[1])
            again = await said(ben, extras=_carrying(names[0]))
            moved = await store.file(names[0])
            assert moved is not None
            assert moved.seq == again

    async def test_a_message_is_reported_once_by_each(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cleo") as (store, (ann, ben, cleo)):
            seq = await Said(store)(ann)
            first = NewReport(room=LOBBY, seq=seq, person=ann.id, made_by=ben.id, reason="rude", at=NOW)
            made, new = await store.add_report(first)
            assert new
            assert await store.add_report(first) == (made, False)
            other, _ = await store.add_report(
                NewReport(room=LOBBY, seq=seq, person=ann.id, made_by=cleo.id, reason="", at=NOW + 1)
            )
            found = await store.report(made)
            assert found is not None
            assert (found.reason, found.made_by, found.verdict) == ("rude", ben.id, None)
            assert [each.id for each in await store.reports(waiting=True, limit=9)] == [made, other]
            assert await store.queue() == [Waiting(LOBBY, ann.id, 2, 0)]
            assert await queue(store) == 2
            assert await store.decide_report(made, "acted", cleo.id, NOW + 2)
            assert not await store.decide_report(999, "acted", cleo.id, NOW)
            assert [each.id for each in await store.reports(waiting=True, limit=9)] == [other]
            (done,) = await store.reports(waiting=False, limit=9)
            assert (done.id, done.verdict, done.decided_by, done.decided_at) == (
                made,
                "acted",
                cleo.id,
                NOW + 2,
            )
            assert await store.queue() == [Waiting(LOBBY, ann.id, 1, 0)]
            assert await queue(store) == 3
            assert [await store.reopen_report(made) for _ in range(2)] == [True, True]
            assert not await store.reopen_report(999)
            assert await store.report(made) == found, "as if nobody had decided"
            assert await queue(store) == 4
            assert await store.report(999) is None
            with pytest.raises(BadTextError):
                await store.add_report(
                    NewReport(room=LOBBY, seq=seq, person=ann.id, made_by=ann.id, reason="\0", at=NOW)
                )

    async def test_who_did_what_is_told_newest_first(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            entry = NewAudit(
                at=NOW, made_by=ann.id, action="sanction.mute", address="192.0.2.1", person=ben.id, room=LOBBY,
                seq=3, reason="loud", detail='{"seconds":60}',
            )  # fmt: skip
            await store.add_audit(entry)
            await store.add_audit(NewAudit(at=NOW + 1, made_by=None, action="started"))
            last, first = await store.audit(None, 10)
            assert first == AuditRecord(id=first.id, **asdict(entry))
            assert (last.action, last.made_by, last.address) == ("started", None, "")
            assert await store.audit(None, 1) == [last]
            assert await store.audit(last.id, 10) == [first]
            assert await store.audit(first.id, 10) == []
            for wanted, entries in (
                (AuditFilter(action="sanction.mute"), [first]),
                (AuditFilter(action="sanction"), []),
                (AuditFilter(made_by=ann.id), [first]),
                (AuditFilter(made_by=ben.id), []),
                (AuditFilter(person=ben.id, room=LOBBY), [first]),
                (AuditFilter(person=ben.id, room=LOBBY + 1), []),
                (AuditFilter(), [last, first]),
            ):
                assert await store.audit(None, 10, wanted) == entries
            assert await store.audit(first.id, 10, AuditFilter(made_by=ann.id)) == []
            assert await store.last_address(ann.id) == "192.0.2.1"
            assert await store.last_address(ben.id) is None

    async def test_people_are_known_since_they_came(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await store.add_person("Ben", Role.CLASSIC, None, NOW + 5, 0)
            assert await store.since([ann.id, ann.id + 1, 999]) == {
                ann.id: Since(Role.GUEST, NOW),
                ann.id + 1: Since(Role.CLASSIC, NOW + 5),
            }
            assert await store.since([]) == {}

    async def test_the_last_message_of_a_person_in_a_room(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            assert await store.last_said(LOBBY, ann.id) == (None, 0)
            await Said(store)(ann)
            assert await store.last_said(LOBBY, ann.id) == (NOW, 1)
            assert await store.last_said(LOBBY, ben.id) == (None, 1)


async def queue(store: Store) -> int:
    """How often what waits has changed."""
    return (await store.survey([], NOW)).queue


def _carrying(name: str) -> Extras:
    return Extras(files=(a_file(name),))
