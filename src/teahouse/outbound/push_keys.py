"""The keys of Web Push: our own pair, by which push services know us, and what a browser gives us."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from teahouse.outbound.errors import OutboundError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

    from teahouse.outbound.guard import Guard


class BadSubscriptionError(Exception):
    """What a browser gave is no subscription; `field` is endpoint, p256dh or auth."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class PushKeys:
    """Our pair for VAPID (RFC 8292), made once and kept as long as there are subscriptions to it."""

    def __init__(self, private: EllipticCurvePrivateKey) -> None:
        self.private = private

    @classmethod
    def generate(cls) -> Self:
        """A new pair on P-256."""
        from cryptography.hazmat.primitives.asymmetric import ec

        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What `text` gave; ValueError for anything else."""
        from cryptography.hazmat.primitives.asymmetric import ec

        raw = from_base64url(text)
        try:
            if len(raw) == 32:
                return cls(ec.derive_private_key(int.from_bytes(raw), ec.SECP256R1()))
        except ValueError:
            pass  # 0, or above the order of the curve
        raise ValueError("no private key of P-256")

    @property
    def text(self) -> str:
        """The private key for the store: 43 characters, base64url. It is a secret."""
        return base64url(self.private.private_numbers().private_value.to_bytes(32))

    @property
    def public(self) -> str:
        """The public key as pages want it for `applicationServerKey`: base64url of the uncompressed point."""
        return base64url(point(self.private.public_key()))


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser wants its pushes, and for whose eyes (RFC 8291). The endpoint is a secret too."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


def check_subscription(guard: Guard, endpoint: str, p256dh: str, auth: str) -> Subscription:
    """The subscription as it is kept. Raises BadSubscriptionError.

    What the endpoint's name leads to is checked at each sending, as it may change.
    """
    try:
        url = guard.check(endpoint)
    except OutboundError:
        raise BadSubscriptionError("endpoint") from None
    if url.scheme != "https":
        raise BadSubscriptionError("endpoint")
    try:
        key = point(public_key(p256dh))
    except ValueError:
        raise BadSubscriptionError("p256dh") from None
    try:
        shared = from_base64url(auth)
    except ValueError:
        raise BadSubscriptionError("auth") from None
    if len(shared) != 16:
        raise BadSubscriptionError("auth")
    return Subscription(str(url), base64url(key), base64url(shared))


def public_key(text: str) -> EllipticCurvePublicKey:
    """A point of P-256 from its base64url; ValueError if it is none."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(text))


def point(key: EllipticCurvePublicKey) -> bytes:
    """65 bytes: the uncompressed point (SEC 1, section 2.3.3)."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def base64url(data: bytes) -> str:
    """Without padding, as RFC 7515 writes it."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def from_base64url(text: str) -> bytes:
    """With or without padding, of either alphabet; ValueError for what is none, or longer than a key."""
    bare = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    if len(bare) > 256:
        raise ValueError("too long")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), b"-_", validate=True)
    except ValueError:
        raise ValueError("no base64url") from None
