"""docs/api.md, made from the OpenAPI description: run this module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from teahouse.http.api import routed
from teahouse.http.description import description

HEAD: Final = """\
# The HTTP API

<!-- Made by `make generate` from the routes in src/teahouse/http. -->

Under `/api/v1`, JSON in UTF-8, with the same shapes as [the socket](protocol.md). A running server describes itself at
`/api/docs`, and for machines at `/api/openapi.json` (OpenAPI 3.1).

**Who asks:** programs send `Authorization: Bearer TOKEN`; a guest's token comes from `POST /api/v1/guests`, an account's
from `POST /api/v1/tokens`. Pages have a cookie, and their writes need an `Origin` of the place. What somebody may do is
told in [the table of permissions](permissions.md).

**Sent again:** a write with an `Idempotency-Key` (a UUID) is done once, however often it comes; the same key with another
content is refused with `conflict`.

**Refused:** the status, and a body with a code that stays as it is:

```json
{"error": {"code": "rate_limited", "message": "…", "retry_after_ms": 1200, "request_id": "…"}}
```

That is [ErrorBody](#errorbody); the codes are in [the protocol](protocol.md#error-codes). Lists are paged by `seq` or by the `next` of the answer before, never
by time or offset. In the tables `?` marks what may be left out.
"""
METHODS: Final = ("get", "post", "put", "patch", "delete")


def page() -> str:
    """The whole page."""
    described = description(routed(None, None))
    schemas: dict[str, Any] = described["components"]["schemas"]
    lines = [HEAD]
    paths = sorted(described["paths"].items(), key=lambda pair: (not pair[0].startswith("/api/v1"), pair[0]))
    for path, operations in paths:
        for method in METHODS:
            if method in operations:
                lines += _operation(f"{method.upper()} {path}", operations[method], schemas)
    lines += ["## Shapes", ""]
    for name, schema in sorted(schemas.items()):
        shown = _fields(schema) if "properties" in schema else [_type(schema)]
        lines += [f"### {name}", "", *_text(schema), *shown, ""]
    return "\n".join(lines)


def _operation(title: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    yield from (f"## `{title}`", "")
    yield from _text(operation)
    parameters = operation.get("parameters", [])
    if parameters:
        yield from ("| parameter | in | value |", "|---|---|---|")
        for each in parameters:
            mark = "" if each.get("required") else " ?"
            yield f"| `{each['name']}`{mark} | {each['in']} | {_type(each.get('schema', {}))} |"
        yield ""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield from (f"Takes {_content(kind, content.get('schema', {}))}.", "")
    for status, answer in operation["responses"].items():
        if status.startswith(("2", "3")):
            contents = [
                _content(kind, each.get("schema", {})) for kind, each in answer.get("content", {}).items()
            ]
            yield from (f"Answers {status}" + (f" with {' or '.join(contents)}." if contents else "."), "")


def _content(kind: str, schema: dict[str, Any]) -> str:
    if kind == "application/json":
        return _type(schema)
    return f"`{kind}`"


def _text(described: dict[str, Any]) -> Iterator[str]:
    text = described.get("description", "")
    if text:
        yield from (text.strip(), "")


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    yield from ("| field | value |", "|---|---|")
    for name, each in schema["properties"].items():
        mark = "" if name in schema.get("required", ()) else " ?"
        yield f"| `{name}`{mark} | {_type(each)} |"


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for many in ("oneOf", "anyOf"):
        if many in schema:
            return " or ".join(_type(each) for each in schema[many])
    if "const" in schema or "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"array of {_type(schema.get('items', {}))}{_bound(schema, 'maxItems', ', at most {}')}"
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "string":
        return f"{schema.get('format', 'string')}{_bound(schema, 'maxLength', ', at most {} characters')}"
    return f"{kind}{_bound(schema, 'minimum', ', from {}')}{_bound(schema, 'maximum', ' to {}')}"


def _bound(schema: dict[str, Any], name: str, words: str) -> str:
    return (
        words.format(f"{schema[name]:g}" if schema[name] < 1e6 else int(schema[name]))
        if name in schema
        else ""
    )


if __name__ == "__main__":
    print(page(), end="")
