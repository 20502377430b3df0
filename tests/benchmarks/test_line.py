"""The long line: what it costs to open it, to fill it, and to lose a segment; nothing on it is lost or swapped."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from benchmarks.line import SEGMENT, Line

# Bounds above are wide: what is measured is that it waits, and for what.
TRIP = 0.1


@contextmanager
def an_echo() -> Iterator[int]:
    """A server that sends back what it gets, one connection at a time."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    while data := connection.recv(65_536):
                        connection.sendall(data)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def take(connection: socket.socket, count: int) -> bytes:
    parts: list[bytes] = []
    while (missing := count - sum(map(len, parts))) > 0:
        part = connection.recv(missing)
        if not part:
            raise ConnectionError("closed")
        parts.append(part)
    return b"".join(parts)


def echoed(line: Line, data: bytes) -> float:
    """Seconds until all of it came back, on a connection of its own."""
    with closing(socket.create_connection(("127.0.0.1", line.port), 30)) as connection:
        connection.settimeout(30)
        began = time.monotonic()
        connection.sendall(data)
        assert take(connection, len(data)) == data
        return time.monotonic() - began


def test_a_connection_costs_one_round_trip_and_each_question_another() -> None:
    with an_echo() as port, Line(port, TRIP, 0) as line:
        assert echoed(line, b"hello") >= 2 * TRIP
    assert line.lost == 0


def test_much_takes_more_round_trips_than_little() -> None:
    with an_echo() as port, Line(port, TRIP, 0) as line:
        # Of 70 segments 10, 20 and 40 go at once.
        assert echoed(line, bytes(range(256)) * (70 * SEGMENT // 256)) >= 4 * TRIP


def test_what_is_lost_comes_late_and_in_its_place() -> None:
    data = bytes(index * 7 % 251 for index in range(200 * SEGMENT))
    with an_echo() as port, Line(port, 0.02, 0.05, seed=3) as line:
        echoed(line, data)
        echoed(line, data)
    assert line.lost > 0


def test_the_same_seed_loses_the_same() -> None:
    lines = [Line(1, 0.1, 0.3, seed=5) for _ in range(2)]
    first, second = ([line.loses() for _ in range(200)] for line in lines)
    assert first == second
    assert lines[0].lost == sum(first) > 0


def test_it_breaks_when_it_is_told_to() -> None:
    with an_echo() as port, Line(port, 0, 0) as line:
        with closing(socket.create_connection(("127.0.0.1", line.port), 10)) as connection:
            connection.settimeout(10)
            connection.sendall(b"hello")
            assert take(connection, 5) == b"hello"
            line.cut()
            with pytest.raises(ConnectionError):
                take(connection, 1)
        assert echoed(line, b"again") >= 0


def test_it_tells_what_was_asked_and_how_much_came() -> None:
    asked = b"GET /assets/a.js HTTP/1.1\r\nHost: x\r\n\r\n"
    with an_echo() as port, Line(port, 0, 0) as line:
        echoed(line, asked)
        assert line.asked[0] == "/assets/a.js"
        assert line.carried == len(asked)


def test_a_server_that_is_not_there_closes_the_connection() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with (
        Line(port, 0, 0) as line,
        closing(socket.create_connection(("127.0.0.1", line.port), 10)) as connection,
    ):
        connection.settimeout(10)
        with pytest.raises(ConnectionError):
            take(connection, 1)
