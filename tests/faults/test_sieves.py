"""The sieves lose exactly what they are told to lose, however the bytes are cut into pieces."""

from __future__ import annotations

import random

import pytest

from tests.harness.sieves import PostgresCount, PostgresNotes, RedisPushes


def pieces(data: bytes, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    found = []
    while data:
        size = chance.randint(1, 12)
        found.append(data[:size])
        data = data[size:]
    return found


def push(kind: bytes, *parts: bytes) -> bytes:
    texts = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    return kind + b"%d\r\n" % len(parts) + texts


def message(letter: bytes, content: bytes) -> bytes:
    return letter + (len(content) + 4).to_bytes(4, "big") + content


SUBSCRIBED = b"*3\r\n$9\r\nsubscribe\r\n$3\r\nall\r\n:1\r\n"
HELLO = b"%1\r\n+server\r\n$5\r\nredis\r\n"
OTHERS = [SUBSCRIBED, HELLO, b"+PONG\r\n", b"$-1\r\n", b"*-1\r\n", push(b"*", b"pong", b"lose me")]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("kind", [b"*", b">"])
def test_of_redis_only_published_messages_are_lost(kind: bytes, seed: int) -> None:
    kept, lost = push(kind, b"message", b"room", b"keep\r\nme"), push(kind, b"message", b"room", b"lose me")
    came = [kept, lost, *OTHERS, lost, kept]
    sieve = RedisPushes(lambda hint: b"lose me" in hint)
    passed = b"".join(map(sieve, pieces(b"".join(came), seed)))
    assert passed == b"".join(one for one in came if one != lost)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("tls_answer", [b"", b"N"])
def test_of_postgresql_only_notifications_are_lost(tls_answer: bytes, seed: int) -> None:
    kept, lost = message(b"A", b"keep me"), message(b"A", b"lose me")
    came = [
        tls_answer,
        message(b"R", bytes(4)),
        kept,
        lost,
        message(b"D", b"lose me"),
        message(b"Z", b"I"),
        lost,
    ]
    sieve = PostgresNotes(lambda hint: b"lose me" in hint)
    passed = b"".join(map(sieve, pieces(b"".join(came), seed)))
    assert passed == b"".join(one for one in came if one != lost)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_executed_is_counted_and_passes(seed: int) -> None:
    ssl_request = (8).to_bytes(4, "big") + (80_877_103).to_bytes(4, "big")
    begin = (12).to_bytes(4, "big") + (196_608).to_bytes(4, "big") + b"user"
    came = (
        ssl_request
        + begin
        + b"".join(message(letter, b"E and Q") for letter in (b"P", b"B", b"E", b"S", b"Q", b"B", b"E", b"X"))
    )
    executed: list[None] = []
    sieve = PostgresCount(lambda: executed.append(None))
    assert b"".join(map(sieve, pieces(came, seed))) == came
    assert len(executed) == 3
