"""The API's description as OpenAPI 3.1: what the framework sees in the handlers, and how we refuse."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Litestar, Request
from litestar.openapi.plugins import JsonRenderPlugin

from teahouse.protocol.errors import ErrorBody

REFUSED: Final = "Refused"
_REF: Final = "#/components/schemas/{name}"
_METHODS: Final = ("get", "post", "put", "patch", "delete")


def description(app: Litestar) -> dict[str, Any]:
    """The whole document."""
    return _with_refusals(app.openapi_schema.to_schema())


class Json(JsonRenderPlugin):
    """The document as JSON, at a path of its own."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The bytes."""
        return super().render(request, _with_refusals(openapi_schema))


def _with_refusals(document: dict[str, Any]) -> dict[str, Any]:
    """The same document: an answer that is no success is an ErrorBody, where a route says nothing else of it."""
    (body,), shapes = msgspec.json.schema_components((ErrorBody,), ref_template=_REF)
    document["components"]["schemas"].update(shapes)
    document["components"]["responses"] = {
        REFUSED: {
            "description": "Refused; `code` says why, and `retry-after` (seconds) when it may work.",
            "headers": {"retry-after": {"schema": {"type": "integer"}}},
            "content": {"application/json": {"schema": body}},
        }
    }
    refused = {"$ref": f"#/components/responses/{REFUSED}"}
    for path in document["paths"].values():
        for operation in (path[method] for method in _METHODS if method in path):
            # The framework tells of its own errors, which never leave the house; see `refusals`.
            operation["responses"].pop("400", None)
            operation["responses"].update({"4XX": refused, "5XX": refused})
    return document
