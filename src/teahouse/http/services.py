"""What every route may use, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.types import Scope

from teahouse.aside.pushes import Pushes
from teahouse.chat import people
from teahouse.chat.context import Context
from teahouse.chat.rules import HouseRules
from teahouse.files.files import Files
from teahouse.files.images import Images
from teahouse.http.metrics import Healthy
from teahouse.http.process import measure
from teahouse.model.errors import BadInputError, RateLimitedError
from teahouse.model.limits import Limit, Limits
from teahouse.model.meters import Meters
from teahouse.model.origin import OriginRule, check_write
from teahouse.model.pace import Pace
from teahouse.model.people import VISITOR, Actor, Person
from teahouse.outbound.oidc import Provider

Asked = Request[None, None, State]

CLOSED_TO_BANNED = ("/api/", "/files/", "/r/", "/oidc/")
"""All but the page itself, which tells who is banned that they are."""


@dataclass(frozen=True, slots=True)
class Services:
    """Given to the routes by the application.

    `now` is steady seconds; `ready` says why no traffic should come, None for all is well;
    `degraded` may be well enough.
    """

    context: Context
    limits: Limits
    meters: Meters
    rule: OriginRule
    cookie: str
    secure: bool
    address: Callable[[str, list[str]], str]
    now: Callable[[], float]
    ready: Callable[[], str | None]
    pace: Pace
    """Of the messages that are sent."""
    images: Images
    nodes: Callable[[], int] = lambda: 1
    """How many servers there are, as far as this one knows."""
    total: Callable[[], tuple[Meters, Healthy]] | None = None
    """What all workers of this server count together, if there are several."""
    files: Files | None = None
    """Files that people send; None takes and gives none."""
    oidc: Provider | None = None
    """The OpenID provider that people may sign in with, if the owner named one."""
    pushes: Pushes | None = None
    """Notices for who is away; None: there are none."""
    web_push: bool = False

    @property
    def house(self) -> HouseRules:
        """How the place is run now."""
        return self.context.house

    def counts(self) -> tuple[Meters, Healthy]:
        """What is told to who watches the server."""
        if self.total is not None:
            return self.total()
        measure(self.meters)
        return self.meters, self.context.broker

    def client(self, request: Asked) -> str:
        """The address that the request came from."""
        peer = request.client.host if request.client else ""
        return self.address(peer, request.headers.getall("x-forwarded-for", []))

    async def actor(self, request: Asked) -> Actor:
        """Who asks: by the token of a program, else by the page's cookie. BannedError."""
        token = bearer(request) or request.cookies.get(self.cookie)
        actor = await people.by_token(self.context, token) if token else VISITOR
        if actor.person is not None:
            self.context.standing.seen_at(actor.person.id, self.client(request))
        return actor

    async def reader(self, request: Asked, limit: Limit) -> Actor:
        """Who asks, counted against this limit. BannedError, RateLimitedError."""
        actor = await self.actor(request)
        self.take(limit, request, actor.person)
        return actor

    async def writer(self, request: Asked, limit: Limit) -> Actor:
        """Who asks for a change, as JSON and from no other site's page; see `reader` and `check_write`."""
        self.check_write(request)
        return await self.reader(request, limit)

    async def admit(self, scope: Scope) -> None:
        """BannedError for a request from where nobody may come; but for the page, which says so, and who keeps order."""
        standing = self.context.standing
        if not standing.bans_any() or not scope["path"].startswith(CLOSED_TO_BANNED):
            return
        request: Asked = Request(scope)
        address = self.client(request)
        if standing.bans_address(address):
            standing.check_address(address, await self.actor(request))

    def spent_cookie(self) -> Cookie:
        """What makes the page forget its session; by the same rules as the cookie that was given."""
        return self.session_cookie("", 0)

    def session_cookie(self, token: str, seconds: int) -> Cookie:
        """The cookie that carries a session's secret for so long."""
        return Cookie(
            self.cookie,
            value=token,
            httponly=True,
            secure=self.secure,
            samesite="lax",
            path="/",
            max_age=seconds,
        )

    def check_write(self, request: Asked) -> None:
        """Refuse a write that another site's page could have sent, or that is no JSON."""
        self.check_origin(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise BadInputError(field="content-type")

    def check_origin(self, request: Asked) -> None:
        """Refuse a write that another site's page could have sent; for bodies that are no JSON."""
        headers = request.headers
        check_write(
            self.rule,
            headers.get("origin"),
            headers.get("host"),
            headers.get("sec-fetch-site"),
            bearer=bearer(request) is not None,
        )

    def take(self, limit: Limit, request: Asked, person: Person | None) -> None:
        """Count against the person's and the address's limits; RateLimitedError."""
        address = self.client(request)
        wait = self.limits.take_shared(limit, person.id if person else address, address, self.now())
        if wait:
            raise RateLimitedError(retry_after_ms=wait)

    def take_key(self, limit: Limit, key: str) -> None:
        """Count against the limit of whatever has this key, such as a name; RateLimitedError."""
        wait = self.limits.take(limit, key, self.now())
        if wait:
            raise RateLimitedError(retry_after_ms=wait)


def bearer(request: Asked) -> str | None:
    """The token of an Authorization header (RFC 6750 section 2.1), or None."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
