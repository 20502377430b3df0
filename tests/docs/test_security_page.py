"""The page on security names tests that exist: a row that is shown by nothing would be a promise alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?(?:::\w+)?)`", PAGE)))


def test_every_row_is_shown_by_a_test() -> None:
    rows = PAGE.partition("## Row by row")[2].splitlines()
    rows = [row for row in rows if row.startswith("| ") and not row.startswith("| topic")]
    assert len(rows) > 10
    assert [row for row in rows if "`tests/" not in row and "client/tests/" not in row] == []


@pytest.mark.parametrize("named", NAMED)
def test_what_is_named_is_there(named: str) -> None:
    path, _, function = named.partition("::")
    assert (ROOT / path).exists()
    if function:
        assert re.search(rf"^(?:async )?def {function}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
