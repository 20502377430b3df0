"""Signing in with the place's OpenID provider: there and back again."""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import Annotated, Final

import msgspec
from litestar import Response, delete, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from teahouse.chat import providers
from teahouse.http.entry import device
from teahouse.http.guests import COOKIE_SECONDS
from teahouse.http.services import Asked, Services
from teahouse.model.errors import NotFoundError, OriginRefusedError, TeahouseError
from teahouse.model.limits import Limit
from teahouse.model.people import ACCOUNTS
from teahouse.outbound.oidc import Attempt, Provider, ProviderError

PURPOSE: Final = "oidc"
VALID_MS: Final = 600_000
FAILED: Final = "/#sign-in="
"""Where a browser lands that is not signed in; the code of the refusal follows."""

Parameter = Annotated[str, QueryParameter(max_length=4_000)]

log = logging.getLogger("teahouse.http")


@get("/api/v1/oidc/{name:str}", status_code=302)
async def begin_oidc(
    request: Asked, services: NamedDependency[Services], name: FromPath[str]
) -> Response[None]:
    """Go to the provider of that name; what comes back is known by a signed cookie (10 minutes)."""
    provider = _provider(services, name)
    services.take(Limit.ADDRESS_JOINS, request, None)
    actor = await services.actor(request)
    if actor.role in ACCOUNTS and request.headers.get("sec-fetch-site") == "cross-site":
        # It would add a way in to somebody's account who only followed a link.
        raise OriginRefusedError
    attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
    try:
        address = await provider.address(attempt, _redirect_uri(request, services, name))
    except ProviderError as problem:
        return _failed(services, "unavailable", problem)
    until = services.context.clock() + VALID_MS
    sealed = services.context.seal.close(PURPOSE, msgspec.json.encode(attempt), until)
    return Redirect(address, status_code=302, cookies=[_cookie(services, sealed, VALID_MS // 1000)])


@get("/api/v1/oidc/{name:str}/callback", status_code=302)
async def end_oidc(
    request: Asked,
    services: NamedDependency[Services],
    name: FromPath[str],
    code: Parameter = "",
    given: Annotated[str, QueryParameter(name="state", max_length=4_000)] = "",
    iss: Parameter = "",
    error: Parameter = "",
) -> Response[None]:
    """Back from the provider: signed in, or (signed in before with an account) linked to it.

    Always a redirect: to `/`, or to `/#sign-in=CODE` where that did not work.
    """
    provider = _provider(services, name)
    services.take(Limit.ADDRESS_JOINS, request, None)
    context = services.context
    body = context.seal.open(PURPOSE, request.cookies.get(_cookie_name(services), ""), context.clock())
    if body is None:
        return _failed(services, "sign_in_failed")
    attempt = msgspec.json.decode(body, type=Attempt)
    # RFC 9207: a provider that says who it is must be this one.
    strange = iss and iss.removesuffix("/") != provider.issuer
    if not hmac.compare_digest(attempt.state.encode(), given.encode()) or strange or error or not code:
        return _failed(services, "sign_in_failed")
    if not context.once.take(attempt.state, context.clock() + VALID_MS, context.clock()):
        return _failed(services, "sign_in_failed")
    try:
        claims = await provider.claims(attempt, code, _redirect_uri(request, services, name))
    except ProviderError as problem:
        return _failed(services, "sign_in_failed", problem)
    try:
        _, token = await providers.enter(
            context,
            await services.actor(request),
            providers.subject_of(provider.issuer, claims.subject),
            claims.names,
            claims.label or name,
            device(request),
            services.client(request),
        )
    except TeahouseError as refusal:
        return _failed(services, refusal.code)
    cookies = [_cookie(services, "", 0)]
    if token is not None:
        cookies.append(services.session_cookie(token, COOKIE_SECONDS))
    return Redirect("/", status_code=302, cookies=cookies)


@delete("/api/v1/oidc/{name:str}", status_code=204)
async def drop_oidc(request: Asked, services: NamedDependency[Services], name: FromPath[str]) -> None:
    """Unlink a provider from your account, by the id that `GET /account` tells; `last_way_in` for the only one."""
    services.check_write(request)
    actor = await services.actor(request)
    if not (name.isascii() and name.isdecimal() and len(name) < 16):
        raise NotFoundError
    await providers.drop_way_in(services.context, actor, providers.KIND, int(name), services.client(request))


def _provider(services: Services, name: str) -> Provider:
    if services.oidc is None or services.oidc.name != name:
        raise NotFoundError
    return services.oidc


def _redirect_uri(request: Asked, services: Services, name: str) -> str:
    """What is registered at the provider: of public_url, else by the Host, which is known to be ours."""
    public = services.rule.public_url
    path = f"/api/v1/oidc/{name}/callback"
    if public is None:
        return f"http://{request.headers['host']}{path}"
    port = "" if public.port == {"http": 80, "https": 443}[public.scheme] else f":{public.port}"
    return f"{public.scheme}://{public.host}{port}{path}"


def _cookie_name(services: Services) -> str:
    return f"{services.cookie}_oidc"


def _cookie(services: Services, value: str, seconds: int) -> Cookie:
    # Lax: it has to come along when the provider sends the browser back.
    return Cookie(
        _cookie_name(services),
        value=value,
        httponly=True,
        secure=services.secure,
        samesite="lax",
        path="/",
        max_age=seconds,
    )


def _failed(services: Services, code: str, problem: ProviderError | None = None) -> Response[None]:
    if problem is not None:
        log.warning("the OpenID provider: %s", problem)
    return Redirect(f"{FAILED}{code}", status_code=302, cookies=[_cookie(services, "", 0)])
