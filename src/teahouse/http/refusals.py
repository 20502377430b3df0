"""What becomes of refusals, and of failures: the body of an error, with its status."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandler

from teahouse.model.errors import (
    BadFieldError,
    BadInputError,
    BadJsonError,
    NotFoundError,
    TeahouseError,
    TooLargeError,
)
from teahouse.model.meters import Meters
from teahouse.protocol.errors import ErrorBody

log = logging.getLogger("teahouse.http")


def _refused(request: Request[Any, Any, Any], error: TeahouseError) -> Response[ErrorBody]:
    meters: Meters | None = request.app.state.meters
    if meters is not None:
        meters.refused(error.code)
    headers = {}
    if error.retry_after_ms is not None:
        headers["retry-after"] = str(-(-error.retry_after_ms // 1000))
    return Response(ErrorBody.of(error, _request_id(request)), status_code=error.status, headers=headers)


def _refused_by_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[ErrorBody]:
    told: TeahouseError = NotFoundError() if error.status_code in (404, 405) else BadInputError()
    if error.status_code == 413:
        told = TooLargeError()
    elif error.status_code == 400:
        extra = error.extra if isinstance(error.extra, list) else []
        fields = [item.get("key") for item in extra if isinstance(item, dict)]
        # What is missing in a query is told without `extra`; a body there is none.
        is_field = bool(extra) or request.method in ("GET", "HEAD")
        told = (
            BadFieldError(field=next((field for field in fields if field), None))
            if is_field
            else BadJsonError()
        )
    response = _refused(request, told)
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response


def _not_text(request: Request[Any, Any, Any], error: UnicodeDecodeError) -> Response[ErrorBody]:
    return _refused(request, BadJsonError())


def _refused_as_nested(request: Request[Any, Any, Any], error: RecursionError) -> Response[ErrorBody]:
    # The decoder gives up on thousands of brackets within one another in this way.
    return _refused(request, BadJsonError())


def _failed(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorBody]:
    log.error("request failed", exc_info=error, extra={"request_id": _request_id(request)})
    return _refused(request, TeahouseError())


def _request_id(request: Request[Any, Any, Any]) -> str | None:
    return request.scope.get("state", {}).get("request_id")


HANDLERS: dict[int | type[Exception], ExceptionHandler[Any]] = {
    TeahouseError: _refused,
    HTTPException: _refused_by_framework,
    RecursionError: _refused_as_nested,
    UnicodeDecodeError: _not_text,
    Exception: _failed,
}
"""Who answers for what was raised."""
