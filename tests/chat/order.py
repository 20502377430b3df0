"""Who keeps order in a house of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.chat import moderation
from teahouse.chat.moderation import Wish
from teahouse.model.people import Actor, Role
from tests.chat.house import whose

if TYPE_CHECKING:
    from typing import Any

    from tests.chat.house import House


async def keeper(house: House, name: str = "Mod", role: Role = Role.MODERATOR) -> Actor:
    """Somebody who keeps order in the whole place."""
    person = whose(await house.guest(name))
    await house.store.set_role(person.id, role)
    return Actor(role, person)


async def sanctioned(house: House, by: Actor, kind: str, who: Actor, **more: Any) -> int:
    """Somebody may not do something from now on; the id of that."""
    wish = Wish(kind=kind, person=whose(who).id, **more)
    return await moderation.sanction(house.context, by, wish)


async def actions(house: House) -> list[str]:
    """What the audit says was done, first to last."""
    return [entry.action for entry in reversed(await house.store.audit(None, 100))]
