"""docs/protocol.md is what the structs say."""

from __future__ import annotations

from pathlib import Path

from teahouse.model.error_tree import tree
from teahouse.protocol.commands import AnyCommand
from teahouse.protocol.events import AnyEvent
from teahouse.protocol.reference import reference
from teahouse.protocol.replies import AnyReply

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_every_type_and_code_is_on_it() -> None:
    text = reference()
    for union in (AnyCommand, AnyEvent, AnyReply):
        for struct in union.__args__:
            assert f"### `{struct.__struct_config__.tag}`" in text
    for error in tree():
        assert f"| `{error.code}` |" in text
