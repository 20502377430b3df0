"""Settings that are each allowed, and together are a mistake."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from teahouse.checkup.finding import Finding, Place, bad, note, ok, size_text
from teahouse.model.address import parse_address
from teahouse.settings import Settings

NAME: Final = "settings"


def check_combinations(place: Place) -> Iterator[Finding]:
    """One finding for each pair; a single good one if there is none."""
    found = [*_address(place.settings), *_sizes(place.settings), *_people(place.settings)]
    yield from found or [ok(NAME, "they go together")]


def _address(settings: Settings) -> Iterator[Finding]:
    url = settings.public_url
    everyone = [network for network in settings.trusted_proxies if network.prefixlen == 0]
    if everyone:
        yield bad(
            NAME,
            f"trusted_proxies is {everyone[0]}: everybody's X-Forwarded-For is believed, so anybody can take any address",
            "Name the proxy's own address.",
        )
    if url is not None and url.startswith("https:") and not settings.trusted_proxies:
        yield bad(
            NAME,
            "public_url is https, so a proxy stands in front, and trusted_proxies is empty: all people have the proxy's address",
            "Give the proxy's address as trusted_proxies (127.0.0.1 if it runs here); limits and bans go by address.",
        )
    if url is not None and url.startswith("http:") and not _is_local(url.removeprefix("http://")):
        yield note(
            NAME,
            "public_url is http: passwords and messages can be read on their way, and browsers give such a page no passkeys and no push",
            "Put a proxy with TLS in front and make it https.",
        )
    if url is None and not _is_local(settings.host) and not settings.allowed_hosts:
        yield note(
            NAME,
            "people can come in from elsewhere, and only by number: no name is known",
            "Give public_url, or the names as allowed_hosts.",
        )
    if not settings.limits and not _is_local(settings.host):
        yield note(
            NAME, "limits are off, and others can reach this server", "Leave them on where strangers come."
        )


def _sizes(settings: Settings) -> Iterator[Finding]:
    largest = size_text(settings.file_bytes)
    for name in ("file_quota_bytes", "files_total_bytes"):
        bound = getattr(settings, name)
        if 0 < bound < settings.file_bytes:
            yield bad(
                NAME,
                f"file_bytes is {largest} and {name} {size_text(bound)}: such a file is always refused",
                f"Raise {name}, or lower file_bytes.",
            )
    if settings.session_idle_days > settings.session_days:
        yield note(NAME, "session_idle_days is more than session_days, and so without effect", "Lower it.")
    cores = os.cpu_count() or 1
    if settings.workers > 2 * cores:
        yield note(
            NAME,
            f"{settings.workers} workers share {cores} cores",
            f"One for each core is enough: --workers {cores}.",
        )


def _people(settings: Settings) -> Iterator[Finding]:
    if settings.oidc_issuer and not (settings.oidc_client_id and settings.public_url):
        yield bad(
            NAME,
            "oidc_issuer is given without oidc_client_id and public_url",
            "Give both: nobody can sign in that way.",
        )
    if settings.classic and not settings.guests:
        yield note(NAME, "classic needs guests, who are switched off", "Switch classic off, or guests on.")


def _is_local(host: str) -> bool:
    bare = host.rpartition(":")[0] if host.count(":") == 1 else host.strip("[]")
    address = parse_address(bare)
    return bare == "localhost" if address is None else address.is_loopback
