"""Close codes of `/ws` and what a client does after each (RFC 6455 section 7.4)."""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """4000 to 4099: come back and resume; 4400 to 4499: do not come back by yourself."""

    RESTART = 1012
    SLOW_READER = 4008
    NO_FIRST_FRAME = 4009
    NOT_SIGNED_IN = 4401
    BANNED = 4403
    FLOOD = 4429


RECONNECT: dict[CloseCode, str] = {
    CloseCode.RESTART: "at once, as `drain` said",
    CloseCode.SLOW_READER: "at once, and resume",
    CloseCode.NO_FIRST_FRAME: "with backoff",
    CloseCode.NOT_SIGNED_IN: "not before signing in again",
    CloseCode.BANNED: "never",
    CloseCode.FLOOD: "with backoff of at least 30 s",
}
