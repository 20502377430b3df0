"""Where one is told of what one misses: browsers (Web Push) and webhooks."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from teahouse.aside.pushes import PUSH, Pushes, PushSecret
from teahouse.http.services import Asked, Services
from teahouse.model.errors import (
    AddressRefusedError,
    BadFieldError,
    BadInputError,
    BadSecretError,
    BadUrlError,
    HttpsNeededError,
    NotFoundError,
    PortRefusedError,
    WrongServiceError,
)
from teahouse.model.language import preferred
from teahouse.model.limits import Limit
from teahouse.model.people import Person
from teahouse.model.permissions import Action, require_person
from teahouse.outbound.guard import Guard
from teahouse.outbound.push_keys import BadSubscriptionError, check_subscription
from teahouse.outbound.services import SERVICES, Kind
from teahouse.outbound.webhooks import BadWebhookError, check_webhook
from teahouse.store.port import PushTarget

LANGUAGES = ("en", "zh-CN")

REFUSALS: dict[str, type[BadInputError]] = {
    "bad_url": BadUrlError,
    "scheme_refused": BadUrlError,
    "port_refused": PortRefusedError,
    "address_refused": AddressRefusedError,
    "https_needed": HttpsNeededError,
    "wrong_service": WrongServiceError,
    "bad_secret": BadSecretError,
}
"""What a person is told of a webhook that cannot be kept, by the codes of BadWebhookError."""


TargetPath = Annotated[int, PathParameter(ge=1, le=2**53)]


class PushItem(Struct, frozen=True):
    """One of your own; of the address only its host is told. `kind` is push or a service."""

    id: int
    kind: str
    host: str


class ServiceItem(Struct, frozen=True):
    """A service for webhooks: its names, what an address looks like, and what the secret is, if any."""

    kind: str
    name: str
    name_zh: str
    example: str
    proof: str


class PushList(Struct, frozen=True):
    """`public_key` is for a page's subscription; empty where Web Push is off."""

    public_key: str
    services: tuple[ServiceItem, ...]
    yours: tuple[PushItem, ...]


class NewBrowser(Struct, frozen=True):
    """What a browser's PushSubscription says. `language` of the notices: en or zh-CN; else as the request."""

    endpoint: str
    p256dh: str
    auth: str
    language: str = ""


class NewWebhook(Struct, frozen=True):
    """Where a service takes notices; `secret` where it wants one; `language` as of a browser."""

    kind: Kind
    url: str
    secret: str = ""
    language: str = ""


class Tested(Struct, frozen=True):
    """What became of a trial; `code` is sent, or why not; `detail` is what the service said."""

    ok: bool
    code: str
    detail: str


@get("/api/v1/pushes")
async def list_pushes(request: Asked, services: NamedDependency[Services]) -> PushList:
    """Your browsers and webhooks, and what there could be."""
    person = await _person(request, services)
    pushes = _pushes(services)
    found = await services.context.store.pushes([person.id])
    offered = SERVICES.items() if services.house.webhooks else ()
    return PushList(
        public_key=(await pushes.keys()).public if services.web_push else "",
        services=tuple(
            ServiceItem(kind.value, each.names["en"], each.names["zh-CN"], each.example, each.proof)
            for kind, each in offered
        ),
        yours=tuple(PushItem(target.id, target.kind, _host(target.address)) for target in found),
    )


@post("/api/v1/pushes/browsers", status_code=201)
async def add_browser(
    request: Asked, services: NamedDependency[Services], data: JSONBody[NewBrowser]
) -> PushItem:
    """Have this browser told while the page is closed."""
    services.check_write(request)
    person = await _person(request, services)
    if not services.web_push:
        raise NotFoundError
    try:
        taken = check_subscription(_guard(services), data.endpoint, data.p256dh, data.auth)
    except BadSubscriptionError as problem:
        raise BadFieldError(field=problem.field) from None
    secret = msgspec.json.encode(PushSecret(taken.p256dh, taken.auth)).decode()
    return await _add(request, services, person, PUSH, taken.endpoint, secret, data.language)


@post("/api/v1/pushes/webhooks", status_code=201)
async def add_webhook(
    request: Asked, services: NamedDependency[Services], data: JSONBody[NewWebhook]
) -> PushItem:
    """Have a service told while you are away."""
    services.check_write(request)
    person = await _person(request, services)
    if not services.house.webhooks:
        raise NotFoundError
    try:
        hook = check_webhook(_guard(services), data.kind, data.url, data.secret)
    except BadWebhookError as problem:
        raise REFUSALS.get(problem.code, BadFieldError)(field=problem.field) from None
    return await _add(request, services, person, hook.kind.value, hook.url, hook.secret, data.language)


@delete("/api/v1/pushes/{target:int}", status_code=204)
async def drop_push(request: Asked, services: NamedDependency[Services], target: TargetPath) -> None:
    """No more notices there."""
    services.check_write(request)
    person = await _person(request, services)
    await services.context.store.drop_push(person.id, target)


@post("/api/v1/pushes/{target:int}/test", status_code=200)
async def test_push(request: Asked, services: NamedDependency[Services], target: TargetPath) -> Tested:
    """Send a notice there now, and say what became of it."""
    services.check_write(request)
    person = await _person(request, services)
    services.take(Limit.PERSON_TRIALS, request, person)
    found = [one for one in await services.context.store.pushes([person.id]) if one.id == target]
    if not found:
        raise NotFoundError
    outcome = await _pushes(services).test(found[0], services.house.name)
    return Tested(outcome.ok, outcome.code, outcome.detail)


async def _person(request: Asked, services: Services) -> Person:
    actor = await services.actor(request)
    person = require_person(actor, Action.PUSH_SET)
    services.take(Limit.PERSON_READS, request, person)
    return person


async def _add(
    request: Asked,
    services: Services,
    person: Person,
    kind: str,
    address: str,
    secret: str,
    language: str,
) -> PushItem:
    target = PushTarget(
        id=0,
        person=person.id,
        kind=kind,
        address=address,
        secret=secret,
        language=language
        if language in LANGUAGES
        else preferred(services.house.language, request.headers.get("accept-language")),
    )
    made = await services.context.store.add_push(target)
    return PushItem(made, kind, _host(address))


def _pushes(services: Services) -> Pushes:
    if services.pushes is None:
        raise NotFoundError
    return services.pushes


def _guard(services: Services) -> Guard:
    return _pushes(services).guard


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
