"""Whether this process lives, whether it should get traffic, and what it counts."""

from __future__ import annotations

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from teahouse.http.metrics import exposition
from teahouse.http.services import Services

DEGRADED = "degraded"
"""All works, and what others say on other nodes comes a little later."""


class Health(Struct, frozen=True, omit_defaults=True):
    """`ok`, or why not."""

    status: str


@get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health("ok")


@get("/readyz", responses={503: ResponseSpec(Health, description="Not now; why.")})
async def readyz(services: NamedDependency[Services]) -> Response[Health]:
    """Send traffic here (200: `ok`, or `degraded` while hints between nodes are missing), or not now (503)."""
    reason = services.ready()
    return Response(Health(reason or "ok"), status_code=200 if reason in (None, DEGRADED) else 503)


@get("/metrics", media_type=MediaType.TEXT)
async def metrics(services: NamedDependency[Services]) -> Response[bytes]:
    """Counters and histograms in the Prometheus text format."""
    body, content_type = exposition(*services.counts())
    return Response(body, headers={"content-type": content_type})
