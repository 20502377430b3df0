"""Health, metrics, documentation and the headers that every answer carries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.harness.http import browse, register, unique
from tests.harness.talk import talking

if TYPE_CHECKING:
    from tests.harness.server import Server

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "teahouse",
}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health(server: Server, path: str) -> None:
    with browse(server.http) as http:
        answer = http.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer.headers.get("cache-control", "")


async def test_metrics_count_what_happens(server: Server) -> None:
    def value(name: str) -> float:
        with browse(server.http) as http:
            text = http.get("/metrics").text
        found = re.search(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", text, re.MULTILINE)
        assert found, f"{name} is not in\n{text}"
        return float(found[1])

    guest = register(server.http, unique("Meter"))
    before = value("teahouse_messages_total")
    async with talking(server, guest) as talk:
        await talk.say("counted")
        assert value("teahouse_messages_total") >= before + 1
        assert value("teahouse_connections") >= 1


def test_metrics_have_the_figures_that_are_promised(server: Server) -> None:
    with browse(server.http) as http:
        answer = http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(("text/plain", "application/openmetrics-text"))
    histograms = re.findall(r"^# TYPE (\S+) histogram$", answer.text, re.MULTILINE)
    for wanted in ("delivery", "ack", "batch"):
        assert any(wanted in name for name in histograms), f"no histogram of {wanted} in {histograms}"
    assert "drop" in answer.text


def test_the_api_describes_itself(server: Server) -> None:
    with browse(server.http, follow_redirects=True) as http:
        page = http.get("/api/docs")
        document = http.get("/api/openapi.json")
    assert page.status_code == 200
    assert "<html" in page.text
    assert "/api/v1/rooms" in page.text
    described = document.json()
    assert described["openapi"].startswith("3.1")
    assert {"/api/v1/rooms", "/api/v1/guests", "/api/v1/me"} <= set(described["paths"])


def test_the_page_has_the_whole_policy(server: Server) -> None:
    with browse(server.http) as http:
        answer = http.get("/")
    assert answer.status_code == 200
    policy = {
        name: " ".join(values)
        for name, *values in (part.split() for part in answer.headers["content-security-policy"].split(";"))
    }
    assert policy == POLICY
    assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin", "strict-origin")
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/rooms", "/api/v1/nothing", "/healthz", "/api/docs", "/nothing"]
)
def test_every_answer_forbids_guessing_and_scripts(server: Server, path: str) -> None:
    with browse(server.http) as http:
        answer = http.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "access-control-allow-origin" not in answer.headers
    assert "x-powered-by" not in answer.headers


def test_files_outside_the_page_are_not_served(server: Server) -> None:
    with browse(server.http) as http:
        for path in (
            "/../pyproject.toml",
            "/%2e%2e/%2e%2e/app.py",
            "/assets/..%2f..%2fapp.py",
            "/__init__.py",
        ):
            answer = http.get(path)
            assert answer.status_code in (400, 403, 404) or "<html" in answer.text, path
            assert "import" not in answer.text[:2000] or "<html" in answer.text, path


def test_bodies_are_compressed_on_request(server: Server) -> None:
    with browse(server.http, headers={"Accept-Encoding": "gzip"}, follow_redirects=True) as http:
        answer = http.get("/api/openapi.json")
    assert answer.headers.get("content-encoding") == "gzip"


async def test_message_bodies_are_not_in_the_log(server: Server) -> None:
    guest = register(server.http, unique("Log"))
    async with talking(server, guest) as talk:
        await talk.say("a-secret-not-for-the-log")
        await talk.push('{"type":"message.send","body":"another-secret-not-for-the-log"}')
        await talk.event("error")
    assert "not-for-the-log" not in server.log()
    assert guest.token not in server.log()
