"""Debian's nginx in front of a server, with the configuration of deploy/ or one with a mistake in it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.harness.server import free_port

if TYPE_CHECKING:
    from tests.harness.certificates import Certificate

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "proxy" / "nginx.conf"
READY_WITHIN = 20.0

WHOLE = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    {temporary}
    include {folder}/teahouse.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class NginxError(AssertionError):
    """It did not do what it was told; the text says why."""


class Nginx:
    """One process of it, on free loopback ports; `close` whatever happens."""

    def __init__(self, folder: Path, certificate: Certificate) -> None:
        self.folder = folder
        self.certificate = certificate
        self.port = free_port()
        self.plain_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What people type."""
        return f"https://localhost:{self.port}"

    def start(self, upstream: int, *changes: tuple[str, str]) -> None:
        """In front of that port. `changes` are pairs of a pattern that must be there once or more, and what for."""
        text = self._configuration(upstream)
        for pattern, replacement in changes:
            text, times = re.subn(pattern, replacement, text)
            assert times, f"{pattern} is not in {CONFIGURATION}"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "teahouse.conf").write_text(text)
        temporary = "\n    ".join(f"{each}_temp_path {self.folder}/{each};" for each in TEMPORARY)
        whole = WHOLE.format(
            folder=self.folder,
            temporary=temporary,
            # What it keeps for a moment is in a folder of the test, which is its user's alone.
            user="user root;" if os.geteuid() == 0 else "",
        )
        (self.folder / "nginx.conf").write_text(whole)
        with (self.folder / "output").open("wb") as output:
            self._process = subprocess.Popen(
                [
                    "nginx",
                    "-p",
                    self.folder,
                    "-c",
                    self.folder / "nginx.conf",
                    "-e",
                    self.folder / "error.log",
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"},
            )
        self._wait_until_ready()

    def close(self) -> None:
        """Whatever happened, it is gone after this."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()  # its workers end with it
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self) -> str:
        """What it has said."""
        return "".join(
            (self.folder / name).read_text(errors="replace")
            for name in ("output", "error.log")
            if (self.folder / name).exists()
        )

    def _configuration(self, upstream: int) -> str:
        """Ours, with ports, names and certificates of the test and nothing else changed."""
        text = CONFIGURATION.read_text()
        changes = (
            (r"server 127\.0\.0\.1:8080;", f"server 127.0.0.1:{upstream};"),
            (r"\n +listen \[::\][^\n]*", ""),
            (r"listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            (r"listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
            (r"server_name chat\.example\.org;", "server_name localhost;"),
            (r"ssl_certificate +[^;]+;", f"ssl_certificate {self.certificate.chain};"),
            (r"ssl_certificate_key +[^;]+;", f"ssl_certificate_key {self.certificate.key};"),
        )
        for pattern, replacement in changes:
            text, times = re.subn(pattern, replacement, text)
            assert times, pattern
        return text

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)  # between two tries; the deadline decides
        raise NginxError(f"it did not start\n{self.log()}")
