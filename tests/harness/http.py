"""HTTP of the API: guests with their tokens, and requests that take no proxy and keep no cookie."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
from msgspec import Struct

_numbers = itertools.count(1)


class Guest(Struct, frozen=True):
    """A person and the secret that proves it."""

    id: int
    name: str
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def unique(stem: str) -> str:
    """A name that no other test of this run uses."""
    return f"{stem} {next(_numbers)}"


def browse(base: str, **options: Any) -> httpx.Client:
    """A client for `base`; sends no Origin unless told to."""
    return httpx.Client(base_url=base, trust_env=False, timeout=10, **options)


def register(base: str, name: str) -> Guest:
    """A new guest that holds `name`, by token, or an assertion with what was answered."""
    with browse(base) as http:
        answer = http.post("/api/v1/guests", json={"name": name, "credential": "token"})
    assert answer.status_code in (200, 201), f"{answer.status_code} {answer.text}"
    found = answer.json()
    return Guest(id=found["you"]["id"], name=found["you"]["name"], token=found["token"])


def error_of(answer: httpx.Response) -> dict[str, Any]:
    """The error that a refused request tells, its shape checked."""
    assert answer.status_code >= 400, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert isinstance(error["code"], str)
    assert isinstance(error["message"], str)
    assert isinstance(error["request_id"], str)
    assert error["request_id"]
    return error
