"""What stands between people and the server, as they meet it: TLS, addresses, uploads, sockets."""

from __future__ import annotations

import http.client
import math
import socket
import ssl
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Final

from teahouse.checkup.finding import Finding, Place, bad, note, ok, size_text
from teahouse.checkup.front import SECONDS, Answer, Front, no_trust, usual_trust
from teahouse.checkup.sockets import check_socket

SOON_DAYS: Final = 14
"""Let's Encrypt renews a month before the end: whoever is that late does not."""

NOBODY: Final = "192.0.2.77"
"""An address of documentation (RFC 5737), which no client has."""

UPLOAD_BYTES: Final = 64_000_000
"""More is not tried out: it would take minutes over a slow line."""

GZIP: Final = b"\x1f\x8b"
AWAY: Final = (OSError, http.client.HTTPException)


def check_outside(place: Place) -> Iterator[Finding]:
    """One after the other; what cannot be reached ends it."""
    if place.url is None:
        return
    front = Front(place.url, None)
    if front.secure:
        trust: list[ssl.SSLContext] = []
        yield from _check_certificate(place, front, trust)
        if not trust:
            return
        front = Front(place.url, trust[0])
    try:
        ready = front.get("/readyz")
    except AWAY as problem:
        yield bad(
            "address",
            f"{front.url} cannot be reached: {_why(problem)}",
            "Does the name lead here, is the port open, does the proxy run?",
        )
        return
    yield from _check_ready(front, ready)
    if "status" not in ready.json():
        return
    for check in (_check_page, _check_reflection, _check_upload):
        try:
            yield from check(place, front, ready)
        except AWAY as problem:
            yield bad(
                "address",
                f"an answer of {front.url} broke off: {_why(problem)}",
                "Look into the proxy's log of errors.",
            )
    yield from check_socket(place, front)


def _check_certificate(place: Place, front: Front, trust: list[ssl.SSLContext]) -> Iterator[Finding]:
    """Whether browsers would believe it, and for how long; the trust for what follows goes into `trust`."""
    name = "certificate"
    try:
        shown = _certificate(front, usual_trust())
    except ssl.SSLCertVerificationError as problem:
        yield bad(
            name,
            f"browsers refuse it: {problem.verify_message}",
            "Get one from an authority for this very name, and serve it with the whole chain (fullchain.pem).",
        )
        trust.append(no_trust())
        return
    except (OSError, ssl.SSLError) as problem:
        yield bad(
            "address",
            f"{front.url} cannot be reached: {_why(problem)}",
            "Does the name lead here, is the port open, does it speak TLS?",
        )
        return
    trust.append(usual_trust())
    ends = ssl.cert_time_to_seconds(shown["notAfter"])
    days = (ends - place.now()) / 86_400
    said = f"good until {datetime.fromtimestamp(ends, UTC):%Y-%m-%d}"
    if days < SOON_DAYS:
        yield bad(
            name,
            f"{said}, {max(0, math.floor(days))} days",
            "Renew it now, and find out why that does not happen by itself.",
        )
    else:
        yield ok(name, said)


def _certificate(front: Front, trust: ssl.SSLContext) -> dict[str, Any]:
    with (
        socket.create_connection((front.host, front.port), SECONDS) as plain,
        trust.wrap_socket(plain, server_hostname=front.host) as secured,
    ):
        return dict(secured.getpeercert() or {})


def _check_ready(front: Front, ready: Answer) -> Iterator[Finding]:
    status = ready.json().get("status")
    if status is None:
        yield bad(
            "address",
            f"no Teahouse answers at {front.url}: status {ready.status}",
            "Does the proxy lead to the server's port, and does the server run?",
        )
    elif ready.status != 200:
        yield bad(
            "address",
            f"the server at {front.url} is not ready: {status}",
            "Look at the other findings, and at its log.",
        )
    else:
        yield ok("address", f"{front.url} leads to a server that is ready")


def _check_page(place: Place, front: Front, ready: Answer) -> Iterator[Finding]:
    """Whether the page comes whole, and compressed once."""
    page = front.get("/", accept_encoding="gzip")
    if page.status != 200:
        yield bad(
            "page",
            f"it comes with status {page.status} ({page.code or 'from the proxy'})",
            "The proxy must leave Host as it is, and public_url must be this address.",
        )
        return
    body = page.body
    if page.headers.get("content-encoding", "").lower() == "gzip":
        body = _inflated(body)
    if body.startswith(GZIP) or "," in page.headers.get("content-encoding", ""):
        yield bad(
            "compression",
            "what is compressed already is compressed again",
            "Switch compression off in the proxy: the server does it.",
        )
    else:
        yield ok(
            "page", f"{size_text(len(page.body))}, compressed" if body is not page.body else "not compressed"
        )
    if front.secure and "strict-transport-security" not in page.headers:
        yield note(
            "HSTS",
            "browsers are not told to come by https alone",
            "Let the proxy add Strict-Transport-Security: max-age=31536000.",
        )


def _check_reflection(place: Place, front: Front, ready: Answer) -> Iterator[Finding]:
    """What of a request reaches the server."""
    name = "addresses"
    answer = front.get("/api/v1/reflection")
    if answer.code in ("host_refused", "origin_refused"):
        yield bad(
            "host name",
            "the server does not go by this name",
            f"Let the proxy pass Host on, and give --public-url {front.url}.",
        )
        return
    seen = answer.json()
    if answer.status != 200 or "address" not in seen:
        yield bad(
            name, f"the server does not tell what it sees: status {answer.status}", "Are both of one release?"
        )
        return
    if seen["host"] != front.authority:
        yield bad(
            "host name",
            f"the server gets Host as {seen['host']!r}",
            "Let the proxy pass it on: proxy_set_header Host $http_host.",
        )
    else:
        yield ok("host name", "it reaches the server")
    if front.secure and not seen["secure"]:
        yield bad("cookies", "they are not marked Secure", f"Give --public-url {front.url} to the server.")
    proxied = front.secure or seen["forwarded"] or "server" in ready.headers or "via" in ready.headers
    if proxied and not seen["forwarded"]:
        yield bad(
            name,
            "the proxy sends no X-Forwarded-For: all people have its address",
            "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for.",
        )
    elif seen["forwarded"] and not seen["believed"]:
        yield bad(
            name,
            "the proxy's X-Forwarded-For is not believed: all people have its address",
            "Give the proxy's address as trusted_proxies.",
        )
    elif _is_fooled(front, seen["address"]):
        yield bad(
            name,
            "the server takes whatever address a client claims",
            "Let the proxy append to X-Forwarded-For or replace it, and trust the proxy's own address alone.",
        )
    else:
        yield ok(name, f"the server takes this computer for {seen['address']}")


def _is_fooled(front: Front, address: str) -> bool:
    """Whether a claim of ours is believed. From nearby that cannot be told: we may be trusted."""
    near = ip_address(address.partition("/")[0])
    if not near.is_global:
        return False
    claimed = front.get("/api/v1/reflection", x_forwarded_for=NOBODY).json()
    return bool(claimed.get("address") == NOBODY)


def _check_upload(place: Place, front: Front, ready: Answer) -> Iterator[Finding]:
    """Whether the largest file comes through. Without a session the server refuses it, and says so itself."""
    if not place.settings.files_total_bytes:
        return
    name, size = "uploads", min(place.settings.file_bytes, UPLOAD_BYTES)
    headers = {"Origin": front.url, "Content-Type": "application/octet-stream"}
    try:
        answer = front.post("/api/v1/files?name=doctor", size, headers)
    except AWAY as problem:
        yield bad(
            name,
            f"one of {size_text(size)} breaks off: {_why(problem)}",
            "Let the proxy pass larger bodies, and give them time.",
        )
        return
    if answer.code == "origin_refused":
        yield bad(
            "origin",
            f"the server does not talk to pages of {front.url}",
            f"Give --public-url {front.url} to the server.",
        )
    elif answer.code == "not_signed_in":
        yield ok(name, f"{size_text(size)} come through")
    else:
        yield bad(
            name,
            f"one of {size_text(size)} is refused with {answer.status} before it reaches the server",
            f"Raise the proxy's limit (nginx: client_max_body_size {math.ceil(place.settings.file_bytes / 1e6)}m).",
        )


def _inflated(body: bytes) -> bytes:
    try:
        return zlib.decompress(body, wbits=31)
    except zlib.error:
        return body


def _why(problem: BaseException) -> str:
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror
    return type(problem).__name__
