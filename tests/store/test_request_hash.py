"""What is kept of a request to know it again."""

from __future__ import annotations

import hmac

import msgspec
import pytest
from msgspec.structs import replace

from teahouse.model.people import Person
from teahouse.protocol.parts import Extras, File
from teahouse.store.port import NewEvent
from teahouse.store.request_hash import content, keyed_hash
from tests.store.contract import said


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 200])
def test_the_hash_of_a_request_is_hmac_sha256_cut_to_16_bytes(size: int) -> None:
    secret, content = bytes(range(32)), b"x" * size
    assert keyed_hash(secret)(content) == hmac.digest(secret, content, "sha256")[:16].hex()


SAID = said(Person(1, "Ann"), 1, "hello", to=Person(2, "Ben"), mentions=(2,))


def test_what_was_sent_before_there_were_targets_is_still_known() -> None:
    assert content(SAID) == b'["message.created","hello",2,[2]]'


@pytest.mark.parametrize(
    "other",
    [
        replace(SAID, kind="message.edited"),
        replace(SAID, body=None),
        replace(SAID, to=None),
        replace(SAID, mentions=()),
        replace(SAID, target=0),
        replace(SAID, target=1),
        replace(SAID, target=1, extras=Extras()),
        replace(SAID, extras=Extras(action=True)),
        replace(SAID, extras=Extras(files=(File(id="a", name="n", size=1, type="t"),))),
    ],
)
def test_another_content_has_another_hash(other: NewEvent) -> None:
    assert content(other) != content(SAID)
    assert msgspec.json.decode(content(other))[0] == other.kind


def test_who_says_it_and_who_reads_it_may_differ() -> None:
    assert content(replace(SAID, sender=Person(1, "Anna"), visible_to=(1, 2), words=None)) == content(SAID)
