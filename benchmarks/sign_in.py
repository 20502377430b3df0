"""S4: fifty people sign in at once, and the event loop is not held up by their passwords."""

from __future__ import annotations

import http.client
import json
import select
import socket
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.contenders import teahouse
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import free_port, running

AT_ONCE = 50
PASSWORD = "correct horse battery staple"
PROBE_SECONDS = 0.002


class SignInFailedError(RuntimeError):
    """The server did not let somebody in."""


def measure(effort: Effort) -> Outcome:
    """What `/healthz` takes from one connection, without and during storms; it is answered by the loop itself."""
    outcome = Outcome("S4", f"{AT_ONCE} sign-ins at once")
    rounds = 3 if effort.quick else 10
    with (
        tempfile.TemporaryDirectory(dir=effort.folder) as name,
        running(teahouse(free_port(), Path(name))) as server,
    ):
        for number in range(AT_ONCE):
            _register(server.port, f"m{number:03d}")
        quiet = _probe(server.port, [], 1)
        storm: list[float] = []
        took: list[float] = []
        for _ in range(rounds):
            began = time.perf_counter()
            storm += _storm(server.port)
            took.append(time.perf_counter() - began)
    outcome.figures = [
        Figure("an answer of the loop during a storm, p99", _p99(storm), "ms", 50),
        Figure("the same, the longest", max(storm), "ms"),
        Figure("the same without a storm, p99", _p99(quiet), "ms"),
        Figure(f"all {AT_ONCE} are signed in", statistics.median(took), "s"),
    ]
    outcome.detail = {"rounds": rounds, "answers": len(storm), "storms_s": took}
    return outcome


def _storm(port: int) -> list[float]:
    """All at once on connections of their own; milliseconds of each answer to the probe meanwhile."""
    with ExitStack() as stack:
        waiting = []
        for number in range(AT_ONCE):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            waiting.append((one, _request(f"m{number:03d}")))
        for one, request in waiting:
            one.sendall(request)
        found = _probe(port, [one for one, _ in waiting], 60)
        for one, _ in waiting:
            answer = one.recv(65_536)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise SignInFailedError(repr(answer[:300]))
    return found


def _probe(port: int, until: list[socket.socket], seconds: float) -> list[float]:
    """Ask again and again until all of these have an answer, or (without any) for so long."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found: list[float] = []
    left = list(until)
    end = time.perf_counter() + seconds
    while (left or not until) and time.perf_counter() < end:
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(PROBE_SECONDS)
        if left:
            ready, _, _ = select.select(left, [], [], 0)
            left = [one for one in left if one not in ready]
    connection.close()
    if left:
        raise SignInFailedError(f"{len(left)} had no answer in {seconds} s")
    return found


def _request(name: str) -> bytes:
    body = json.dumps({"name": name, "password": PASSWORD, "credential": "token"}).encode()
    head = f"POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


def _register(port: int, name: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    token = _ask(connection, "/api/v1/guests", {"name": name, "credential": "token"}, {})["token"]
    _ask(connection, "/api/v1/account", {"password": PASSWORD}, {"Authorization": f"Bearer {token}"})
    connection.close()


def _ask(
    connection: http.client.HTTPConnection, path: str, body: dict[str, str], headers: dict[str, str]
) -> dict[str, str]:
    told = {"Content-Type": "application/json", **headers}
    connection.request("POST", path, json.dumps(body), told)
    response = connection.getresponse()
    answer = response.read()
    if response.status not in {200, 201}:
        raise SignInFailedError(f"{response.status}: {answer[:300]!r}")
    found: dict[str, str] = json.loads(answer)
    return found


def _p99(found: list[float]) -> float:
    return sorted(found)[len(found) * 99 // 100]
