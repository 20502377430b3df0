"""One's account: keeping the name, what one signs in with, and signing in by a password."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get, post, put
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from teahouse.chat import accounts, links, mailboxes
from teahouse.http.entry import device
from teahouse.http.guests import COOKIE_SECONDS
from teahouse.http.services import Asked, Services, bearer
from teahouse.model.errors import TeahouseError
from teahouse.model.limits import Limit
from teahouse.model.names import name_key
from teahouse.model.people import Actor, Person
from teahouse.model.permissions import Action, require_person

NAME_CHARACTERS = 200
Name = Annotated[str, Meta(max_length=NAME_CHARACTERS)]
Password = Annotated[str, Meta(max_length=1024)]
"""More than a password may have: what is too long is told so by the use case, in the same way everywhere."""
Email = Annotated[str, Meta(max_length=320)]


class AccountWish(Struct, frozen=True):
    """How you want to sign in from now on. Without a password, add a passkey next."""

    password: Password | None = None
    email: Email | None = None


class Entered(Struct, frozen=True, omit_defaults=True):
    """Who you are now, and as what; `token` is shown this once, and only to who asked for it."""

    you: Person
    role: str
    token: str | None = None


class Passkey(Struct, frozen=True):
    """A passkey of yours. Times are Unix milliseconds."""

    id: int
    label: str
    created_at: int
    last_used: int | None


class Provider(Struct, frozen=True):
    """A place elsewhere by which you sign in."""

    id: int
    label: str


class Account(Struct, frozen=True):
    """Who you are, as what, and by what you sign in.

    Letters go to `email`, which one of them confirmed. `email_claimed` is one that you gave and that
    is not confirmed yet; `letters` says whether this place sends any.
    """

    you: Person
    role: str
    has_password: bool
    email: str | None
    email_claimed: str | None
    letters: bool
    passkeys: tuple[Passkey, ...]
    oidc: tuple[Provider, ...]


class PasswordChange(Struct, frozen=True):
    """The password that you have, if you have one, and the one that you want."""

    new: Password
    old: Password | None = None


class EmailChange(Struct, frozen=True):
    """Where to write to, once a link from a letter was opened there; null for nowhere."""

    email: Email | None


class SignIn(Struct, frozen=True):
    """Name and password; programs ask for a `token`, pages get a cookie."""

    name: Name
    password: Password
    credential: Literal["cookie", "token"] = "cookie"


class ResetWish(Struct, frozen=True):
    """Who forgot the password."""

    name: Name


@post("/api/v1/account", status_code=200)
async def make_account(
    request: Asked, services: NamedDependency[Services], data: JSONBody[AccountWish]
) -> Response[Entered]:
    """Keep your name for good: a guest becomes a member, with a new session; the old one is over."""
    services.check_write(request)
    actor = await services.actor(request)
    require_person(actor, Action.ACCOUNT_MAKE)
    services.take(Limit.PERSON_ACCOUNT, request, actor.person)
    person, token = await accounts.make(
        services.context, actor, data.password, data.email, device(request), services.client(request)
    )
    response = entered(services, request, person, "member", token)
    if data.email is not None:
        response.background = BackgroundTask(_send_asking, services, person)
    return response


@get("/api/v1/account")
async def read_account(request: Asked, services: NamedDependency[Services]) -> Account:
    """Your account; a guest has none of what is in there."""
    actor = await services.reader(request, Limit.PERSON_READS)
    person = require_person(actor, Action.SESSIONS_SEE)
    found, mailbox = await accounts.ways(services.context, actor)
    return Account(
        you=person,
        role=actor.role.value,
        has_password=any(each.kind == accounts.PASSWORD for each in found),
        email=mailbox.address,
        email_claimed=mailbox.claimed,
        letters=mailboxes.can_write(services.context),
        passkeys=tuple(
            Passkey(each.id, each.label, each.created_at, each.last_used)
            for each in found
            if each.kind == "passkey"
        ),
        oidc=tuple(Provider(each.id, each.label) for each in found if each.kind == "oidc"),
    )


@put("/api/v1/account/password", status_code=204)
async def change_password(
    request: Asked, services: NamedDependency[Services], data: JSONBody[PasswordChange]
) -> None:
    """Another password; all your other sessions are over."""
    actor = await _changing(request, services)
    await accounts.change_password(services.context, actor, data.old, data.new, services.client(request))


@put("/api/v1/account/email", status_code=204)
async def change_email(
    request: Asked, services: NamedDependency[Services], data: JSONBody[EmailChange]
) -> Response[None]:
    """Where a link for a new password is sent to: from when a link is opened that is sent there now."""
    actor = await _changing(request, services)
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    await mailboxes.set_email(services.context, actor, data.email, services.client(request))
    # After the answer: a letter may take its time.
    return Response(None, background=BackgroundTask(_send_asking, services, person))


@post("/api/v1/sessions", status_code=200)
async def sign_in(
    request: Asked, services: NamedDependency[Services], data: JSONBody[SignIn]
) -> Response[Entered]:
    """Sign in by name and password. The same answer after the same time, whichever of the two was wrong."""
    if data.credential == "cookie" or bearer(request) or request.headers.get("origin") is not None:
        services.check_write(request)
    actor = await services.actor(request)
    services.take(Limit.ADDRESS_SIGN_INS, request, None)
    services.take_key(Limit.NAME_SIGN_INS, name_key(data.name))
    program = data.credential == "token"
    person, role, token = await accounts.sign_in(
        services.context,
        actor,
        data.name,
        data.password,
        device(request),
        services.client(request),
        program=program,
    )
    if program:
        return Response(Entered(person, role.value, token))
    return entered(services, request, person, role.value, token)


@post("/api/v1/resets", status_code=202)
async def ask_reset(
    request: Asked, services: NamedDependency[Services], data: JSONBody[ResetWish]
) -> Response[bytes]:
    """Ask for a letter with a link for a new password. Nothing tells whether there is such an account."""
    services.check_write(request)
    services.take(Limit.ADDRESS_SIGN_INS, request, None)
    services.take_key(Limit.NAME_RESETS, name_key(data.name))
    # After the answer: how long it takes tells nothing.
    sending = BackgroundTask(_send_reset, services, data.name)
    return Response(b"", status_code=202, media_type="application/json", background=sending)


def entered(
    services: Services, request: Asked, person: Person, role: str, token: str | None
) -> Response[Entered]:
    """The answer to who has a new session: a cookie for a page, the token itself for a program."""
    if token is None or bearer(request):
        return Response(Entered(person, role, token))
    return Response(Entered(person, role), cookies=[services.session_cookie(token, COOKIE_SECONDS)])


async def _changing(request: Asked, services: Services) -> Actor:
    services.check_write(request)
    actor = await services.actor(request)
    require_person(actor, Action.ACCOUNT_CHANGE)
    services.take(Limit.PERSON_ACCOUNT, request, actor.person)
    return actor


async def _send_asking(services: Services, person: Person) -> None:
    try:
        await mailboxes.ask(services.context, person)
    except TeahouseError:
        # The address stays unconfirmed; whoever gives it again gets a letter then.
        return


async def _send_reset(services: Services, name: str) -> None:
    try:
        await links.send_reset(services.context, name)
    except TeahouseError:
        # Whoever asks again gets a letter then; it was not promised that there is one.
        return
