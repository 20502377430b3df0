"""Whatever the program has is told in the docs: commands, settings, routes, metrics, events, codes, permissions.

The pages are generated, and `make check` is red when they are old; here what they must tell is gathered another way.
"""

from __future__ import annotations

import dataclasses
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest
from msgspec import Struct

from teahouse import settings
from teahouse.cli.main import COMMANDS
from teahouse.http.routes import ROUTES
from teahouse.model.errors import TeahouseError
from teahouse.model.permissions import Action
from teahouse.protocol import commands, events, replies
from teahouse.protocol.close_codes import CloseCode
from tests.harness.server import Server

DOCS: Final = Path(__file__).parents[2] / "docs"


def told(page: str) -> set[str]:
    """All that stands between backquotes on a page, and its headings."""
    return set(re.findall(r"`([^`\n]+)`", (DOCS / page).read_text("utf-8")))


def codes(error: type[TeahouseError] = TeahouseError) -> Iterator[str]:
    yield error.code
    for each in error.__subclasses__():
        yield from codes(each)


def tags(union: object) -> set[str]:
    members = get_args(getattr(union, "__value__", union))
    return {str(member.__struct_config__.tag) for member in members if issubclass(member, Struct)}


def test_every_command_is_told() -> None:
    assert {f"teahouse {name}" for name in COMMANDS} <= told("commands.md")


def test_every_setting_is_told() -> None:
    names = {field.name for field in dataclasses.fields(settings.Settings)}
    assert len(names) > 20
    assert names <= told("settings.md")


def test_every_permission_is_told() -> None:
    assert {action.value for action in Action} <= told("permissions.md")


def test_every_error_code_is_told() -> None:
    assert len(set(codes())) > 30
    assert set(codes()) <= told("protocol.md")


@pytest.mark.parametrize(
    "union",
    [commands.AnyCommand, replies.AnyReply, events.DurableEvent, events.EphemeralEvent],
    ids=["commands", "replies", "durable", "ephemeral"],
)
def test_every_type_of_the_wire_is_told(union: object) -> None:
    assert len(tags(union)) > 5
    assert tags(union) <= told("protocol.md")


def test_every_close_code_is_told() -> None:
    page = (DOCS / "protocol.md").read_text("utf-8").partition("## Close codes")[2]
    assert [code for code in CloseCode if str(code.value) not in page] == []


def test_every_route_is_told() -> None:
    wanted = {
        f"{method} {path}"
        for route in ROUTES
        if route.include_in_schema is not False
        for path in route.paths
        for method in route.http_methods
    }
    found = {re.sub(r":\w+", "", each) for each in told("api.md")}
    assert len(wanted) > 60
    assert {re.sub(r":\w+", "", each) for each in wanted} - found == set()


def test_every_metric_is_told(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        server.start()
        with urllib.request.urlopen(f"{server.http}/metrics", timeout=10) as answer:
            names = set(re.findall(r"^# TYPE (\S+)", answer.read().decode(), re.MULTILINE))
    finally:
        server.close()
    assert len(names) > 10
    assert names <= told("metrics.md")
