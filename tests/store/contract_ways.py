"""What every store keeps of ways in: what makes an account has one, and the last one stays."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.model.entry_errors import LastWayInError
from teahouse.model.errors import ConflictError, NameTakenError
from teahouse.model.people import Role, session_id
from teahouse.store.account_records import Known
from tests.store.contract import NOW, Place, StoreHarness
from tests.store.contract_accounts import session
from tests.store.contract_emails import ask

TEA_ID = Known(kind="oidc", subject="provider 1", label="Tea ID")


class WaysContract(StoreHarness):
    """Ways to sign in, as they come and go."""

    async def test_who_comes_from_a_provider_is_there_as_a_whole_or_not_at_all(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            with pytest.raises(NameTakenError):
                await store.add_known("Ann", TEA_ID, NOW, session("first"), 0)
            assert await store.credential("oidc", "provider 1") is None
            made, is_new = await store.add_known("Ann", TEA_ID, NOW, session("second"), NOW + 1)
            assert (is_new, made.id != ann.id) == (True, True)
            found = await store.person_by_token("second")
            assert found is not None
            assert (found.person, found.role) == (made, Role.MEMBER)
            (way,) = await store.credentials(made.id)
            assert (way.kind, way.subject, way.label) == ("oidc", "provider 1", "Tea ID")
            assert await store.add_known("Ben", TEA_ID, NOW, session("third"), 0) == (made, False)
            assert await store.person_by_token("third") is None
            assert await store.people_by_name(["Ben"]) == []

    async def test_a_guest_who_comes_from_a_provider_keeps_the_name_or_stays_a_guest(
        self, place: Place
    ) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "old", NOW, 0)
            ben = await store.add_person("Ben", Role.GUEST, "ben's", NOW, 0)
            ended = session_id("old")
            assert await store.make_account(ann.id, None, session("new"), ended, NOW, TEA_ID) == ann
            (way,) = await store.credentials(ann.id)
            assert (way.kind, way.subject, way.label) == ("oidc", "provider 1", "Tea ID")
            with pytest.raises(ConflictError):
                await store.make_account(ben.id, None, session("other"), session_id("ben's"), NOW, TEA_ID)
            assert await store.person_by_token("other") is None
            found = await store.person_by_token("ben's")
            assert found is not None
            assert found.role is Role.GUEST
            assert await store.credentials(ben.id) == []

    async def test_of_two_ways_in_that_are_dropped_at_once_one_stays(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await store.put_credential(ann.id, "passkey", "first", "s", "", NOW)
            for number in range(6):
                await store.put_credential(ann.id, "passkey", f"another {number}", "s", "", NOW)
                known = [each.id for each in await store.credentials(ann.id)]
                outcomes = await asyncio.gather(
                    *(store.drop_credential(ann.id, "passkey", each) for each in known),
                    return_exceptions=True,
                )
                assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastWayInError", "bool"]
                assert len(await store.credentials(ann.id)) == 1

    async def test_a_confirmed_address_is_a_way_in_and_may_be_the_last(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            passkey = await store.put_credential(ann.id, "passkey", "key", "s", "", NOW)
            await store.claim_email(ann.id, "ann@example.org")
            with pytest.raises(LastWayInError):
                await store.drop_credential(ann.id, "passkey", passkey)
            link = await ask(store, ann, "ann@example.org", "letter")
            assert await store.confirm_email(link, NOW) == ann.id
            outcomes = await asyncio.gather(
                store.drop_credential(ann.id, "passkey", passkey),
                store.claim_email(ann.id, None),
                return_exceptions=True,
            )
            assert sum(isinstance(outcome, LastWayInError) for outcome in outcomes) == 1
            ways = await store.credentials(ann.id), (await store.mailbox(ann.id)).address
            assert sum(map(bool, ways)) == 1
            # What is only claimed may go, and one address may come after another.
            await store.claim_email(ann.id, "anna@example.org")
            if ways[0]:
                await store.claim_email(ann.id, None)
                assert (await store.mailbox(ann.id)).claimed is None
