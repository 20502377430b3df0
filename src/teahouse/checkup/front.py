"""The address that people type, as a client of it: plain requests, with or without trust."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

SECONDS: Final = 30.0
PART: Final = bytes(65_536)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers by lower-case name, and the body as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body's object; empty if it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str | None:
        """The code of a refusal of our server's; None if somebody else answered."""
        error = self.json().get("error")
        return error.get("code") if isinstance(error, dict) else None


class Front:
    """Where requests go. `trust` is None for http."""

    def __init__(self, url: str, trust: ssl.SSLContext | None) -> None:
        parts = urlsplit(url)
        self.url = url.removesuffix("/")
        self.host = parts.hostname or ""
        self.secure = parts.scheme == "https"
        self.port = parts.port or (443 if self.secure else 80)
        self.authority = parts.netloc
        self.trust = trust

    def connection(self) -> http.client.HTTPConnection:
        """One that is not open yet."""
        if self.secure:
            return http.client.HTTPSConnection(self.host, self.port, timeout=SECONDS, context=self.trust)
        return http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)

    def get(self, path: str, **headers: str) -> Answer:
        """The answer, whatever its status. OSError, http.client.HTTPException."""
        with closing(self.connection()) as connection:
            connection.request(
                "GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}
            )
            return _answer(connection)

    def post(self, path: str, size: int, headers: Mapping[str, str]) -> Answer:
        """The answer to a body of so many bytes; one that comes before the end of it counts."""
        with closing(self.connection()) as connection:
            connection.putrequest("POST", path)
            for name, text in {**headers, "Content-Length": str(size)}.items():
                connection.putheader(name, text)
            connection.endheaders()
            try:
                for part in _parts(size):
                    connection.send(part)
            except OSError:
                # Whoever refuses may close without taking the rest (RFC 9112 section 9.5).
                return _answer(connection)
            return _answer(connection)


def usual_trust() -> ssl.SSLContext:
    """The system's authorities, those of SSL_CERT_FILE, and Mozilla's for systems that have none."""
    import certifi

    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())
    return trust


def no_trust() -> ssl.SSLContext:
    """Whatever certificate is shown: to look at the rest when it is wrong. Nothing secret is sent."""
    trust = ssl.create_default_context()
    trust.check_hostname = False
    trust.verify_mode = ssl.CERT_NONE
    return trust


def _parts(size: int) -> Iterator[bytes]:
    whole, rest = divmod(size, len(PART))
    for _ in range(whole):
        yield PART
    if rest:
        yield PART[:rest]


def _answer(connection: http.client.HTTPConnection) -> Answer:
    got = connection.getresponse()
    return Answer(got.status, {name.lower(): text for name, text in got.getheaders()}, got.read(1 << 20))
