"""What no nginx does by itself: a front that answers as it is told. The rest is in tests/deploy."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from teahouse.checkup.finding import Level
from teahouse.checkup.front import Answer, Front
from teahouse.checkup.mail import check_mail
from teahouse.checkup.proxy import NOBODY, _check_page, _check_reflection
from tests.checkup.places import troubles
from tests.harness.server import free_port

if TYPE_CHECKING:
    from teahouse.checkup.finding import Place

READY = Answer(200, {"server": "a proxy"}, b'{"status":"ok"}')
HOST = "chat.example.org"


class Told(Front):
    """Answers from a table; what it is asked with an X-Forwarded-For has one of its own."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        super().__init__(f"https://{HOST}", None)
        self._answers = answers

    def get(self, path: str, **headers: str) -> Answer:
        return self._answers["claimed" if "x_forwarded_for" in headers else path]


def seen(address: str) -> Answer:
    told = {"address": address, "host": HOST, "forwarded": True, "believed": True, "secure": True}
    return Answer(200, {}, json.dumps(told).encode())


def test_a_proxy_that_passes_on_what_a_client_claims(healthy: Place) -> None:
    front = Told({"/api/v1/reflection": seen("8.8.8.8"), "claimed": seen(NOBODY)})
    found = troubles(lambda place: _check_reflection(place, front, READY), healthy)
    assert "whatever address" in found["addresses"].found
    front = Told({"/api/v1/reflection": seen("8.8.8.8"), "claimed": seen("8.8.8.8")})
    assert not troubles(lambda place: _check_reflection(place, front, READY), healthy)


def test_a_page_that_is_compressed_twice(healthy: Place) -> None:
    headers = {"content-encoding": "gzip", "strict-transport-security": "max-age=1"}
    body = gzip.compress(b"<!doctype html>")
    once, twice = (Told({"/": Answer(200, headers, each)}) for each in (body, gzip.compress(body)))
    assert not troubles(lambda place: _check_page(place, once, READY), healthy)
    assert "compression" in troubles(lambda place: _check_page(place, twice, READY), healthy)


def test_a_mail_server_that_is_not_there(healthy: Place) -> None:
    url = f"smtp://me:s3cret@127.0.0.1:{free_port()}"
    settings = replace(healthy.settings, smtp_url=url, mail_from="tea@example.org")
    found = troubles(check_mail, replace(healthy, settings=settings))["mail"]
    assert (found.level, "s3cret" in found.found) == (Level.BAD, False)
    assert "refused" in found.found
