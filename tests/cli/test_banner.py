"""What is printed once the server listens."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from teahouse.cli import banner
from teahouse.settings import Settings

HERE = Settings(data=Path("/srv/tea"))


def test_a_loopback_server_names_the_flag_for_the_local_network() -> None:
    text = banner.lines(HERE, 8080)
    assert text[0] == "Teahouse is open at http://127.0.0.1:8080"
    assert any("/srv/tea" in line for line in text)
    assert any("--host 0.0.0.0" in line for line in text)


def test_a_place_without_an_owner_shows_the_link_on_a_line_of_its_own() -> None:
    assert not any("setup" in line for line in banner.lines(HERE, 8080))
    assert "http://127.0.0.1:8080/#/setup/SECRET" in banner.lines(HERE, 8080, "SECRET")
    public = replace(HERE, public_url="https://chat.example", host="0.0.0.0")
    assert "https://chat.example/#/setup/SECRET" in banner.lines(public, 9000, "SECRET")


def test_an_open_server_does_not_and_names_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banner, "_own_addresses", lambda: ["192.168.1.20"])
    text = banner.lines(replace(HERE, host="0.0.0.0"), 80)
    assert text[:2] == ["Teahouse is open at http://localhost", "Also at http://192.168.1.20"]
    assert not any("--host" in line for line in text)


def test_behind_a_proxy_the_public_address_comes_first() -> None:
    text = banner.lines(replace(HERE, public_url="https://chat.example"), 9000)
    assert text[:2] == ["Teahouse is open at https://chat.example", "Listening on http://127.0.0.1:9000"]


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("::1", "http://[::1]:8080"),
        ("192.168.1.20", "http://192.168.1.20:8080"),
        ("tea.local", "http://tea.local:8080"),
    ],
)
def test_addresses_are_urls(host: str, url: str) -> None:
    assert banner.addresses(host, 8080) == [url]


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("tea.local", False),
    ],
)
def test_loopback(host: str, here: bool) -> None:
    assert banner.is_loopback(host) is here


def test_own_addresses_are_none_or_another_computers_way_to_us() -> None:
    assert not any(banner.is_loopback(own) for own in banner._own_addresses())


def test_a_terminal_gets_a_frame(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    banner.show(HERE, 8080)
    shown = capsys.readouterr().out
    assert "http://127.0.0.1:8080" in shown
    assert "╭" in shown


def test_without_a_terminal_nothing_heavy_is_loaded() -> None:
    program = (
        "import sys; from teahouse.cli import serve, banner; from teahouse.settings import Settings\n"
        "banner.show(Settings(), 1); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    loaded = set(done.stdout.split())
    assert "teahouse.cli.banner" in loaded
    assert not loaded & {"rich", "litestar", "uvicorn", "sqlalchemy", "alembic"}
