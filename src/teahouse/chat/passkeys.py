"""Passkeys (WebAuthn level 3): made by who has an account, and enough to sign in with.

Challenges are sealed texts, so any node takes what any other gave out, and nothing is
kept of them; each is taken once on a node. What checks a passkey is computed off the loop.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from teahouse.chat.context import Context
from teahouse.model.entry_errors import PasskeyRefusedError, SignInFailedError
from teahouse.model.errors import NotFoundError, TooManyError
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require_person
from teahouse.model.text import check_line
from teahouse.store.port_accounts import Credential

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.registration.verify_registration_response import VerifiedRegistration

KIND: Final = "passkey"
ADDING, SIGNING_IN = "passkey.add", "passkey.sign-in"
"""What a challenge is for."""

VALID_MS: Final = 300_000
MOST: Final = 20
"""Passkeys of one person."""

LABEL_CHARACTERS: Final = 60
PERSON_BYTES: Final = 8


class Party(Struct, frozen=True):
    """Who asks for a passkey (WebAuthn's relying party): its id, a host name, and the page's own origin."""

    id: str
    name: str
    origin: str


class _Kept(Struct, frozen=True):
    """What is stored of a passkey: its public key (COSE, base64url) and how often it has signed."""

    key: str
    count: int


class Asked(Struct, frozen=True):
    """Options for `navigator.credentials.get`, as JSON, and the state that comes back with the answer."""

    options: dict[str, Any]
    state: str


async def creation_options(context: Context, actor: Actor, party: Party) -> dict[str, Any]:
    """What `navigator.credentials.create` is called with, as JSON (section 5.4)."""
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    known = await passkeys_of(context, person.id)
    if len(known) >= MOST:
        raise TooManyError
    challenge = _challenge(context, ADDING, person.id.to_bytes(PERSON_BYTES, "big"))
    handle = f"{context.store.store_id}:{person.id}".encode()

    def make() -> dict[str, Any]:
        from webauthn import generate_registration_options
        from webauthn.helpers import base64url_to_bytes, options_to_json_dict
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            PublicKeyCredentialDescriptor,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        options = generate_registration_options(
            rp_id=party.id,
            rp_name=party.name,
            user_id=handle,
            user_name=person.name,
            user_display_name=person.name,
            challenge=challenge.encode(),
            timeout=VALID_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                # It is found without a name, and the device knows its owner: it replaces a password.
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.subject)) for each in known
            ],
        )
        return options_to_json_dict(options)

    return await asyncio.to_thread(make)


async def add(context: Context, actor: Actor, party: Party, credential: dict[str, Any], label: str) -> int:
    """The id of a new passkey, from what `create` answered. PasskeyRefusedError, ConflictError."""
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    label = check_line(label, "label", LABEL_CHARACTERS, may_be_empty=True)
    challenge = _told_challenge(credential)
    body = context.seal.open(ADDING, challenge, context.clock())
    if body is None or int.from_bytes(body[:PERSON_BYTES], "big") != person.id:
        raise PasskeyRefusedError
    if len(await passkeys_of(context, person.id)) >= MOST:
        raise TooManyError

    def verify() -> VerifiedRegistration:
        from webauthn import verify_registration_response

        return verify_registration_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )

    verified = await _checked(verify)
    _use_once(context, challenge)
    kept = _Kept(_text(verified.credential_public_key), verified.sign_count)
    return await context.store.put_credential(
        person.id, KIND, _text(verified.credential_id), _secret(kept), label, context.clock()
    )


async def rename(context: Context, actor: Actor, credential: int, label: str) -> None:
    """Call one of the actor's passkeys otherwise. NotFoundError if there is no such one."""
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    label = check_line(label, "label", LABEL_CHARACTERS, may_be_empty=True)
    if not any(each.id == credential for each in await passkeys_of(context, person.id)):
        raise NotFoundError
    if not await context.store.set_label(person.id, credential, label):
        raise NotFoundError


async def passkeys_of(context: Context, person: int) -> list[Credential]:
    """A person's passkeys, in the order in which they were made."""
    return [each for each in await context.store.credentials(person) if each.kind == KIND]


async def request_options(context: Context, party: Party) -> Asked:
    """What a visitor's `navigator.credentials.get` is called with: any passkey of this place (section 5.5)."""
    state = _challenge(context, SIGNING_IN, b"")

    def make() -> dict[str, Any]:
        from webauthn import generate_authentication_options
        from webauthn.helpers import options_to_json_dict
        from webauthn.helpers.structs import UserVerificationRequirement

        options = generate_authentication_options(
            rp_id=party.id,
            challenge=state.encode(),
            timeout=VALID_MS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    return Asked(await asyncio.to_thread(make), state)


async def check(context: Context, party: Party, credential: dict[str, Any], state: str) -> int:
    """Whose passkey answered; SignInFailedError whatever was wrong.

    Its sign counter goes up with each use where the authenticator has one: an older count
    tells of a copy (section 6.1.1), and of two answers at once one is taken.
    """
    now = context.clock()
    if context.seal.open(SIGNING_IN, state, now) is None:
        raise SignInFailedError
    subject = credential.get("id")
    found = await context.store.credential(KIND, subject) if isinstance(subject, str) else None
    if found is None:
        raise SignInFailedError
    kept = msgspec.json.decode(found.secret, type=_Kept)

    def verify() -> VerifiedAuthentication:
        from webauthn import verify_authentication_response

        return verify_authentication_response(
            credential=credential,
            expected_challenge=state.encode(),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=_raw(kept.key),
            credential_current_sign_count=kept.count,
            require_user_verification=True,
        )

    try:
        verified = await _checked(verify)
        _use_once(context, state)
    except PasskeyRefusedError:
        raise SignInFailedError from None
    used = _secret(_Kept(kept.key, verified.new_sign_count))
    if not await context.store.use_credential(found.id, found.secret, used, now):
        raise SignInFailedError
    return found.person


def _challenge(context: Context, purpose: str, body: bytes) -> str:
    return context.seal.close(purpose, body + secrets.token_bytes(32), context.clock() + VALID_MS)


def _use_once(context: Context, challenge: str) -> None:
    now = context.clock()
    if not context.once.take(challenge, now + VALID_MS, now):
        raise PasskeyRefusedError


async def _checked(verify: Any) -> Any:
    """What the library says, off the loop; PasskeyRefusedError for whatever it does not like."""
    try:
        return await asyncio.to_thread(verify)
    except Exception:
        # The library raises its own errors and those of the parsers below it: all of it is the sender's input.
        raise PasskeyRefusedError from None


def _told_challenge(credential: dict[str, Any]) -> str:
    """The challenge that an answer says it is for; checked afterwards."""
    try:
        client = msgspec.json.decode(_raw(credential["response"]["clientDataJSON"]))
        return _raw(client["challenge"]).decode("ascii")
    except (LookupError, TypeError, ValueError):
        raise PasskeyRefusedError from None


def _secret(kept: _Kept) -> str:
    return msgspec.json.encode(kept).decode()


def _text(raw: bytes) -> str:

    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes:

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
