"""Rooms by their names, for people to say and to write down: `/r/NAME`."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from teahouse.chat import halls
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit

NOT_THERE = 999_999_999_999_999
"""No room has this id, which is one that the page understands: it says that there is no such room."""


@get("/r/{name:str}", include_in_schema=False)
async def open_named_room(
    request: Asked, services: NamedDependency[Services], name: FromPath[str]
) -> Response[Any]:
    """The page at the room of this name; made if people may make rooms here, and it is not there.

    A link on another site makes none: whoever follows it did not ask for that.
    """
    actor = await services.reader(request, Limit.PERSON_SEARCHES)
    room = await halls.named(services.context, actor, name)
    asked_here = request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    if room is None and actor.person is not None and asked_here and services.context.house.open_rooms:
        services.take(Limit.PERSON_ROOMS, request, actor.person)
        room = await halls.make_named(services.context, actor, name)
    # Only an answer to who asked: others may get another room, or none.
    headers = {"location": f"/#/r/{room or NOT_THERE}", "cache-control": "no-store"}
    return Response(None, status_code=302, headers=headers)
