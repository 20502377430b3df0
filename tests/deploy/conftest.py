"""A server with nginx in front of it, as deploy/ has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.harness.certificates import Certificate, make_certificate
from tests.harness.nginx import Nginx
from tests.harness.server import Server

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class House:
    """A server that knows of its proxy, and the proxy."""

    server: Server
    nginx: Nginx
    certificate: Certificate


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Shared: a test leaves it as it found it."""
    folder = tmp_path_factory.mktemp("house")
    certificate = make_certificate(folder / "certificate")
    nginx = Nginx(folder / "nginx", certificate)
    flags = ("--public-url", nginx.url, "--trusted-proxies", "127.0.0.1", "--file-bytes", "25MB")
    server = Server(folder, *flags)
    try:
        server.start()
        nginx.start(server.port)
        yield House(server, nginx, certificate)
    finally:
        nginx.close()
        server.close()
        print(f"--- nginx\n{nginx.log()}\n--- server\n{server.log()[-20_000:]}")  # shown if a test failed


@pytest.fixture
def proxy(house: House, tmp_path: Path) -> Iterator[Nginx]:
    """Another nginx in front of the same server, not started yet: for one with a mistake in it."""
    made = Nginx(tmp_path / "nginx", house.certificate)
    # People type the address of the first one.
    made.port = house.nginx.port
    house.nginx.close()
    yield made
    made.close()
    house.nginx.start(house.server.port)
