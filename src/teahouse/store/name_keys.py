"""Which keys to look for, given names."""

from __future__ import annotations

from teahouse.model.errors import BadTextError
from teahouse.model.names import name_key
from teahouse.store.journal import check_text


def name_keys(names: list[str]) -> list[str]:
    """Each key once; nobody has a name that cannot be stored."""
    return sorted({name_key(name) for name in names if _can_be_stored(name)})


def _can_be_stored(name: str) -> bool:
    try:
        check_text(name, "name")
    except BadTextError:
        return False
    return True
