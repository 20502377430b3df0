"""Passwords: their length, their hashes, and on which thread these are made."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from teahouse.chat.passwords import HASHER, Passwords, check_password
from teahouse.model.errors import BadFieldError, BusyError


class Slow(PasswordHasher):
    """Notes its threads, and waits to be let go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.threads: set[int] = set()
        self.go = threading.Event()
        self.at_once = self.most = 0
        self._counting = threading.Lock()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.threads.add(threading.get_ident())
        with self._counting:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        assert self.go.wait(30)
        with self._counting:
            self.at_once -= 1
        return super().hash(password, salt=salt)


@pytest.fixture
def slow() -> Iterator[Slow]:
    hasher = Slow()
    yield hasher
    hasher.go.set()


@pytest.mark.parametrize("text", ["", "1234567", "x" * 129, "茶" * 7])
def test_a_password_has_8_to_128_characters(text: str) -> None:
    with pytest.raises(BadFieldError):
        check_password(text)


@pytest.mark.parametrize("text", ["12345678", "x" * 128, "茶馆里的人都知道", "with spaces in it"])
def test_any_characters_will_do(text: str) -> None:
    assert check_password(text) == text


async def test_the_parameters_are_those_that_owasp_names() -> None:
    kept = await Passwords().hash("correct horse")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (HASHER.memory_cost, HASHER.time_cost, HASHER.parallelism) == (19 * 1024, 2, 1)


async def test_only_the_password_itself_is_right_however_it_was_typed() -> None:
    passwords = Passwords()
    kept = await passwords.hash(check_password("cafe\u0301 is coffee"))
    assert await passwords.check(kept, "caf\u00e9 is coffee")
    assert not await passwords.check(kept, "cafe is coffee")
    assert not await passwords.check(kept, "short")
    assert not await passwords.check(None, "caf\u00e9 is coffee")
    assert not await passwords.check("no hash at all", "caf\u00e9 is coffee")
    assert not passwords.is_old(kept)
    assert passwords.is_old(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))


async def test_a_person_without_a_password_costs_as_much_as_one_with_it() -> None:
    class Counting(PasswordHasher):
        checks = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            Counting.checks += 1
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    kept = await passwords.hash("correct horse")
    for known, text in ((kept, "wrong horse"), (None, "correct horse"), (kept, "short"), (None, "")):
        before = Counting.checks
        assert not await passwords.check(known, text)
        assert Counting.checks == before + 1


async def test_hashing_is_never_on_the_loops_thread_and_two_at_a_time(slow: Slow) -> None:
    passwords = Passwords(slow)
    waiting = [asyncio.create_task(passwords.hash(f"password {number}")) for number in range(6)]
    while not slow.threads:
        await asyncio.sleep(0)
    slow.go.set()
    assert len(set(await asyncio.gather(*waiting))) == 6
    assert threading.get_ident() not in slow.threads
    assert slow.most <= 2
    assert len(slow.threads) <= 2


async def test_beyond_the_queue_it_is_asked_to_come_again(slow: Slow) -> None:
    passwords = Passwords(slow, waiting=1)
    waiting = [asyncio.create_task(passwords.hash(f"password {number}")) for number in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError) as refused:
        await passwords.hash("one too many")
    assert refused.value.retry_after_ms
    # Who gives up waiting does not make room: the work is still to be done.
    waiting[0].cancel()
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await passwords.hash("one too many")
    slow.go.set()
    await asyncio.gather(*waiting[1:])
    while True:
        try:
            await passwords.hash("and now it is taken")
            break
        except BusyError:
            await asyncio.sleep(0)
