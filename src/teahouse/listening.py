"""The sockets that a server listens on: one, or one for each of several workers."""

from __future__ import annotations

import socket
import sys

from teahouse.start import StartError

BACKLOG = 4_096


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. StartError; OSError if the port is taken or may not be opened."""
    return _open(host, port, shared=False)


def listen_for_workers(host: str, port: int, workers: int) -> list[socket.socket]:
    """A listening socket for each worker, all on one port; a single one where the system cannot do that.

    Linux spreads connections evenly over sockets of one port (SO_REUSEPORT), while those who share
    one socket take what they get: of four, one had a hundredth. Who made them keeps them
    open, so that connections wait in a socket whose worker is just being replaced.
    """
    # That option would let a second server of this user listen beside us: ask without it first.
    first = listen(host, port)
    if not sys.platform.startswith("linux"):
        return [first]
    port = first.getsockname()[1]
    first.close()
    found: list[socket.socket] = []
    try:
        for _ in range(workers):
            found.append(_open(host, port, shared=True))  # noqa: PERF401 - what is open must be closed
    except OSError:
        for listener in found:
            listener.close()
        raise
    return found


def _open(host: str, port: int, *, shared: bool) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise StartError(f"The host name {host} is not known; choose an address with --host.") from None
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if host == "::":
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
