"""The house's settings in the memory of this process: what the owner chose over the defaults."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from teahouse.model.errors import TeahouseError
from teahouse.model.rules import KEYS, Rules, check
from teahouse.protocol.parts import House

if TYPE_CHECKING:
    from teahouse.store.port import Store

LOGO: Final = "logo"
"""The key of the picture: its MIME type and its bytes."""

HOUR_MS: Final = 3_600_000
VERSION_LETTERS: Final = 12


class Logo(Struct, frozen=True):
    """The picture of the place; `version` names these bytes."""

    type: str
    image: bytes
    version: str


class HouseRules(Rules):
    """How the place is run now: each of `Rules`, read anew when it changes."""

    def __init__(self, store: Store, defaults: Rules | None = None) -> None:
        self._store = store
        self.defaults = replace(defaults) if defaults else Rules()
        super().__init__(**vars(self.defaults))
        self.logo: Logo | None = None
        self.owned = False
        """Whether the place has an owner."""
        self.sign_in: tuple[str, ...] = ()
        """Ways to sign in besides a password: passkey, oidc:NAME."""
        self.is_challenging: Callable[[], bool] = lambda: self.challenge == "on"
        """Whether newcomers must show some work now."""
        self.changed: list[Callable[[], None]] = []
        """Called after what everyone is told of the place became otherwise."""
        self.rights = 0
        """The store's count of changes, of when this was read."""
        self._reading = self._read = 0
        self._challenging = False

    @property
    def edit_ms(self) -> int:
        """How long one's own message can be changed; 0 is without end."""
        return self.edit_hours * HOUR_MS

    @property
    def recall_ms(self) -> int:
        """How long a guest's message can be taken back; 0 is without end."""
        return self.recall_hours * HOUR_MS

    @property
    def style_version(self) -> str:
        """Names the text of the stylesheet; empty without one."""
        return _version(self.custom_css.encode()) if self.custom_css else ""

    def told(self) -> House:
        """The place as everyone may know it."""
        return House(
            name=self.name,
            language=self.language,
            guests=self.guests,
            open_rooms=self.open_rooms,
            accent=self.accent,
            logo=f"/house/logo?v={self.logo.version}" if self.logo else "",
            style=f"/house/style.css?v={self.style_version}" if self.custom_css else "",
            retention_days=self.retention_days,
            sign_in=self.sign_in,
            challenge=self.is_challenging(),
            owned=self.owned,
        )

    async def reload(self) -> bool:
        """Read what the store has; whether anything that people are told is otherwise. What was read later stands."""
        self._reading += 1
        turn = self._reading
        kept = await self._store.house()
        if turn < self._read:
            return False
        self._read = turn
        self.rights = kept.rights
        before = (self.told(), {key: getattr(self, key) for key in KEYS})
        self.apply(kept.values, owned=kept.owned)
        if before == (self.told(), {key: getattr(self, key) for key in KEYS}):
            return False
        self.tell()
        return True

    def apply(self, values: dict[str, Any], *, owned: bool = False) -> None:
        """Have these values, and the defaults for the rest.

        A value that is not allowed any more, and a key of a newer server, count as not chosen.
        """
        for key in KEYS:
            value = getattr(self.defaults, key)
            if key in values:
                with suppress(TeahouseError):
                    value = check(key, values[key])
            setattr(self, key, value)
        self.logo = _logo(values.get(LOGO))
        self.owned = owned

    def notice(self) -> None:
        """Tell of a challenge that has begun or is over by itself, as a flood does; asked every now and then."""
        if self.is_challenging() != self._challenging:
            self.tell()

    def tell(self) -> None:
        """What everyone is told of the place is otherwise now."""
        self._challenging = self.is_challenging()
        for hear in self.changed:
            hear()


def _logo(kept: object) -> Logo | None:
    try:
        type_, image = msgspec.convert(kept, tuple[str, bytes])
    except msgspec.ValidationError:
        return None
    return Logo(type_, image, _version(image))


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:VERSION_LETTERS]
