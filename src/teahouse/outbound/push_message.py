"""A push on the wire: encrypted for one browser (RFC 8291), signed as ours (RFC 8292)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import msgspec

from teahouse.outbound.push_keys import Subscription, base64url, from_base64url, point, public_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from teahouse.outbound.push_keys import PushKeys

RECORD: Final = 4_096
"""The one record of a message, and the most that every push service takes (RFC 8291, section 4)."""
MOST_PAYLOAD: Final = RECORD - 86 - 16 - 1
"""Bytes: less the header, the tag and the byte that ends the text."""
PAD_TO: Final = 256
"""Texts are padded to a multiple, so that the service does not learn how long they are."""
TOKEN_SECONDS: Final = 12 * 3_600
"""RFC 8292 allows 24 hours; clocks differ."""


def encrypt(
    payload: bytes,
    subscription: Subscription,
    *,
    salt: bytes | None = None,
    ephemeral: EllipticCurvePrivateKey | None = None,
    pad_to: int = PAD_TO,
) -> bytes:
    """The body of the request, coding `aes128gcm`: at most 4,096 bytes.

    `payload` is at most MOST_PAYLOAD bytes, else ValueError. Salt and key are new
    for every message; only a test gives them.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, info).derive(secret)

    if len(payload) > MOST_PAYLOAD:
        raise ValueError("the payload is too long for one push")
    salt = os.urandom(16) if salt is None else salt
    sender = ec.generate_private_key(ec.SECP256R1()) if ephemeral is None else ephemeral
    receiver = public_key(subscription.p256dh)
    ours = point(sender.public_key())
    # RFC 8291, section 3.4: the two keys and the browser's secret give the input of RFC 8188.
    info = b"WebPush: info\0" + point(receiver) + ours
    material = derived(sender.exchange(ec.ECDH(), receiver), from_base64url(subscription.auth), info, 32)
    key = derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(material, salt, b"Content-Encoding: nonce\0", 12)
    # RFC 8188, section 2: 2 ends the last record's text, zeros pad it.
    padding = min(-(len(payload) + 1) % pad_to, MOST_PAYLOAD - len(payload)) if pad_to else 0
    sealed = AESGCM(key).encrypt(nonce, payload + b"\2" + bytes(padding), None)
    return salt + RECORD.to_bytes(4) + len(ours).to_bytes(1) + ours + sealed


class PushTokens:
    """Our signed word to each push service, made anew when half of its time is over."""

    def __init__(self, keys: PushKeys, subject: str | None, time: Callable[[], float]) -> None:
        """`subject`: an https or mailto URL at which the owner can be reached (RFC 8292, section 2.1).

        Apple takes no push without one. `time` is Unix time in seconds.
        """
        self._keys = keys
        self._subject = subject
        self._time = time
        self._made: dict[str, tuple[float, str]] = {}

    def authorization(self, audience: str) -> str:
        """The header for the origin of an endpoint."""
        now = self._time()
        expires, token = self._made.get(audience, (0.0, ""))
        if not now + TOKEN_SECONDS / 2 < expires <= now + TOKEN_SECONDS:
            expires = float(int(now) + TOKEN_SECONDS)
            token = self._signed(audience, int(expires))
            if len(self._made) >= 100:
                # A person can name any host: only the few that are real come again.
                self._made.clear()
            self._made[audience] = (expires, token)
        return f"vapid t={token}, k={self._keys.public}"

    def _signed(self, audience: str, expires: int) -> str:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        claims: dict[str, object] = {"aud": audience, "exp": expires}
        if self._subject:
            claims["sub"] = self._subject
        parts = ({"typ": "JWT", "alg": "ES256"}, claims)
        text = ".".join(base64url(msgspec.json.encode(part)) for part in parts)
        # RFC 7518, section 3.4: the two numbers as they are, and no ASN.1 around.
        r, s = decode_dss_signature(self._keys.private.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{base64url(r.to_bytes(32) + s.to_bytes(32))}"
