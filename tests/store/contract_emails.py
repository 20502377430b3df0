"""What every store keeps of where people can be written to: nothing counts that no letter confirmed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from teahouse.model.errors import BadTextError
from teahouse.store.account_records import Link, Mailbox, token_bytes
from tests.store.contract import NOW, Place, StoreHarness

if TYPE_CHECKING:
    from teahouse.model.people import Person
    from teahouse.store.port import Store

LATER = NOW + 1_000


async def ask(store: Store, person: Person, address: str, token: str) -> bytes:
    """A link that confirms an address, as a letter has it: the hash of its token."""
    digest = token_bytes(token)
    link = Link(handle=token, kind="email", created_at=NOW, expires_at=LATER, person=person.id)
    await store.add_link(digest, link)
    await store.ask_email(person.id, address, digest)
    return digest


class EmailsContract(StoreHarness):
    """Addresses."""

    async def test_an_address_counts_once_its_link_was_used(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            assert await store.mailbox(ann.id) == Mailbox()
            await store.claim_email(ann.id, "ann@example.org")
            assert await store.mailbox(ann.id) == Mailbox(None, "ann@example.org")
            link = await ask(store, ann, "ann@example.org", "a")
            assert await store.confirm_email(token_bytes("other"), NOW) is None
            assert await store.confirm_email(link, LATER) is None
            assert await store.confirm_email(link, NOW) == ann.id
            assert await store.confirm_email(link, NOW) is None
            assert await store.mailbox(ann.id) == Mailbox("ann@example.org", None)
            # Another one does not count either before it is confirmed, and the old one does meanwhile.
            await store.claim_email(ann.id, "new@example.org")
            assert await store.mailbox(ann.id) == Mailbox("ann@example.org", "new@example.org")
            await store.claim_email(ann.id, "Ann@Example.org")
            assert await store.mailbox(ann.id) == Mailbox("ann@example.org", None)
            await store.put_credential(ann.id, "password", str(ann.id), "hash", "", NOW)
            await store.claim_email(ann.id, None)
            assert await store.mailbox(ann.id) == Mailbox()
            with pytest.raises(BadTextError):
                await store.claim_email(ann.id, "\0@example.org")

    async def test_a_link_confirms_the_address_that_it_was_sent_to_and_no_other(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await store.claim_email(ann.id, "first@example.org")
            first = await ask(store, ann, "first@example.org", "a")
            await store.claim_email(ann.id, "second@example.org")
            # A letter that was on its way when the address was changed.
            late = await ask(store, ann, "first@example.org", "b")
            second = await ask(store, ann, "second@example.org", "c")
            for link in (first, late):
                assert await store.look_link(link, NOW) is None
                assert await store.confirm_email(link, NOW) is None
            await store.claim_email(ann.id, None)
            assert await store.confirm_email(second, NOW) is None
            assert await store.mailbox(ann.id) == Mailbox()

    async def test_an_address_is_confirmed_for_one_account_and_whoever_claims_it_keeps_nobody_out(
        self, place: Place
    ) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, people):
            links = []
            for person in people:
                await store.claim_email(person.id, "Tea@example.org")
                links.append(await ask(store, person, "Tea@example.org", person.name))
            outcomes = await asyncio.gather(*(store.confirm_email(link, NOW) for link in links))
            (winner,) = [found for found in outcomes if found is not None]
            mailboxes = {person.id: await store.mailbox(person.id) for person in people}
            assert mailboxes.pop(winner) == Mailbox("Tea@example.org", None)
            assert set(mailboxes.values()) == {Mailbox(None, "Tea@example.org")}
