"""Passkeys: made, listed with the account, removed, and signed in with."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, delete, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from teahouse.chat import audit, passkeys, providers
from teahouse.chat.passkeys import Asked as PasskeyAsked
from teahouse.chat.passkeys import Party
from teahouse.http.entry import SignedIn, device
from teahouse.http.guests import COOKIE_SECONDS
from teahouse.http.services import Asked, Services
from teahouse.model.entry_errors import PasskeysImpossibleError
from teahouse.model.limits import Limit
from teahouse.model.origin import parse_site

CredentialPath = Annotated[int, PathParameter(ge=1, le=2**53)]


class NewPasskey(Struct, frozen=True):
    """What `navigator.credentials.create` answered, as `PublicKeyCredential.toJSON()` has it."""

    credential: dict[str, Any]
    label: str = ""


class PasskeyName(Struct, frozen=True):
    """What you call it."""

    label: str


class PasskeyAdded(Struct, frozen=True):
    """A passkey of your account."""

    id: int


class PasskeyAnswer(Struct, frozen=True):
    """What `navigator.credentials.get` answered, and the `state` that came with its options."""

    credential: dict[str, Any]
    state: str


@post("/api/v1/passkeys/options", status_code=200)
async def passkey_options(request: Asked, services: NamedDependency[Services]) -> dict[str, Any]:
    """Options for `navigator.credentials.create`, as `parseCreationOptionsFromJSON` takes them."""
    actor = await services.writer(request, Limit.PERSON_TRIALS)
    return await passkeys.creation_options(services.context, actor, party(request, services))


@post("/api/v1/passkeys", status_code=201)
async def add_passkey(
    request: Asked, services: NamedDependency[Services], data: JSONBody[NewPasskey]
) -> PasskeyAdded:
    """A passkey that was just made, for the options of the last five minutes."""
    actor = await services.writer(request, Limit.PERSON_TRIALS)
    made = await passkeys.add(services.context, actor, party(request, services), data.credential, data.label)
    await audit.note(
        services.context, actor, "passkey.add", detail={"id": made}, address=services.client(request)
    )
    return PasskeyAdded(made)


@patch("/api/v1/passkeys/{credential:int}", status_code=204)
async def rename_passkey(
    request: Asked,
    services: NamedDependency[Services],
    credential: CredentialPath,
    data: JSONBody[PasskeyName],
) -> None:
    """Call one of your passkeys otherwise."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await passkeys.rename(services.context, actor, credential, data.label)


@delete("/api/v1/passkeys/{credential:int}", status_code=204)
async def drop_passkey(
    request: Asked, services: NamedDependency[Services], credential: CredentialPath
) -> None:
    """One passkey less; `last_way_in` for the only way to sign in."""
    services.check_write(request)
    await providers.drop_way_in(
        services.context,
        await services.actor(request),
        passkeys.KIND,
        credential,
        services.client(request),
    )


@post("/api/v1/passkeys/sign-in/options", status_code=200)
async def passkey_sign_in_options(request: Asked, services: NamedDependency[Services]) -> PasskeyAsked:
    """Options for `navigator.credentials.get`, and a `state` to send along with its answer."""
    services.check_write(request)
    services.take(Limit.ADDRESS_READS, request, None)
    return await passkeys.request_options(services.context, party(request, services))


@post("/api/v1/passkeys/sign-in", status_code=200)
async def passkey_sign_in(
    request: Asked, services: NamedDependency[Services], data: JSONBody[PasskeyAnswer]
) -> Response[SignedIn]:
    """Sign in with a passkey; `sign_in_failed` whatever is wrong with it."""
    services.check_write(request)
    services.take(Limit.ADDRESS_JOINS, request, None)
    context = services.context
    found = await passkeys.check(context, party(request, services), data.credential, data.state)
    person, role, token = await providers.sign_in_as(
        context,
        await services.actor(request),
        found,
        device(request),
        passkeys.KIND,
        services.client(request),
    )
    return Response(SignedIn(person, role.value), cookies=[services.session_cookie(token, COOKIE_SECONDS)])


def party(request: Asked, services: Services) -> Party:
    """Who we are to an authenticator: public_url's host, or localhost (section 5.1.3); PasskeysImpossibleError."""
    name = services.context.house.name
    public = services.rule.public_url
    told = request.headers.get("origin", "")
    if public is not None:
        if public.host.startswith("[") or public.host.replace(".", "").isdigit():
            raise PasskeysImpossibleError
        return Party(public.host, name, told)
    # The Host rule let it pass: it is a name of ours, but no browser has passkeys for any but this one without TLS.
    site = parse_site(request.headers.get("host", ""))
    if site is None or not (site.host == "localhost" or site.host.endswith(".localhost")):
        raise PasskeysImpossibleError
    return Party(site.host, name, told)
