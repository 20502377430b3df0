"""Wrong addresses and combinations: one line, an exit status, no password."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_serve import assert_one_line, run
from tests.harness.postgres import PASSWORD, Postgres
from tests.harness.redis import Redis
from tests.harness.server import Server, free_port

POSTGRES = "postgresql://tea:s3cret@127.0.0.1:1/tea"


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--workers", "2"), ("SQLite", "--database postgresql://", "--workers 1")),
        (("--workers", "2", "--database", POSTGRES, "--broker", "none"), ("--broker postgresql",)),
        (("--broker", "postgresql"), ("SQLite", "--database postgresql://")),
        (("--broker", "redis://:s3cret@127.0.0.1:1/0"), ("SQLite", "--database postgresql://")),
        (("--workers", "0"), ("--workers", "1 to 64")),
        (("--workers", "65"), ("--workers", "1 to 64")),
        (("--database", "mysql://tea:s3cret@127.0.0.1/tea"), ("--database", "postgresql://")),
        (("--broker", "amqp://tea:s3cret@127.0.0.1/"), ("--broker", "redis://")),
    ],
)
def test_what_does_not_go_together_is_a_wrong_setting(
    flags: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    done = run("--port", "0", *flags, folder=tmp_path)
    assert_one_line(done, 2, *words)
    assert "s3cret" not in done.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("workers", ["1", "3"])
def test_a_database_that_is_not_there(workers: str, tmp_path: Path) -> None:
    done = run("--port", "0", "--workers", workers, "--database", POSTGRES, folder=tmp_path)
    assert_one_line(done, 1, "database tea at 127.0.0.1:1", "cannot be reached")
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize("workers", ["1", "3"])
def test_a_wrong_password(workers: str, postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.url("postgres", password="s3cret-but-wrong")
    done = run("--port", "0", "--workers", workers, folder=tmp_path, TEAHOUSE_DATABASE=url)
    assert_one_line(done, 1, "refuses this user or password")
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize("workers", ["1", "3"])
def test_a_broker_that_is_not_there(workers: str, database: str, tmp_path: Path) -> None:
    done = run(
        *("--port", "0", "--workers", workers, "--log-level", "error"),
        *("--broker", f"redis://:s3cret@127.0.0.1:{free_port()}/0"),
        folder=tmp_path,
        TEAHOUSE_DATABASE=database,
    )
    assert_one_line(done, 1, "Redis at 127.0.0.1", "cannot be reached")
    assert "s3cret" not in done.stderr


def test_a_taken_port_of_workers(database: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = run("--port", port, "--workers", "2", folder=tmp_path, TEAHOUSE_DATABASE=database)
        assert_one_line(done, 1, port, "taken", "--port")


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_workers_that_wait_for_the_database_can_be_told_to_stop(silent_port: int, tmp_path: Path) -> None:
    variables = {**os.environ, "TEAHOUSE_DATABASE": f"postgresql://tea:s3cret@127.0.0.1:{silent_port}/tea"}
    with subprocess.Popen(
        [sys.executable, "-m", "teahouse", "--port", "0", "--workers", "2"],
        cwd=tmp_path,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            while len(children.read_text().split()) < 2:
                assert process.poll() is None
            process.terminate()
            assert process.wait(5) == 0
            assert process.stdout is not None
            assert process.stdout.read() == b""
        finally:
            process.kill()


def test_an_address_with_a_password_leaves_the_list_of_processes(
    database: str, redis: Redis, tmp_path: Path
) -> None:
    server = Server(tmp_path, "--database", database, f"--broker={redis.url}", "--name", "茶")
    try:
        server.start()
        arguments = Path(f"/proc/{server.pid}/cmdline").read_text().split("\0")
        assert PASSWORD not in " ".join(arguments)
        assert arguments[-3:-1] == ["--name", "茶"], "the other flags stay"
        assert "database" in server.log()
        assert PASSWORD not in server.log()
        assert server.stop() == 0
    finally:
        server.close()
