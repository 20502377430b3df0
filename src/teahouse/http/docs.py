"""The API's description for people: drawn from the OpenAPI document, no script, no other host."""

from __future__ import annotations

from html import escape
from typing import Any

from litestar import MediaType, Request, get

from teahouse.http.description import description

HEAD = (
    "<!doctype html><html lang='en'><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width'><title>Teahouse API</title>"
    "<h1>Teahouse API</h1><p>The machine-readable description: <a href='/api/openapi.json'>OpenAPI 3.1</a>. "
    "The socket at <code>/ws</code> speaks the same structs.</p>"
)
METHODS = ("get", "post", "patch", "put", "delete")


@get("/api/docs", media_type=MediaType.HTML, include_in_schema=False)
async def read_docs(request: Request[Any, Any, Any]) -> str:
    """Every route with what it takes and gives."""
    schema = description(request.app)
    parts = [HEAD]
    for path, operations in sorted(schema["paths"].items()):
        parts += [_operation(method, path, operations[method]) for method in METHODS if method in operations]
    return "".join(parts)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [
        f"<li><code>{escape(each['name'])}</code> ({escape(each['in'])})</li>"
        for each in operation.get("parameters", [])
    ]
    answers = ", ".join(escape(status) for status in operation.get("responses", {}))
    text = escape(operation.get("description") or operation.get("summary") or "")
    return (
        f"<section><h2><code>{method.upper()} {escape(path)}</code></h2><p>{text}</p>"
        f"<ul>{''.join(rows)}</ul><p>Answers: {answers}</p></section>"
    )
