"""What is kept of a request to know it again."""

from __future__ import annotations

import hmac

import pytest

from teahouse.store.request_hash import keyed_hash


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 200])
def test_the_hash_of_a_request_is_hmac_sha256_cut_to_16_bytes(size: int) -> None:
    secret, content = bytes(range(32)), b"x" * size
    assert keyed_hash(secret)(content) == hmac.digest(secret, content, "sha256")[:16].hex()
