"""Searching, and what calls oneself."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from teahouse.chat import finding, reads
from teahouse.http.rooms import PageLimit
from teahouse.http.services import Asked, Services
from teahouse.model.ids import new_key
from teahouse.model.limits import Limit
from teahouse.protocol.commands import MentionsRead, Search
from teahouse.protocol.events import MessageCreated
from teahouse.protocol.replies import FoundPage

CursorQuery = Annotated[int | None, QueryParameter(ge=1, le=2**53)]


class MessagePage(Struct, frozen=True):
    """Messages of any rooms, newest first; `next` is the `before` of the next page, null for none.

    `count` is how many there are in all, to 1,000; of mentions, how many are unread.
    """

    messages: tuple[MessageCreated, ...]
    count: int
    next: int | None


@get("/api/v1/search")
async def search(
    request: Asked,
    services: NamedDependency[Services],
    q: Annotated[str, QueryParameter(max_length=400)],
    before: CursorQuery = None,
    limit: PageLimit = 20,
    offset_minutes: Annotated[int, QueryParameter(ge=-900, le=900)] = 0,
) -> MessagePage:
    """Messages that you may read: words, and from: in: before: after: has:."""
    actor = await services.reader(request, Limit.PERSON_SEARCHES)
    command = Search(id=new_key(), query=q, before=before, limit=limit, offset_minutes=offset_minutes)
    return _page(await finding.find(services.context, actor, command))


@get("/api/v1/mentions")
async def read_mentions(
    request: Asked,
    services: NamedDependency[Services],
    before: CursorQuery = None,
    limit: PageLimit = 30,
) -> MessagePage:
    """The messages that call you."""
    actor = await services.reader(request, Limit.PERSON_READS)
    command = MentionsRead(id=new_key(), before=before, limit=limit)
    return _page(await reads.mentions(services.context, actor, command))


def _page(found: FoundPage) -> MessagePage:
    return MessagePage(found.messages, found.count, found.next)
