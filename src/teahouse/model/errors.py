"""The tree of errors that a peer may see; clients switch on `code`, never on text.

Those of files and of entering are in `file_errors` and `entry_errors`; `error_tree` has all.
Each class is one stable code. `retryable` says whether the same command may
succeed later unchanged. `status` is the HTTP status of the same refusal.
"""

from __future__ import annotations

from typing import ClassVar


class TeahouseError(Exception):
    """Something that the peer did or met, told with a stable code."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    text: ClassVar[str] = "Something went wrong on the server."

    def __init__(
        self, *, field: str | None = None, retry_after_ms: int | None = None, blocked_by: str | None = None
    ) -> None:
        super().__init__(self.code)
        self.field = field
        self.retry_after_ms = retry_after_ms
        self.blocked_by = blocked_by


class BadInputError(TeahouseError):
    """The peer sent what the protocol does not allow."""

    code = "bad_input"
    status = 400
    text = "This is not valid."


class BadJsonError(BadInputError):
    code = "bad_json"
    text = "This is not a JSON object in UTF-8."


class UnknownTypeError(BadInputError):
    code = "unknown_type"
    text = "The field `type` names no command of this protocol."


class BadFieldError(BadInputError):
    code = "bad_field"
    text = "A field is missing or has a value that is not allowed."


class BadTextError(BadInputError):
    code = "bad_text"
    text = "The text has characters that are not allowed."


class EmptyTextError(BadInputError):
    code = "empty_text"
    text = "The text is empty."


class TooLargeError(BadInputError):
    code = "too_large"
    status = 413
    text = "The text is longer than 16 KB."


class HeadersTooLargeError(BadInputError):
    code = "headers_too_large"
    status = 431
    text = "The request has too many headers, or too long ones."


class BadNameError(BadInputError):
    code = "bad_name"
    text = "This name has characters that are not allowed, or a length that is not."


class NameTakenError(BadInputError):
    code = "name_taken"
    status = 409
    text = "Somebody else has this name."


class AddressRefusedError(BadInputError):
    code = "address_refused"
    text = "This address is not of the public internet, and this server asks no other."


class PortRefusedError(BadInputError):
    code = "port_refused"
    text = "This server asks the ports 80 and 443 alone, if its owner allows no other."


class BadUrlError(BadInputError):
    code = "bad_url"
    text = "This is no address that begins with http:// or https://."


class HttpsNeededError(BadInputError):
    code = "https_needed"
    text = "This service has addresses with https alone."


class WrongServiceError(BadInputError):
    code = "wrong_service"
    text = "An address of this service looks otherwise."


class BadSecretError(BadInputError):
    code = "bad_secret"
    text = "This is no secret of that service: at most 256 plain letters, digits and signs."


class ConflictError(BadInputError):
    code = "conflict"
    status = 409
    text = "This id was used for another content before."


class NotAllowedError(TeahouseError):
    """The peer may not do this."""

    code = "not_allowed"
    status = 403
    text = "You may not do this."


class NotSignedInError(NotAllowedError):
    code = "not_signed_in"
    status = 401
    text = "Choose a name first."


class OriginRefusedError(NotAllowedError):
    code = "origin_refused"
    text = "This page's address may not talk to this server."


class HostRefusedError(NotAllowedError):
    code = "host_refused"
    text = "This server is not known by this host name; see the settings public_url and allowed_hosts."


class BannedError(NotAllowedError):
    """`person` is who is banned, where it is a person and not an address."""

    code = "banned"
    text = "You may not come in here any more."

    def __init__(self, *, person: int | None = None) -> None:
        super().__init__()
        self.person = person


class MutedError(NotAllowedError):
    """`retry_after_ms` says for how long, where it has an end."""

    code = "muted"
    text = "You may not say anything here for now."


class WordsRefusedError(NotAllowedError):
    """Never says which words."""

    code = "words_refused"
    text = "This has words that are not wanted here."


class TooLateError(NotAllowedError):
    code = "too_late"
    text = "This cannot be changed any more."


class RoomClosedError(NotAllowedError):
    code = "room_closed"
    text = "Nothing new can be said in this room."


class TooManyError(NotAllowedError):
    code = "too_many"
    text = "There are as many of these as there may be."


class PollClosedError(NotAllowedError):
    code = "poll_closed"
    text = "This poll takes no more votes."


class NotFoundError(TeahouseError):
    """What the peer named does not exist, or is hidden from it."""

    code = "not_found"
    status = 404
    text = "There is no such thing."


class RoomNotFoundError(NotFoundError):
    code = "room_not_found"
    text = "There is no such room."


class PersonNotFoundError(NotFoundError):
    code = "person_not_found"
    text = "There is no such person."


class MessageGoneError(NotFoundError):
    code = "message_gone"
    status = 410
    text = "This message is not there any more."


class MessageChangedError(TeahouseError):
    """What is to be decided about is not what was looked at."""

    code = "message_changed"
    status = 409
    text = "This message was changed since you looked at it; look again."


class RetryableError(TeahouseError):
    """The same command may succeed later."""

    code = "try_later"
    status = 503
    retryable = True
    text = "This did not work now; it may later."


class RateLimitedError(RetryableError):
    code = "rate_limited"
    status = 429
    text = "Too fast; wait a moment."


class SlowModeError(RetryableError):
    code = "slow_mode"
    status = 429
    text = "This room is slow: there is a time to wait between two messages."


class BlockedError(RetryableError):
    code = "blocked"
    text = "An earlier command of yours in this room was refused; say outbox.resume first."


class BusyError(RetryableError):
    code = "busy"
    text = "There is too much of this to do at the moment."


class StorageFullError(RetryableError):
    code = "storage_full"
    status = 507
    text = "The server cannot store anything now; nothing is lost, try again."


class UnavailableError(RetryableError):
    code = "unavailable"
    text = "The server is restarting."
