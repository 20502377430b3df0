"""What is asked of a passkey's answer, beyond what a browser would ever get wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from teahouse.chat import passkeys
from teahouse.chat.passkeys import VALID_MS, Party
from teahouse.model.entry_errors import PasskeyRefusedError, SignInFailedError
from teahouse.model.errors import ConflictError, NotAllowedError, TooManyError
from teahouse.model.people import Actor, Role
from tests.chat.house import whose
from tests.harness.authenticator import PRESENT, Authenticator

if TYPE_CHECKING:
    from tests.chat.house import House

ORIGIN = "https://tea.example.org"
PARTY = Party("tea.example.org", "Teahouse", ORIGIN)


async def member(house: House, name: str) -> Actor:
    return Actor(Role.MEMBER, whose(await house.guest(name)))


async def made(house: House, actor: Actor) -> Authenticator:
    """Somebody's new passkey."""
    key = Authenticator(ORIGIN)
    options = await passkeys.creation_options(house.context, actor, PARTY)
    await passkeys.add(house.context, actor, PARTY, key.create(options), "")
    return key


async def signed_in(house: House, key: Authenticator, party: Party = PARTY) -> int:
    asked = await passkeys.request_options(house.context, PARTY)
    return await passkeys.check(house.context, party, key.get(asked.options), asked.state)


async def test_it_signs_its_person_in_again_and_again(house: House) -> None:
    ann, ben = await member(house, "Ann"), await member(house, "Ben")
    anns, bens = await made(house, ann), await made(house, ben)
    for key, whom in ((anns, ann), (bens, ben), (anns, ann)):
        assert await signed_in(house, key) == whose(whom).id


async def test_an_authenticator_without_a_counter_is_as_good(house: House) -> None:
    ann = await member(house, "Ann")
    key = await made(house, ann)
    for _ in range(2):
        key.count = -1
        assert await signed_in(house, key) == whose(ann).id


async def test_another_place_an_unknown_device_owner_and_an_old_count_are_refused(house: House) -> None:
    key = await made(house, await member(house, "Ann"))
    key.origin = "https://tea.example.com"
    with pytest.raises(SignInFailedError):
        await signed_in(house, key)
    key.origin = ORIGIN
    with pytest.raises(SignInFailedError):
        await signed_in(house, key, Party("example.org", "", ORIGIN))
    key.flags = PRESENT
    with pytest.raises(SignInFailedError):
        await signed_in(house, key)
    key.flags = Authenticator(ORIGIN).flags
    key.count = 10
    await signed_in(house, key)
    key.count = 5
    with pytest.raises(SignInFailedError):
        await signed_in(house, key)
    stranger = Authenticator(ORIGIN)
    stranger.id = key.id
    stranger.count = 100
    with pytest.raises(SignInFailedError):
        await signed_in(house, stranger)
    key.count = 11
    await signed_in(house, key)


async def test_a_challenge_has_its_time_and_its_purpose(house: House) -> None:
    ann = await member(house, "Ann")
    key = await made(house, ann)
    asked = await passkeys.request_options(house.context, PARTY)
    answer = key.get(asked.options)
    house.now += VALID_MS
    with pytest.raises(SignInFailedError):
        await passkeys.check(house.context, PARTY, answer, asked.state)
    fresh = Authenticator(ORIGIN)
    options = await passkeys.creation_options(house.context, ann, PARTY)
    late = fresh.create(options)
    house.now += VALID_MS
    with pytest.raises(PasskeyRefusedError):
        await passkeys.add(house.context, ann, PARTY, late, "")
    # One for signing in adds none.
    wrong: dict[str, Any] = {**options, "challenge": asked.options["challenge"]}
    with pytest.raises(PasskeyRefusedError):
        await passkeys.add(house.context, ann, PARTY, fresh.create(wrong), "")


async def test_one_passkey_is_one_person_s(house: House) -> None:
    ann, ben = await member(house, "Ann"), await member(house, "Ben")
    key = await made(house, ann)
    options = await passkeys.creation_options(house.context, ben, PARTY)
    with pytest.raises(ConflictError):
        await passkeys.add(house.context, ben, PARTY, key.create(options), "")
    assert await signed_in(house, key) == whose(ann).id


async def test_there_is_a_bound_and_an_account_is_needed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passkeys, "MOST", 1)
    ann = await member(house, "Ann")
    await made(house, ann)
    with pytest.raises(TooManyError):
        await passkeys.creation_options(house.context, ann, PARTY)
    with pytest.raises(NotAllowedError):
        await passkeys.creation_options(house.context, await house.guest("Gil"), PARTY)


async def test_what_is_stored_is_of_no_use_to_who_reads_it(house: House) -> None:
    ann = await member(house, "Ann")
    await made(house, ann)
    (kept,) = await house.store.credentials(whose(ann).id)
    # The public key (77 bytes of COSE) and a count.
    assert set(json.loads(kept.secret)) == {"key", "count"}
    assert "Ann" not in kept.secret
