"""What of a request reaches the server: for who looks for what a proxy does to it."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit

CLAIMED = "192.0.2.1"
"""An address of documentation (RFC 5737)."""


class Reflection(Struct, frozen=True, kw_only=True):
    """`address`: whom the server takes you for; of IPv6 the /64. `host` as it came.

    `forwarded`: an X-Forwarded-For came along; `believed`: it would be, from who asked.
    `secure`: cookies are marked Secure.
    """

    address: str
    host: str
    forwarded: bool
    believed: bool
    secure: bool


@get("/api/v1/reflection")
async def read_reflection(request: Asked, services: NamedDependency[Services]) -> Reflection:
    """What the server sees of you, behind whatever stands between."""
    services.take(Limit.ADDRESS_READS, request, None)
    peer = request.client.host if request.client else ""
    return Reflection(
        address=services.client(request),
        host=request.headers.get("host", ""),
        forwarded="x-forwarded-for" in request.headers,
        believed=services.address(peer, [CLAIMED]) != services.address(peer, []),
        secure=services.secure,
    )
