"""The client's types, made from the structs: `python -m teahouse.protocol.typescript`.

Prints TypeScript: an interface for each struct, the unions of commands, server
messages and error codes, the roles and what each may do, and the close codes. A field is optional where msgspec
leaves it out of the JSON, or lets the peer leave it out.
"""

from __future__ import annotations

from typing import Any, get_args

import msgspec.inspect as shape
from msgspec import NODEFAULT, Struct

from teahouse.model.error_tree import tree
from teahouse.model.people import Role
from teahouse.model.permissions import TABLE
from teahouse.protocol import commands, events, replies
from teahouse.protocol.close_codes import RECONNECT, CloseCode
from teahouse.protocol.codec import PROTOCOL_VERSION

_HEAD = """\
// Made by `python -m teahouse.protocol.typescript` from the structs of the server. Do not edit.
"""

_UNIONS: dict[str, Any] = {
    "Command": commands.AnyCommand,
    "DurableEvent": events.DurableEvent,
    "EphemeralEvent": events.EphemeralEvent,
    "Reply": replies.AnyReply,
}

# Strings on the wire, so that an older client survives a new code; a closed union for the compiler.
_ERROR_CODE_FIELDS = {("ErrorReply", "code"), ("Closing", "code")}


def typescript() -> str:
    """The whole of `wire.gen.ts`."""
    blocks = [_HEAD, f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION};\n"]
    blocks += [_interface(struct) for struct in _structs()]
    blocks += [_union(name, [s.__name__ for s in get_args(union)]) for name, union in _UNIONS.items()]
    blocks.append(_union("ServerEvent", ["DurableEvent", "EphemeralEvent"]))
    blocks.append(_union("ServerMessage", ["ServerEvent", "Reply"]))
    blocks.append(_errors())
    blocks.append(_permissions())
    blocks.append(_close_codes())
    return "\n".join(blocks)


def _structs() -> list[shape.StructType]:
    """Every struct that the wire knows, each after those it is made of."""
    found: dict[str, shape.StructType] = {}
    for union in _UNIONS.values():
        for struct in get_args(union):
            _collect(shape.type_info(struct), found)
    return list(found.values())


def _collect(kind: shape.Type, found: dict[str, shape.StructType]) -> None:
    match kind:
        case shape.StructType():
            for field in kind.fields:
                _collect(field.type, found)
            found.setdefault(kind.cls.__name__, kind)
        case shape.UnionType():
            for member in kind.types:
                _collect(member, found)
        case shape.VarTupleType() | shape.ListType():
            _collect(kind.item_type, found)
        case shape.DictType():
            _collect(kind.value_type, found)
        case shape.TupleType():
            for member in kind.item_types:
                _collect(member, found)
        case _:
            pass


def _interface(struct: shape.StructType) -> str:
    sent_by_client = issubclass(struct.cls, commands.Command)
    lines = _comment(struct.cls)
    lines.append(f"export interface {struct.cls.__name__} {{")
    if struct.tag is not None:
        lines.append(f'  type: "{struct.tag}";')
    for field in struct.fields:
        defaulted = field.default is not NODEFAULT or field.default_factory is not NODEFAULT
        optional = defaulted and (sent_by_client or struct.cls.__struct_config__.omit_defaults)
        coded = (struct.cls.__name__, field.name) in _ERROR_CODE_FIELDS
        written = "ErrorCode" if coded else _type(field.type)
        lines.append(f"  {field.encode_name}{'?' if optional else ''}: {written};")
    return "\n".join([*lines, "}", ""])


def _comment(struct: type[Struct]) -> list[str]:
    text = [line.strip() for line in (struct.__doc__ or "").replace(" None", " null").strip().splitlines()]
    if len(text) == 1:
        return [f"/** {text[0]} */"]
    return ["/**", *(f" * {line}".rstrip() for line in text), " */"]


def _type(kind: shape.Type) -> str:
    """The TypeScript of one field's type. A kind that is not known here is an error."""
    match kind:
        case shape.StructType():
            return kind.cls.__name__
        case shape.StrType() | shape.UUIDType():
            return "string"
        case shape.IntType() | shape.FloatType():
            return "number"
        case shape.BoolType():
            return "boolean"
        case shape.NoneType():
            return "null"
        case shape.UnionType():
            return " | ".join(_type(member) for member in kind.types)
        case shape.LiteralType():
            return " | ".join(f'"{value}"' for value in kind.values)
        case shape.TupleType():
            return f"readonly [{', '.join(_type(item) for item in kind.item_types)}]"
        case shape.VarTupleType() | shape.ListType():
            item = _type(kind.item_type)
            return f"readonly ({item})[]" if " " in item else f"readonly {item}[]"
        case shape.DictType():
            return f"Readonly<Record<{_type(kind.key_type)}, {_type(kind.value_type)}>>"
        case _:
            raise TypeError(f"no TypeScript for {kind!r}")


def _union(name: str, members: list[str]) -> str:
    return "\n".join([f"export type {name} =", *(f"  | {member}" for member in members)]) + ";\n"


def _errors() -> str:
    codes = list(dict.fromkeys(error.code for error in tree()))
    retryable = sorted({error.code for error in tree() if error.retryable})
    lines = ["export const ERROR_CODES = ["]
    lines += [f'  "{code}",' for code in codes]
    lines += ["] as const;", "", "export type ErrorCode = (typeof ERROR_CODES)[number];", ""]
    lines.append("/** The same command may succeed later unchanged. */")
    lines.append("export const RETRYABLE_CODES: readonly ErrorCode[] = [")
    lines += [f'  "{code}",' for code in retryable]
    return "\n".join([*lines, "];", ""])


def _permissions() -> str:
    lines = ["/** From the least to the most. */", "export const ROLES = ["]
    lines += [f'  "{role}",' for role in Role]
    lines += ["] as const;", "", "export type Role = (typeof ROLES)[number];", ""]
    lines.append("/** Who may do what; the server asks the same table, and has the last word. */")
    lines.append("export const PERMISSIONS = {")
    for action, roles in TABLE.items():
        named = ", ".join(f'"{role}"' for role in Role if role in roles)
        lines.append(f'  "{action}": [{named}],')
    lines += ["} as const satisfies Record<string, readonly Role[]>;", ""]
    return "\n".join([*lines, "export type Action = keyof typeof PERMISSIONS;", ""])


def _close_codes() -> str:
    lines = ["/** Close codes of `/ws`, and what a client does after each. */", "export const CLOSE = {"]
    for code in CloseCode:
        lines += [f"  /** Come back: {RECONNECT[code]}. */", f"  {code.name}: {code.value},"]
    return "\n".join([*lines, "} as const;", ""])


if __name__ == "__main__":
    print(typescript(), end="")
