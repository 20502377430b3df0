"""Why a request that the server made did not work: a tree with stable codes.

Codes are for logs, counters and the person who typed the address. Whoever merely
posted a link is told nothing: what is reachable from here is not theirs to learn.
"""

from __future__ import annotations

from typing import ClassVar


class OutboundError(Exception):
    """A request of ours that brought nothing. `transient`: the same one may work later."""

    code: ClassVar[str] = "outbound"
    transient: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(self.code)


class RefusedError(OutboundError):
    """The guard does not let it out; nothing was sent."""

    code = "refused"


class BadUrlError(RefusedError):
    """No absolute URL, or one with a name and password, or one that parsers disagree about."""

    code = "bad_url"


class SchemeRefusedError(RefusedError):
    """Neither http nor https."""

    code = "scheme_refused"


class PortRefusedError(RefusedError):
    """Another port than 80 and 443, and none that the owner allowed."""

    code = "port_refused"


class AddressRefusedError(RefusedError):
    """The host is, or its name leads to, an address that is not of the public internet."""

    code = "address_refused"


class UnreachableError(OutboundError):
    """Nobody answered."""

    code = "unreachable"
    transient = True


class NameNotFoundError(UnreachableError):
    """The host's name has no address."""

    code = "name_not_found"


class ConnectionFailedError(UnreachableError):
    """No connection, or one that broke."""

    code = "connection_failed"


class TlsFailedError(UnreachableError):
    """No certificate for that name, or none from an authority that we know."""

    code = "tls_failed"
    transient = False


class TimeLimitError(UnreachableError):
    """The whole of it took longer than allowed."""

    code = "timed_out"


class BadAnswerError(OutboundError):
    """There was an answer, and it is of no use."""

    code = "bad_answer"


class TooManyRedirectsError(BadAnswerError):
    """More redirects than allowed."""

    code = "too_many_redirects"


class StatusError(BadAnswerError):
    """Another status than 200."""

    code = "bad_status"


class WrongTypeError(BadAnswerError):
    """Another content type than asked for, or a content coding that we do not speak."""

    code = "wrong_type"


class AnswerTooLargeError(BadAnswerError):
    """More bytes than allowed, before or after decompression."""

    code = "answer_too_large"


class NothingToShowError(BadAnswerError):
    """The page has no title, description or picture."""

    code = "nothing_to_show"


class BusyError(OutboundError):
    """Too many requests to that host, or altogether, are under way or were made just now."""

    code = "busy"
    transient = True
