"""A key under a passphrase, as an age file (C2SP.org/age, section "scrypt recipient type").

The library would choose how hard scrypt is by how fast the machine is, and on a fast one
that is a gigabyte of memory: more than the server that makes the backup may have, or the
one that needs it. So this header is written here; it is opened by the library.
"""

from __future__ import annotations

import base64
import os
from typing import Final

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

WORK: Final = 17
"""The logarithm of scrypt's N: 128 MB, which is what OWASP asks for at least (r = 8, p = 1)."""

_LABEL: Final = b"age-encryption.org/v1/scrypt"
_ZERO: Final = bytes(12)
_LAST: Final = bytes(11) + b"\1"
"""The nonce of the only chunk of the payload, which is the last one too."""


def locked(key: str, passphrase: str) -> bytes:
    """The file, which `age -d` opens. `key` is of at most some hundred characters."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = Scrypt(_LABEL + salt, 32, 1 << WORK, 8, 1).derive(passphrase.encode())
    wrapped = ChaCha20Poly1305(wrapping).encrypt(_ZERO, file_key, None)
    head = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_text(salt), WORK, _text(wrapped))
    check = hmac.HMAC(_derived(file_key, b"", b"header"), hashes.SHA256())
    check.update(head)
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_LAST, key.encode(), None)
    return head + b" " + _text(check.finalize()) + b"\n" + nonce + payload


def _derived(key: bytes, salt: bytes, what: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, what).derive(key)


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")
