"""How the place is run, as this process knows it, and changing that while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from teahouse.broker.port import RightsTouched
from teahouse.chat import audit
from teahouse.chat.context import Context
from teahouse.chat.rules import LOGO
from teahouse.model.errors import BadFieldError
from teahouse.model.filtering import Filter, Filtered
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require_person
from teahouse.model.rules import KEYS, FilterWord, check

SHORT: Final = 80
"""A longer value is not written into the audit, only that it changed."""


class Live(Struct, frozen=True):
    """A setting that can be changed while the place runs: as it is, and as it is without a choice."""

    value: Any
    default: Any


def show(context: Context, actor: Actor) -> dict[str, Live]:
    """Every live setting."""
    require_person(actor, Action.HOUSE_SEE)
    house = context.house
    return {key: Live(getattr(house, key), getattr(house.defaults, key)) for key in KEYS}


def checked(wish: Mapping[str, object]) -> dict[str, object]:
    """The same as plain values that can be kept, None for those that go back to the default.

    BadFieldError for a value that is not allowed, or a key that there is not.
    """
    found: dict[str, object] = {}
    for key, value in wish.items():
        if key not in KEYS:
            check(key, None)
        found[key] = None if value is None else msgspec.to_builtins(check(key, value))
    return found


async def change(context: Context, actor: Actor, wish: Mapping[str, object], address: str = "") -> None:
    """Run the place otherwise, at once and on every node; None is the default again."""
    require_person(actor, Action.HOUSE_CHANGE)
    values = checked(wish)
    if not values:
        raise BadFieldError
    await put(context, values)
    detail = {key: value if len(str(value)) <= SHORT else "…" for key, value in values.items()}
    await audit.note(context, actor, "house.change", detail=detail, address=address)


def try_words(actor: Actor, text: str, words: Iterable[FilterWord]) -> Filtered:
    """What a filter of these words would do with a text; nothing is kept. BadFieldError for what is no word."""
    require_person(actor, Action.HOUSE_CHANGE)
    given: tuple[FilterWord, ...] = check("filter_words", msgspec.to_builtins(tuple(words)))
    return Filter((each.word, each.action) for each in given).check(text)


async def set_logo(
    context: Context, actor: Actor, type_: str, image: bytes | None, address: str = ""
) -> None:
    """Give the place a picture, whose bytes are known to be one of that type; None takes it away."""
    require_person(actor, Action.HOUSE_CHANGE)
    await put(context, {LOGO: None if image is None else [type_, image]})
    await audit.note(context, actor, "house.logo", detail={"bytes": len(image or b"")}, address=address)


async def put(context: Context, values: Mapping[str, object]) -> None:
    """Keep these values, checked before; this node has them when it returns, the others soon."""
    await context.store.set_house(values)
    await context.house.reload()
    context.broker.signal(RightsTouched(None))
