"""The riddle for newcomers while a flood is on."""

from __future__ import annotations

from litestar import post
from litestar.di import NamedDependency

from teahouse.http.services import Asked, Services
from teahouse.model.challenge import Challenge
from teahouse.model.limits import Limit


@post("/api/v1/challenge", status_code=200)
async def create_challenge(request: Asked, services: NamedDependency[Services]) -> Challenge:
    """A proof of work to do: find a `nonce` (at most 32 letters and digits) for which SHA-256 of
    `challenge:nonce` begins with `bits` zero bits, and send both with `POST /guests`.
    """
    services.take(Limit.ADDRESS_READS, request, None)
    return services.context.challenges.make()
