"""The key by which a write may be sent again: the `Idempotency-Key` header, a UUID."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar.params import HeaderParameter

from teahouse.model.errors import BadFieldError
from teahouse.model.ids import new_key

KeyHeader = Annotated[str | None, HeaderParameter(name="Idempotency-Key")]


def command_id(header: str | None) -> UUID:
    """The header's key, or a new one without it; BadFieldError."""
    try:
        return UUID(header.strip('"')) if header else new_key()
    except ValueError:
        raise BadFieldError(field="Idempotency-Key") from None
