"""The client's types are those of the server, all of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import msgspec.inspect
import pytest
from msgspec import Struct

from teahouse.model.error_tree import tree
from teahouse.protocol import commands, events, replies, typescript
from teahouse.protocol.close_codes import CloseCode

ABSTRACT = (commands.Command, commands.Change, events.Event, events.LogEvent, replies.Reply)
"""What others share, and nothing that is sent."""

WIRE = Path(__file__).parents[2] / "client" / "src" / "wire.gen.ts"


def structs() -> list[type[Struct]]:
    """Every struct that the three modules define, tagged ones that are sent and those inside them."""
    found = [
        thing
        for module in (commands, events, replies)
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Struct)
    ]
    return [s for s in dict.fromkeys(found) if s is not Struct and s not in ABSTRACT]


def interface(name: str) -> str:
    found = re.search(rf"^export interface {name} {{\n(.*?)^}}", typescript.typescript(), re.M | re.S)
    assert found, f"no interface {name}"
    return found[1]


def union(name: str) -> set[str]:
    found = re.search(rf"^export type {name} =\n(.*?);", typescript.typescript(), re.M | re.S)
    assert found, f"no union {name}"
    return {member.strip(" |") for member in found[1].splitlines()}


def test_the_file_is_fresh() -> None:
    assert WIRE.read_text(encoding="utf-8") == typescript.typescript(), (
        "run: python -m teahouse.protocol.typescript > client/src/wire.gen.ts"
    )


@pytest.mark.parametrize("struct", structs(), ids=lambda struct: struct.__name__)
def test_every_struct_has_all_its_fields(struct: type[Struct]) -> None:
    fields = interface(struct.__name__)
    tag = struct.__struct_config__.tag
    written = re.findall(r"^  (\w+)\??: ", fields, re.M)
    assert written == [*(["type"] if tag else []), *struct.__struct_encode_fields__]
    if tag:
        assert f'type: "{tag}";' in fields


def test_every_tagged_struct_is_in_a_union() -> None:
    tagged = {s.__name__ for s in structs() if s.__struct_config__.tag}
    members = union("Command") | union("DurableEvent") | union("EphemeralEvent") | union("Reply")
    assert members == tagged
    assert union("ServerMessage") == {"ServerEvent", "Reply"}
    assert union("Command") == {s.__name__ for s in get_args(commands.AnyCommand)}


def test_optional_is_what_may_be_left_out() -> None:
    assert "  to?: number | null;" in interface("MessageSend")
    assert "  mentions?: readonly number[];" in interface("MessageCreated")
    assert "  duplicate?: boolean;" in interface("MessageAccepted")
    # These two are written with their defaults.
    assert "  people: readonly Person[];" in interface("PresenceState")
    assert "  you: Person | null;" in interface("Hello")


def test_all_codes_are_told() -> None:
    text = typescript.typescript()
    for error in tree():
        assert f'  "{error.code}",' in text
    listed = re.search(r"RETRYABLE_CODES.*?\[(.*?)\];", text, re.S)
    assert listed
    assert set(re.findall(r'"(\w+)"', listed[1])) == {e.code for e in tree() if e.retryable}
    for code in CloseCode:
        assert f"  {code.name}: {code.value}," in text


def test_an_unknown_type_is_refused_loudly() -> None:
    class Odd(Struct, tag="odd"):
        when: bytes

    with pytest.raises(TypeError, match="no TypeScript"):
        typescript._interface(msgspec.inspect.type_info(Odd))  # type: ignore[arg-type]
