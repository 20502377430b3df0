"""In the server whose process loads this, 127.0.0.77 is the public internet, and these names lead somewhere.

Without it no server of the tests could reach anything at all that it may look at. What is not public stays so.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teahouse.model.address import Address

OUTSIDE = "127.0.0.77"
NAMES = {
    "outside.example": [OUTSIDE],
    "inside.example": ["127.0.0.1"],
    "both.example": [OUTSIDE, "127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "mapped.example": ["::ffff:127.0.0.1"],
}


def pretend(port: int) -> None:
    from teahouse.outbound import guard, names
    from teahouse.outbound.addresses import is_public

    def public(address: Address) -> bool:
        return address == ip_address(OUTSIDE) or is_public(address)

    def look_up(host: str, port: int) -> list[str]:
        if host not in NAMES:
            raise OSError("no such name")
        return NAMES[host]

    vars(guard)["is_public"] = public
    names._look_up = look_up
    guard.PORTS = guard.PORTS | {port}  # type: ignore[misc]


if "OUTSIDE_PORT" in os.environ:
    pretend(int(os.environ["OUTSIDE_PORT"]))
