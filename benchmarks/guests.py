"""Makes guests over the HTTP API, many at a time on keep-alive connections."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


class GuestRefusedError(RuntimeError):
    """The server did not make a guest."""


def make_guests(port: int, count: int, prefix: str = "g", connections: int = 16) -> list[str]:
    """The tokens of `count` new guests, named `prefix` and a number of five digits."""
    parts = [range(start, count, connections) for start in range(min(connections, count))]
    tokens = [""] * count
    with ThreadPoolExecutor(len(parts)) as pool:
        for made in pool.map(lambda part: list(_make(port, part, prefix)), parts):
            for number, token in made:
                tokens[number] = token
    return tokens


def write_tokens(tokens: list[str], file: Path) -> Path:
    """A file that the load generator reads: one token a line."""
    file.write_text("\n".join(tokens) + "\n")
    return file


def _make(port: int, numbers: range, prefix: str) -> Iterator[tuple[int, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/json"}
    for number in numbers:
        body = json.dumps({"name": f"{prefix}{number:05d}", "credential": "token"})
        connection.request("POST", "/api/v1/guests", body, headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status not in {200, 201}:
            raise GuestRefusedError(f"{response.status}: {answer[:300]!r}")
        yield number, json.loads(answer)["token"]
    connection.close()
