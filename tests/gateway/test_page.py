"""A page's connection over a real gateway: what it may wait for, miss, and cost."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any, cast

import pytest

from teahouse.chat.context import HERE_MS
from teahouse.gateway.attendance import RENEW_SECONDS
from teahouse.gateway.connection import UNSENT_BYTES
from teahouse.gateway.page import EARLY_FRAMES
from teahouse.model.errors import NameTakenError
from teahouse.model.people import Person, Role
from teahouse.model.text import BODY_BYTES
from teahouse.protocol.close_codes import CloseCode
from tests.gateway.fake_store import LOBBY
from tests.gateway.house import TURNS, House, command
from tests.gateway.wire import close_code


@pytest.fixture
def house() -> Any:
    made = House()
    yield made
    made.close()


def test_who_is_far_behind_and_reads_nothing_is_sent_no_more_than_it_may_leave_unread(house: House) -> None:
    house.fill(500, BODY_BYTES)
    connection, transport = house.come()
    house.loop.turn(TURNS)
    transport.slow = True
    connection.data_received(command("room.sync", seq=0, epoch="epoch"))
    house.loop.turn(TURNS)
    assert transport.paused
    assert transport.unread < UNSENT_BYTES
    assert not connection.closing
    connection.connection_lost(None)
    house.loop.turn(TURNS)


def test_who_is_far_behind_and_reads_gets_everything_once(house: House) -> None:
    house.fill(500, BODY_BYTES)
    connection, transport = house.come()
    house.loop.turn(TURNS)
    transport.slow = True
    connection.data_received(command("room.sync", seq=0, epoch="epoch"))
    for _ in range(60):
        house.loop.turn(10)
        transport.read_all()
    sent = transport.sent
    assert [sent.count(b'"seq":%d,' % seq) for seq in (1, 250, 499)] == [1, 1, 1]
    assert sent.count(b"message.created") == 500
    assert b"room.caught_up" in sent
    assert not connection.closing


def test_a_stop_does_not_wait_for_who_reads_nothing(house: House) -> None:
    house.fill(500, BODY_BYTES)
    connection, transport = house.come()
    house.loop.turn(TURNS)
    transport.slow = True
    connection.data_received(command("room.sync", seq=0, epoch="epoch"))
    house.loop.turn(TURNS)
    transport.pause_reading = lambda: None  # type: ignore[method-assign]
    stopping: asyncio.Task[None] = house.loop.create_task(house.gateway.drain(0))
    house.loop.turn(TURNS)
    stopped = stopping.done()
    connection.connection_lost(None)
    house.loop.turn(TURNS)
    assert stopped


def test_a_page_of_long_texts_is_shorter(house: House) -> None:
    house.fill(200, BODY_BYTES)
    connection, transport = house.come()
    house.loop.turn(TURNS)
    transport.slow = True
    connection.data_received(command("history.read", before=150, limit=200))
    house.loop.turn(TURNS)
    assert 0 < transport.unread < UNSENT_BYTES / 2
    assert b'"seq":149,' in transport.sent
    assert b'"seq":1,' not in transport.sent


def test_the_list_of_people_is_told_again_to_who_missed_a_change(house: House) -> None:
    connection, transport = house.come("token-Ann")
    house.loop.turn(TURNS)
    connection.data_received(command("room.load"))
    house.loop.turn(TURNS)
    transport.slow = True
    connection.write(b"\x81\x7f" + (100_000).to_bytes(8, "big") + b"x" * 100_000)
    before = len(transport.sent)
    ben, _ = house.come()
    house.loop.turn(TURNS)
    person = Person(77, "Ben")
    house.gateway.occupancy.enter(house.gateway.hub.rooms[LOBBY], person)
    house.loop.seconds += 2
    house.gateway.occupancy.tick()
    house.loop.turn(TURNS)
    assert b"Ben" not in transport.sent[before:]
    transport.read_all()
    assert b"presence.state" in transport.sent[before:]
    assert b"Ben" in transport.sent[before:]
    ben.connection_lost(None)


def test_who_enters_with_a_full_buffer_still_learns_who_is_here(house: House) -> None:
    house.fill(60, 4_000)
    connection, transport = house.come("token-Ann")
    house.loop.turn(TURNS)
    transport.slow = True
    connection.data_received(command("room.load"))
    house.loop.turn(TURNS)
    assert transport.paused
    assert b"presence.state" in transport.sent


def test_what_comes_before_the_hello_is_bounded(house: House) -> None:
    house.store.delays = (1_000, 0)
    connection, transport = house.come("token-Ann")
    house.loop.turn(3)
    connection.data_received(command("room.load") * EARLY_FRAMES)
    assert close_code(transport.sent) is None
    connection.data_received(command("room.load") * 10)
    assert close_code(transport.sent) == CloseCode.FLOOD
    house.store.delays = (0, 0)
    connection.connection_lost(None)
    house.loop.turn(1_100)
    assert house.store.reads <= 2, "nothing of it was carried out"


def test_what_comes_before_the_hello_is_bounded_in_bytes_too(house: House) -> None:
    house.store.delays = (1_000, 0)
    connection, transport = house.come("token-Ann")
    house.loop.turn(3)
    long = command("message.send", body="x" * 60_000)
    connection.data_received(long * 2)
    assert close_code(transport.sent) is None
    connection.data_received(long)
    assert close_code(transport.sent) == CloseCode.FLOOD


def test_a_visitor_that_is_gone_is_forgotten(house: House) -> None:
    connection, transport = house.come()
    house.loop.turn(TURNS)
    connection.data_received(command("room.load"))
    house.loop.turn(TURNS)
    connection.connection_lost(None)
    house.loop.turn(TURNS)
    gone = weakref.ref(transport)
    del connection, transport
    gc.collect()
    assert gone() is None


def test_a_name_is_not_taken_from_someone_who_is_here(house: House) -> None:
    context = house.gateway.context

    async def take() -> Person:
        return await house.store.add_person("Ann", Role.GUEST, None, context.clock(), context.free_before())

    connection, _ = house.come("token-Ann")
    house.loop.turn(TURNS)
    for _ in range(2 * HERE_MS // 1000 // int(RENEW_SECONDS)):
        house.loop.seconds += RENEW_SECONDS + 1
        house.loop.turn(TURNS)
        house.loop.seconds += RENEW_SECONDS / 2
        with pytest.raises(NameTakenError):
            house.loop.run_until_complete(take())
    connection.connection_lost(None)
    house.loop.seconds += 2 * HERE_MS / 1000
    house.loop.turn(TURNS)
    house.loop.seconds += 2 * HERE_MS / 1000
    assert house.loop.run_until_complete(take()).name == "Ann"
    cast(Any, house).ann = None
