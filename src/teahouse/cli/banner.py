"""What is printed once the server listens: its address, and the flag for the local network."""

from __future__ import annotations

import socket
import sys

import teahouse
from teahouse.backends import hint_carrier, keeping_place
from teahouse.model.address import parse_address
from teahouse.settings import Settings


def show(settings: Settings, port: int, claim: str | None = None) -> None:
    """Print the addresses; in a terminal with a frame around them.

    `claim` is the secret of the link that makes the owner, None if there is one.
    """
    if sys.stdout.isatty():
        _show_framed(lines(settings, port))
        # Without the frame, which would break the link where it is long.
        if claim is not None:
            print("\n".join(claim_lines(settings, port, claim)), flush=True)
    else:
        print("\n".join(lines(settings, port, claim)), flush=True)


def lines(settings: Settings, port: int, claim: str | None = None) -> list[str]:
    """The lines to print, the address in the first."""
    found = [f"{settings.name} is open at {settings.public_url or addresses(settings.host, port)[0]}"]
    if settings.public_url:
        found.append(f"Listening on {addresses(settings.host, port)[0]}")
    found += [f"Also at {other}" for other in addresses(settings.host, port)[1:]]
    if claim is not None:
        found += claim_lines(settings, port, claim)
    found.append(f"Everything is kept in {keeping_place(settings)}")
    if settings.workers > 1:
        found.append(f"{settings.workers} workers share the port.")
    if carrier := hint_carrier(settings):
        found.append(f"Servers on this database hear of each other through {carrier}.")
    if is_loopback(settings.host):
        found.append("Only this computer can come in; for the local network: --host 0.0.0.0")
    found.append(f"Teahouse {teahouse.__version__}. Ctrl+C closes it.")
    return found


def claim_lines(settings: Settings, port: int, claim: str) -> list[str]:
    """How to become the owner; the link is a line of its own."""
    base = settings.public_url or addresses(settings.host, port)[0]
    return [
        "Nobody owns this place yet. To make it yours, open this within a day; it works once:",
        f"{base}/#/setup/{claim}",
    ]


def addresses(host: str, port: int) -> list[str]:
    """URLs under which people can reach `host`; at least one."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 (compared, not bound)
        return [_url("localhost", port), *(_url(own, port) for own in _own_addresses())]
    return [_url(host, port)]


def is_loopback(host: str) -> bool:
    """Whether nobody but this computer can reach it."""
    address = parse_address(host)
    return host == "localhost" if address is None else address.is_loopback


def _url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" + ("" if port == 80 else f":{port}")


def _own_addresses() -> list[str]:
    """The address of this computer on its network; connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737)
        except OSError:
            return []
        own: str = probe.getsockname()[0]
    return [] if is_loopback(own) else [own]


def _show_framed(text: list[str]) -> None:
    # Some megabytes that a server without a terminal does without.
    from rich import print as print_rich
    from rich.panel import Panel
    from rich.text import Text

    body = Text("\n").join(
        [Text(text[0], style="bold green"), *(Text(line, style="dim") for line in text[1:])]
    )
    print_rich(Panel.fit(body, border_style="green", padding=(0, 2)))
