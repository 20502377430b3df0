"""docs/protocol.md, made from the structs: `python -m teahouse.protocol.reference`."""

from __future__ import annotations

from types import UnionType
from typing import Any, get_args

from msgspec import NODEFAULT, Struct
from msgspec import inspect as shape

from teahouse.model.error_tree import tree
from teahouse.model.people import Person
from teahouse.protocol import commands, events, parts, replies
from teahouse.protocol.close_codes import RECONNECT, CloseCode
from teahouse.protocol.codec import PROTOCOL_VERSION

HEAD = f"""\
# The protocol on `/ws`

<!-- Made by `make generate` from the structs in src/teahouse/protocol. -->

Version {PROTOCOL_VERSION}. One JSON object a text frame, in UTF-8. `type` says what it is; names are snake_case.
Unknown types and fields are to be ignored; nothing is renamed or removed within a version. A field
marked `?` may be left out.

A connection begins with `hello` from the server. Then load a room (`room.load`), or resume it after the
last `seq` that you applied (`room.sync`). Each reply repeats the `id` of its command. What was
acknowledged with `message.accepted` is on disk; what was not may be sent again with the same `id` and
never makes a second message. After a refusal with `retryable`, later messages for that room are refused
with `blocked` until you say `outbox.resume`.

Pages are let in by their `Origin` and a cookie; programs by `Authorization: Bearer TOKEN`, with a token from
`POST /api/v1/guests` and `{{"name": "…", "credential": "token"}}`.
"""

SECTIONS: tuple[tuple[str, str, Any], ...] = (
    ("Commands", "From the client.", commands.AnyCommand),
    ("Replies", "One for each command, with its `id`.", replies.AnyReply),
    ("Durable events", "A room's log: gap-free by `seq`, replayed on resume.", events.DurableEvent),
    ("Ephemeral events", "Never replayed; a slow reader may miss them.", events.EphemeralEvent),
)

PARTS = (
    Person,
    parts.RoomInfo,
    parts.RoomSummary,
    parts.Folded,
    parts.Reaction,
    parts.File,
    parts.Preview,
    parts.Limits,
)


def reference() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, text, union in SECTIONS:
        parts.append(f"## {title}\n\n{text}\n")
        parts += [_struct(member) for member in _members(union)]
    parts.append("## Parts\n")
    parts += [_struct(struct) for struct in PARTS]
    parts += [_errors(), _close_codes()]
    return "\n".join(parts)


def _members(union: UnionType) -> tuple[type[Struct], ...]:
    return get_args(union)


def _struct(struct: type[Struct]) -> str:
    kind = shape.type_info(struct)
    if not isinstance(kind, shape.StructType):
        raise TypeError(struct)
    name = f"`{kind.tag}`" if kind.tag is not None else struct.__name__
    text = "\n".join(line.strip() for line in (struct.__doc__ or "").strip().splitlines())
    rows = [_field(struct, field) for field in kind.fields]
    table = ["| field | value |", "|---|---|", *rows, ""] if rows else []
    return "\n".join([f"### {name}", "", text, "", *table])


def _field(struct: type[Struct], field: shape.Field) -> str:
    defaulted = field.default is not NODEFAULT or field.default_factory is not NODEFAULT
    optional = defaulted and (issubclass(struct, commands.Command) or struct.__struct_config__.omit_defaults)
    return f"| `{field.encode_name}`{' ?' if optional else ''} | {_type(field.type)} |"


def _type(kind: shape.Type) -> str:
    match kind:
        case shape.StructType():
            return f"`{kind.tag}`" if kind.tag is not None else kind.cls.__name__
        case shape.StrType():
            return "string"
        case shape.UUIDType():
            return "UUID"
        case shape.IntType(ge=low, le=high):
            return "integer" + (f", {low} to {_number(high)}" if low is not None and high is not None else "")
        case shape.FloatType():
            return "number"
        case shape.BoolType():
            return "boolean"
        case shape.NoneType():
            return "null"
        case shape.UnionType():
            return " or ".join(_type(member) for member in kind.types)
        case shape.LiteralType():
            return " or ".join(f"`{value}`" for value in kind.values)
        case shape.TupleType():
            return f"array of {', '.join(_type(item) for item in kind.item_types)}"
        case shape.VarTupleType() | shape.ListType():
            most = f", at most {kind.max_length}" if kind.max_length is not None else ""
            return f"array of {_type(kind.item_type)}{most}"
        case shape.DictType():
            return f"object of {_type(kind.value_type)}"
        case _:
            raise TypeError(f"no words for {kind!r}")


def _number(value: int) -> str:
    return "2^53" if value == 2**53 else str(value)


def _errors() -> str:
    rows = {
        error.code: f"| `{error.code}` | {error.status} | {'yes' if error.retryable else 'no'} | {error.text} |"
        for error in tree()
    }
    return "\n".join(
        [
            "## Error codes",
            "",
            "| code | HTTP status | retryable | meaning |",
            "|---|---|---|---|",
            *rows.values(),
            "",
        ]
    )


def _close_codes() -> str:
    rows = [f"| {code.value} | {code.name.lower()} | {RECONNECT[code]} |" for code in CloseCode]
    head = ["## Close codes", "", "The frame before the close, `closing`, says why.", ""]
    return "\n".join([*head, "| code | name | come back |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    print(reference(), end="")
