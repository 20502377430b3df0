"""One's own data: all of it to take along, and all of it gone."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

from litestar import Response, delete, get
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.response import Stream
from msgspec import Struct

from teahouse.chat import accounts, erasing, exporting
from teahouse.http.archive import STORED, Archive
from teahouse.http.files import disposition
from teahouse.http.services import Asked, Services, bearer
from teahouse.model.entry_errors import SignInFailedError
from teahouse.model.errors import NotFoundError
from teahouse.model.limits import Limit
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require_person

log = logging.getLogger("teahouse.http")


class Farewell(Struct, frozen=True):
    """Your name, typed to be sure; the password too if you have one."""

    name: str
    password: str | None = None


@get("/api/v1/me/export")
async def export_me(request: Asked, services: NamedDependency[Services]) -> Stream:
    """All that is kept of you, as a ZIP file: profile, rooms, messages, sessions, files; no secrets."""
    if not bearer(request):
        # A page of another site could not read it, but could have it made again and again.
        site = request.headers.get("sec-fetch-site", "same-origin")
        if site not in ("same-origin", "none"):
            services.check_origin(request)
    actor = await services.actor(request)
    person = require_person(actor, Action.DATA_EXPORT)
    services.take(Limit.PERSON_EXPORTS, request, person)
    headers = {"content-disposition": disposition(f"teahouse-{person.id}.zip", inline=False)}
    return Stream(_archive(services, actor), media_type="application/zip", headers=headers)


@delete("/api/v1/me", status_code=204)
async def delete_me(
    request: Asked, services: NamedDependency[Services], data: JSONBody[Farewell]
) -> Response[None]:
    """Go for good: messages, files, sessions, name. `owner_stays` for the owner; nothing brings it back."""
    services.check_write(request)
    actor = await services.actor(request)
    person = require_person(actor, Action.DATA_DELETE)
    services.take(Limit.PERSON_TRIALS, request, person)
    if not await accounts.is_password(services.context, person, data.password):
        raise SignInFailedError
    await erasing.delete_self(services.context, actor, data.name, services.client(request))
    return Response(None, cookies=[] if bearer(request) else [services.spent_cookie()])


async def _archive(services: Services, actor: Actor) -> AsyncIterator[bytes]:
    context = services.context
    archive = Archive(context.clock() / 1000)
    async for part in exporting.parts(context, actor):
        async for piece in archive.entry(part.name, part.chunks):
            yield piece
    if services.files is not None:
        blobs = services.files
        async for name, record in exporting.files(context, actor):
            try:
                await blobs.blobs.size(record.id)
            except NotFoundError:
                # Taken back while this was being made.
                continue
            async for piece in archive.entry(name, blobs.pieces(record.id, 0, record.size), STORED):
                yield piece
    yield archive.end()
