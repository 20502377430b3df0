"""Trying the word filter on a text before it is in force."""

from __future__ import annotations

from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from teahouse.chat import house
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit
from teahouse.model.rules import WORDS_MOST, FilterWord

WORDS_BYTES = 524_288
TEXT_CHARACTERS = 4_000


class Trial(Struct, frozen=True):
    """A text, and the words to look for in it."""

    text: Annotated[str, Meta(max_length=TEXT_CHARACTERS)]
    words: Annotated[tuple[FilterWord, ...], Meta(max_length=WORDS_MOST)]


class Tried(Struct, frozen=True):
    """What would become of it: refuse, hold, mask, or null. `text` is the text as it would be said then."""

    action: str | None
    text: str


@post("/api/v1/admin/words/try", status_code=200, request_max_body_size=WORDS_BYTES)
async def try_words(request: Asked, services: NamedDependency[Services], data: JSONBody[Trial]) -> Tried:
    """What the word filter would do with a text. Nothing is said, and nothing is kept."""
    actor = await services.writer(request, Limit.PERSON_SEARCHES)
    found = house.try_words(actor, data.text, data.words)
    return Tried(found.action, found.text)
