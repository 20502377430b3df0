"""What every store keeps of somebody who goes: nothing."""

from __future__ import annotations

import pytest

from teahouse.model.errors import PersonNotFoundError
from teahouse.model.people import Person
from teahouse.protocol.parts import Extras
from teahouse.store import effects, postgres_erasing, sqlite_erasing
from teahouse.store.account_records import Mailbox, NewSession
from teahouse.store.erasing_records import NAMELESS, Mention
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, guest, log


class ErasingContract(StoreHarness):
    """See `port_erasing`."""

    async def test_what_somebody_said_is_found_in_pieces_and_without_what_is_gone(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
            say = Said(store)
            seqs = [await say(ann, f"tea {number}") for number in range(5)]
            other = await say(ben, "coffee")
            whisper = await say.whisper(ann, "psst", ben)
            await say.change(ann, effects.RECALLED, seqs[1])
            await say.change(ann, effects.REACTED, other, extras=Extras(emoji="👍"))
            left = [seqs[0], *seqs[2:], whisper]
            assert await store.said_by(ann.id, LOBBY, 0, 100) == left
            assert await store.said_by(ann.id, LOBBY, left[1], 2) == left[2:4]
            assert await store.said_by(ann.id, 99, 0, 100) == []
            voted = await say(ben, "which?", extras=Extras(options=("a", "b")))
            await say.change(ann, effects.VOTED, voted, extras=Extras(option=1))
            await say.change(ann, effects.REACTED, voted, extras=Extras(emoji="🍵"))
            assert await store.marked_by(ann.id, LOBBY, 0, 100) == [other, voted]
            assert await store.marked_by(ann.id, LOBBY, other, 1) == [voted]
            assert await store.marked_by(ben.id, LOBBY, 0, 100) == []
            room = (await store.open_direct([ann.id, ben.id], NOW))[0].info.id
            await say(ben, "hello", room=room)
            assert await store.rooms_of(ann.id) == [LOBBY]
            assert await store.rooms_of(ben.id) == [LOBBY, room]
            assert await store.all_rooms() == [LOBBY, room]

    async def test_a_name_is_found_wherever_it_stands_and_taken_out(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for adapter in (sqlite_erasing, postgres_erasing):
            monkeypatch.setattr(adapter, "SCANNED", 3)
        async with self.opened(place) as store:
            ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
            say = Said(store)
            first = await say(ann, "tea")
            await say(ben, "coffee")
            to = await say.whisper(ben, "psst", ann)
            added = await say.change(
                ben, effects.MEMBER_ADDED, None, extras=Extras(member=ann, role="moderator")
            )
            removed = await say.change(ben, effects.MEMBER_REMOVED, None, extras=Extras(member=ben))
            found: list[int] = []
            after: int | None = 0
            while after is not None:
                piece = await store.naming(ann.id, LOBBY, after)
                assert isinstance(piece, Mention)
                found += piece.seqs
                after = piece.upto
            assert sorted(found) == [first, to, added]
            await store.unname(ann.id, LOBBY, found)
            by_seq = {event.seq: event for event in await log(store)}
            assert by_seq[first].sender == Person(ann.id, NAMELESS)
            assert by_seq[first].body == "tea"
            assert by_seq[to].to == Person(ann.id, NAMELESS)
            assert by_seq[to].sender == ben
            extras = by_seq[added].extras
            assert extras is not None
            assert (extras.member, extras.role) == (Person(ann.id, NAMELESS), "moderator")
            assert by_seq[removed].extras == Extras(member=ben)

    async def test_of_who_is_erased_the_row_alone_stays(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
            session = NewSession(token="secret", label="Firefox", expires_at=NOW + 1_000_000)
            await store.make_account(ann.id, "$argon2id$", session, None, NOW)
            await store.claim_email(ann.id, "ann@example.org")
            await store.put_credential(ann.id, "passkey", "key", "{}", "phone", NOW)
            await store.set_ignored(ben.id, ann.id, ignored=True)
            await store.mark_read(LOBBY, ann.id, 0)
            direct = (await store.open_direct([ann.id, ben.id], NOW))[0].info.id
            before = (await store.survey([], 0)).rights
            assert [each.room for each in await store.memberships(ann.id)] == [LOBBY, direct]
            gone = await store.erase_person(ann.id, NOW)
            assert len(gone.sessions) == 1
            assert gone.files == []
            assert (await store.survey([], 0)).rights > before
            assert set(gone.sessions) <= (await store.survey([], NOW - 1)).revoked
            assert (await store.person(ann.id)).person == Person(ann.id, NAMELESS)
            assert await store.people_by_name(["Ann"]) == []
            assert await store.person_by_token("secret") is None
            assert await store.credentials(ann.id) == []
            assert await store.mailbox(ann.id) == Mailbox()
            assert await store.sessions(ann.id) == []
            assert await store.ignored(ben.id) == frozenset()
            # The conversation is Ben's too.
            assert [each.room for each in await store.memberships(ann.id)] == [direct]
            again = await guest(store, "Ann")
            assert again.id != ann.id
            assert (await store.erase_person(ann.id, NOW)).sessions == []
            with pytest.raises(PersonNotFoundError):
                await store.erase_person(999, NOW)
