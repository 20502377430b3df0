"""The rules and the dashboard ask for nothing that a server does not tell.

Whether an expression is well-formed is Prometheus's own to say (promtool check rules);
here its brackets, functions, metrics and labels are looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml  # type: ignore[import-untyped]
from prometheus_client.parser import text_string_to_metric_families

from teahouse.model.error_tree import tree
from tests.harness.server import Server

if TYPE_CHECKING:
    from tests.harness.redis import Redis

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "rules.yml"
BOARD = DEPLOY / "grafana" / "teahouse.json"

BY_PROMETHEUS = {"up": {"job", "instance"}}
"""What it adds by itself."""

WORDS = {
    *("sum", "min", "max", "rate", "increase", "histogram_quantile", "by", "and", "or", "on", "label_values"),
}
QUOTED = re.compile(r'"[^"]*"')
GROUPING = re.compile(r"\bby\s*\(([^)]*)\)")
SELECTOR = re.compile(r"([a-z_]+)\{([^}]*)\}")
MATCHER = re.compile(r'([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"')


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text())["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    board = json.loads(BOARD.read_text())
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (each["query"]["query"] for each in board["templating"]["list"] if each["type"] == "query")


@pytest.fixture
def told(database: str, redis: Redis, tmp_path: Path) -> dict[str, set[str]]:
    """Of each metric of a server that has everything, its labels."""
    server = Server(tmp_path, "--broker", redis.url, variables={"TEAHOUSE_DATABASE": database})
    try:
        server.start()
        # Refusals are told once there was one.
        httpx.get(f"{server.http}/api/v1/me", trust_env=False)
        text = httpx.get(f"{server.http}/metrics", trust_env=False).text
    finally:
        server.close()
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_metric_and_label_is_told(told: dict[str, set[str]]) -> None:
    known = {name: labels | {"job", "instance"} for name, labels in told.items()} | BY_PROMETHEUS
    used = set()
    for expression in expressions():
        bare = QUOTED.sub('""', expression)
        names = set(
            re.findall(r"\b[a-z][a-z_]+\b", re.sub(r"\{[^}]*\}|\[[^]]*\]|\([^)]*\)(?=\s*\()", "", bare))
        )
        names -= WORDS | {"instance", "code", "dialect", "le"}
        assert names, expression
        assert names <= known.keys(), expression
        used |= names
        for name, matchers in SELECTOR.findall(expression):
            assert {label for label, _, _ in MATCHER.findall(matchers)} <= known[name], expression
        for labels in GROUPING.findall(expression):
            for name in names:
                assert {label.strip() for label in labels.split(",")} <= known[name], expression
    missing = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in told} - {
        re.sub(r"_bucket$", "", name) for name in used
    }
    assert not missing, "no metric is left out of the dashboard"


def test_every_code_is_one() -> None:
    codes = {error.code for error in tree()}
    for expression in expressions():
        for label, _, value in MATCHER.findall(expression):
            if label == "code":
                assert set(value.split("|")) <= codes


def test_expressions_are_closed_and_counters_are_rates() -> None:
    for expression in expressions():
        bare = QUOTED.sub("", expression)
        for left, right in ("()", "[]", "{}"):
            assert bare.count(left) == bare.count(right), expression
        # The count of a process that was restarted begins anew: only its growth means something.
        for found in re.finditer(r"teahouse_[a-z_]+_(?:total|bucket)", bare):
            assert re.search(r"(rate|increase)\($", bare[: found.start()]), expression


def test_each_alert_says_what_to_do() -> None:
    found = rules()
    assert len({rule["alert"] for rule in found}) == len(found) >= 10
    for rule in found:
        assert rule["annotations"].keys() == {"summary", "action"}
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_panels_lie_side_by_side() -> None:
    taken: set[tuple[int, int]] = set()
    panels = json.loads(BOARD.read_text())["panels"]
    for panel in panels:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in panels}) == len(panels)
