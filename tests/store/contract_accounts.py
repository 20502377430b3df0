"""What every store keeps of accounts: roles, what people sign in with, sessions."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.model.entry_errors import LastWayInError, LinkRefusedError
from teahouse.model.errors import ConflictError, NameTakenError, NotAllowedError, PersonNotFoundError
from teahouse.model.people import Person, Role, session_id
from teahouse.store.account_records import Link, NewSession, token_bytes
from tests.store.contract import NOW, Place, StoreHarness, guest

LATER = NOW + 1_000_000


def session(token: str, **more: object) -> NewSession:
    """A session of a page."""
    return NewSession(**{"token": token, "label": "Firefox, Linux", "expires_at": LATER, **more})  # type: ignore[arg-type]


def setup_link(handle: str = "s") -> Link:
    """What makes an owner."""
    return Link(handle=handle, kind="setup", created_at=NOW, expires_at=LATER)


class AccountsContract(StoreHarness):
    """Accounts and sessions."""

    async def test_a_guest_becomes_a_member_with_the_same_id_and_a_new_session(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "old", NOW, 0)
            rights = (await store.survey([], NOW)).rights
            made = await store.make_account(ann.id, "hash", session("new"), session_id("old"), NOW)
            assert made == ann
            found = await store.person_by_token("new")
            assert found is not None
            assert (found.person, found.role) == (ann, Role.MEMBER)
            assert await store.person_by_token("old") is None
            survey = await store.survey([], NOW)
            assert (survey.rights, survey.revoked) == (rights + 1, frozenset({session_id("old")}))
            (password,) = await store.credentials(ann.id)
            assert (password.kind, password.subject, password.secret) == ("password", str(ann.id), "hash")
            with pytest.raises(NotAllowedError):
                await store.make_account(ann.id, "hash", session("third"), None, NOW)
            with pytest.raises(PersonNotFoundError):
                await store.make_account(99, "hash", session("fourth"), None, NOW)
            assert await store.person_by_token("third") is None

    async def test_the_name_of_an_account_is_never_taken_over(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "old", 1000, 0)
            ben = await store.add_person("Ben", Role.GUEST, None, 1000, 0)
            await store.make_account(ann.id, "hash", session("new"), None, 1000)
            with pytest.raises(NameTakenError):
                await store.add_person("ann", Role.GUEST, None, NOW, NOW - 1)
            with pytest.raises(NameTakenError):
                await store.rename(ben.id, "ANN", NOW, NOW - 1)
            with pytest.raises(NameTakenError):
                await store.add_account("Ann", session("other"), NOW, NOW - 1)
            await store.free_name(ann.id)
            assert [found.person for found in await store.people_by_name(["ann"])] == [ann]
            assert (await store.rename(ann.id, "Anna", NOW, NOW - 1)).name == "Anna"
            assert (await store.add_person("Ann", Role.GUEST, None, NOW, NOW - 1)).id != ann.id

    async def test_a_freed_name_is_kept_again_unless_somebody_has_it(self, place: Place) -> None:
        async with self.opened(place) as store:
            for name, token in (("Ann", "a"), ("Ben", "b")):
                await store.add_person(name, Role.GUEST, token, 1000, 0)
            await store.add_person("Ann", Role.GUEST, None, 9000, 5000)
            dee = await store.add_person("Ben", Role.GUEST, None, 9000, 5000)
            await store.rename(dee.id, "Dee", 9000, 0)
            ann, ben = [await store.person_by_token(token) for token in "ab"]
            assert ann is not None
            assert ben is not None
            with pytest.raises(NameTakenError):
                await store.make_account(ann.person.id, None, session("c"), None, NOW)
            assert (await store.person(ann.person.id)).role is Role.GUEST
            await store.make_account(ben.person.id, None, session("d"), None, NOW)
            assert [found.person for found in await store.people_by_name(["Ben"])] == [ben.person]

    async def test_there_is_one_owner_and_the_link_is_closed_with_it(self, place: Place) -> None:
        async with self.opened(place) as store:
            assert not await store.has_owner()
            for handle in "ab":
                await store.add_link(token_bytes(handle), setup_link(handle))
            await guest(store, "Taken")
            with pytest.raises(NameTakenError):
                await store.make_owner(token_bytes("a"), None, "Taken", "h", session("1"), None, NOW, 0)
            outcomes = await asyncio.gather(
                store.make_owner(token_bytes("a"), None, "Ann", "h", session("2"), None, NOW, 0),
                store.make_owner(token_bytes("b"), None, "Ben", "h", session("3"), None, NOW, 0),
                return_exceptions=True,
            )
            assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LinkRefusedError", "Person"]
            assert await store.has_owner()
            for handle in "ab":
                assert await store.look_link(token_bytes(handle), NOW) is None
            await store.add_link(token_bytes("c"), setup_link("c"))
            with pytest.raises(LinkRefusedError):
                await store.make_owner(token_bytes("c"), None, "Cem", "h", session("4"), None, NOW, 0)

    async def test_who_is_a_guest_already_becomes_the_owner(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "old", NOW, 0)
            with pytest.raises(LinkRefusedError):
                await store.make_owner(token_bytes("a"), ann.id, "Anna", "h", session("1"), None, NOW, 0)
            await store.add_link(token_bytes("a"), setup_link())
            made = await store.make_owner(
                token_bytes("a"), ann.id, "Anna", "h", session("new"), session_id("old"), NOW, 0
            )
            assert made == Person(ann.id, "Anna")
            assert (await store.person(ann.id)).role is Role.OWNER
            assert await store.person_by_token("old") is None

    async def test_an_expired_setup_link_makes_no_owner(self, place: Place) -> None:
        async with self.opened(place) as store:
            await store.add_link(token_bytes("a"), setup_link())
            with pytest.raises(LinkRefusedError):
                await store.make_owner(token_bytes("a"), None, "Ann", "h", session("1"), None, LATER, 0)
            assert not await store.has_owner()

    async def test_a_role_is_set_and_counted(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await guest(store, "Ann")
            rights = (await store.survey([], NOW)).rights
            await store.set_role(ann.id, Role.MODERATOR)
            assert (await store.person(ann.id)).role is Role.MODERATOR
            assert (await store.survey([], NOW)).rights == rights + 1
            with pytest.raises(PersonNotFoundError):
                await store.set_role(99, Role.MODERATOR)

    async def test_the_place_is_handed_over_as_one_and_never_twice(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem", "Guest") as (store, (ann, ben, cem, guest)):
            for who, role in ((ann, Role.OWNER), (ben, Role.MEMBER), (cem, Role.ADMIN)):
                await store.set_role(who.id, role)
            rights = (await store.survey([], NOW)).rights
            for owner, person in ((ann, guest), (ann, ann), (ben, cem), (cem, ben)):
                assert not await store.give_house(owner.id, person.id)
            with pytest.raises(NotAllowedError):
                await store.set_role(ann.id, Role.MEMBER)
            assert (await store.survey([], NOW)).rights == rights
            outcomes = await asyncio.gather(*(store.give_house(ann.id, to.id) for to in (ben, cem)))
            assert sorted(outcomes) == [False, True]
            roles = [(await store.person(who.id)).role for who in (ann, ben, cem)]
            assert (roles[0], roles.count(Role.OWNER)) == (Role.ADMIN, 1)
            assert (await store.survey([], NOW)).rights == rights + 1

    async def test_credentials_belong_to_one_person(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            made = await store.put_credential(ann.id, "passkey", "key", "s1", "phone", NOW)
            assert await store.put_credential(ann.id, "passkey", "key", "s2", "phone", NOW) == made
            with pytest.raises(ConflictError):
                await store.put_credential(ben.id, "passkey", "key", "s3", "", NOW)
            found = await store.credential("passkey", "key")
            assert found is not None
            assert (found.id, found.person, found.secret, found.last_used) == (made, ann.id, "s2", None)
            assert not await store.use_credential(made, "s1", "s9", NOW)
            assert await store.use_credential(made, "s2", "s4", NOW + 1)
            assert not await store.set_label(ben.id, made, "theirs")
            assert await store.set_label(ann.id, made, "laptop")
            (found,) = await store.credentials(ann.id)
            assert (found.secret, found.last_used, found.label) == ("s4", NOW + 1, "laptop")
            await store.put_credential(ann.id, "import", "there/U1", "", "", NOW)
            for person, kind, credential in (
                (ben, "passkey", made),
                (ann, "oidc", made),
                (ann, "passkey", 99),
            ):
                assert not await store.drop_credential(person.id, kind, credential)
            # Nobody signs in by what they were elsewhere.
            with pytest.raises(LastWayInError):
                await store.drop_credential(ann.id, "passkey", made)
            await store.put_credential(ann.id, "password", str(ann.id), "hash", "", NOW)
            assert await store.drop_credential(ann.id, "passkey", made)
            assert not await store.drop_credential(ann.id, "passkey", made)
            assert await store.credential("passkey", "key") is None
            with pytest.raises(PersonNotFoundError):
                await store.put_credential(99, "passkey", "key", "s", "", NOW)


class SessionsContract(StoreHarness):
    """Where people are signed in."""

    async def test_sessions_are_listed_without_their_secrets(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person(
                "Ann", Role.GUEST, "one", NOW, 0, label="Safari, iOS", expires_at=LATER
            )
            await store.add_session(ann.id, session("two", kind="token", label="bot"), None, NOW + 5)
            first, second = await store.sessions(ann.id)
            assert (first.session, first.kind, first.label) == (session_id("two"), "token", "bot")
            assert (second.session, second.kind, second.label) == (session_id("one"), "page", "Safari, iOS")
            assert (second.created_at, second.last_seen, second.expires_at) == (NOW, NOW, LATER)
            assert len({first.handle, second.handle}) == 2
            assert second.handle not in session_id("one")
            found = await store.person_by_token("one")
            assert found is not None
            assert found.signed_in is not None
            assert found.signed_in.expires_at == LATER
            with pytest.raises(PersonNotFoundError):
                await store.add_session(99, session("three"), None, NOW)

    async def test_one_session_or_all_others_end(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            for token in ("one", "two", "three"):
                await store.add_session(ann.id, session(token), None, NOW)
            await store.add_session(ben.id, session("ben's"), None, NOW)
            handles = {each.session: each.handle for each in await store.sessions(ann.id)}
            two = session_id("two")
            assert await store.end_sessions(ben.id, NOW, handle=handles[two]) == []
            assert await store.end_sessions(ann.id, NOW, handle=handles[two]) == [two]
            assert await store.end_sessions(ann.id, NOW, handle=handles[two]) == []
            keep = session_id("one")
            assert session_id("three") in await store.end_sessions(ann.id, NOW, keep=keep)
            assert [each.session for each in await store.sessions(ann.id)] == [keep]
            assert await store.person_by_token("ben's") is not None
            assert (await store.survey([], NOW)).revoked >= {two, session_id("three")}

    async def test_what_is_over_ends_and_is_told_of(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "endless", 1_000, 0)
            await store.add_session(ann.id, session("short", expires_at=5_000), None, 2_000)
            await store.add_session(ann.id, session("idle", expires_at=LATER), None, 2_000)
            await store.add_session(ann.id, session("used", expires_at=LATER), None, 2_000)
            await store.seen_sessions([session_id("used"), session_id("endless")], 4_000)
            await store.seen_sessions([session_id("used")], 3_000)
            assert await store.expire_sessions(4_999, 2_000, 1_000) == []
            assert await store.expire_sessions(5_000, 2_000, 1_000) == [session_id("short")]
            assert await store.expire_sessions(5_000, 4_000, 1_000) == [session_id("idle")]
            assert await store.expire_sessions(5_000, 4_000, 1_001) == [session_id("endless")]
            assert [each.session for each in await store.sessions(ann.id)] == [session_id("used")]
            assert (await store.sessions(ann.id))[0].last_seen == 4_000

    async def test_being_here_keeps_the_name_and_no_session(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "one", 1_000, 0)
            await store.seen([ann.id], 9_000)
            assert (await store.sessions(ann.id))[0].last_seen == 1_000


class LinksContract(StoreHarness):
    """Links that do something once or some times."""

    async def test_the_last_use_is_taken_once(self, place: Place) -> None:
        async with self.opened(place) as store:
            token = token_bytes("secret")
            await store.add_link(token, invite("a", uses_left=2))
            assert await store.take_link(token, "reset", NOW) is None
            first = await store.take_link(token, "invite", NOW)
            assert first is not None
            assert (first.uses, first.uses_left, first.room, first.role) == (1, 1, 1, "moderator")
            outcomes = await asyncio.gather(*(store.take_link(token, "invite", NOW) for _ in range(4)))
            assert sorted(outcome is None for outcome in outcomes) == [False, True, True, True]
            assert await store.look_link(token, NOW) is None
            assert await store.list_links(1, NOW) == []

    async def test_a_link_without_a_count_lasts_until_it_expires(self, place: Place) -> None:
        async with self.opened(place) as store:
            token = token_bytes("secret")
            await store.add_link(token, invite("a", uses_left=None))
            for uses in (1, 2, 3):
                taken = await store.take_link(token, "invite", LATER - 1)
                assert taken is not None
                assert taken.uses == uses
            assert await store.take_link(token, "invite", LATER) is None
            assert await store.look_link(token, LATER) is None
            await store.drop_links(LATER + 1)
            assert await store.look_link(token, NOW) is None

    async def test_a_revoked_link_does_nothing(self, place: Place) -> None:
        async with self.opened(place) as store:
            token = token_bytes("secret")
            link = invite("a")
            await store.add_link(token, link)
            assert await store.list_links(1, NOW) == [link]
            assert not await store.revoke_link("a", 2)
            assert await store.revoke_link("a", 1)
            assert not await store.revoke_link("a")
            assert await store.take_link(token, "invite", NOW) is None
            assert await store.look_link(token, NOW) is None

    async def test_a_person_has_one_link_for_a_new_password_at_a_time(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            for token, kind, person in (
                ("1", "reset", ann), ("2", "reset", ben), ("3", "device", ann), ("4", "reset", ann),
            ):  # fmt: skip
                link = Link(handle=token, kind=kind, created_at=NOW, expires_at=LATER, person=person.id)  # type: ignore[arg-type]
                await store.add_link(token_bytes(token), link)
            usable = [token for token in "1234" if await store.look_link(token_bytes(token), NOW)]
            assert usable == ["2", "3", "4"]


def invite(handle: str, uses_left: int | None = 1) -> Link:
    """Into the lobby."""
    return Link(
        handle=handle,
        kind="invite",
        created_at=NOW,
        expires_at=LATER,
        room=1,
        role="moderator",
        made_by=1,
        uses_left=uses_left,
    )
