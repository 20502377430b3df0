"""How a refusal is told over HTTP: `{"error": {"code", "message", …}}`."""

from __future__ import annotations

from msgspec import Struct

from teahouse.model.errors import TeahouseError


class ErrorDetail(Struct, frozen=True, omit_defaults=True):
    """Switch on `code`; `message` is English, for logs. `request_id` finds it in the server's log."""

    code: str
    message: str
    retry_after_ms: int | None = None
    field: str | None = None
    request_id: str | None = None


class ErrorBody(Struct, frozen=True):
    """The body of every response that is no success."""

    error: ErrorDetail

    @classmethod
    def of(cls, error: TeahouseError, request_id: str | None = None) -> ErrorBody:
        """The body that tells `error`."""
        return cls(ErrorDetail(error.code, error.text, error.retry_after_ms, error.field, request_id))
