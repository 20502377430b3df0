"""The settings of the OpenID provider."""

from __future__ import annotations

import pytest

from teahouse.setting_sources import BadSettingError, load


def test_a_secret_is_shown_nowhere() -> None:
    with pytest.raises(BadSettingError) as refused:
        load({"oidc_client_secret": "geheim\x00"}, {})
    assert "geheim" not in str(refused.value)
    assert "hush" not in repr(load({"oidc_client_secret": "hush"}, {}))


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("https://id.example.org", "https://id.example.org"),
        ("https://id.example.org/realms/tea/", "https://id.example.org/realms/tea"),
        ("", None),
    ],
)
def test_an_issuer_is_an_address_without_a_slash_at_its_end(text: str, issuer: str | None) -> None:
    assert load({"oidc_issuer": text}, {}).oidc_issuer == issuer


@pytest.mark.parametrize(
    "text",
    ["id.example.org", "ftp://id.example.org", "https://a@id.example.org", "https://id.example.org/?a"],
)
def test_an_issuer_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadSettingError):
        load({"oidc_issuer": text}, {})
