"""Addresses of mail."""

from __future__ import annotations

import pytest

from teahouse.model.emails import check_email
from teahouse.model.errors import BadFieldError


@pytest.mark.parametrize(
    "text", ["ann@example.org", " a.n+n@mail.example.co ", "用户@例子.中国", "o'neil@example.org"]
)
def test_an_address(text: str) -> None:
    assert check_email(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "", "ann", "ann@", "@example.org", "ann@example", "a b@example.org", "ann@exa mple.org",
        "ann@example.org\nBcc: all@example.org", "Ann <ann@example.org>", "a,b@example.org",
        "ann@[127.0.0.1]", '"ann"@example.org', "ann@@example.org", "ann@example..org", "x" * 65 + "@example.org",
        "a@" + "x." * 130 + "org",
    ],
)  # fmt: skip
def test_no_address_and_nothing_smuggled(text: str) -> None:
    with pytest.raises(BadFieldError):
        check_email(text)
