"""The framing of one connection: no input is ever more than that connection's own trouble."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teahouse.gateway.connection import PING, UNSENT_BYTES
from teahouse.model.limits import FloodGuard
from teahouse.protocol.codec import FRAME_BYTES
from tests.gateway.wire import close_code, connected
from tests.harness.raw import BINARY, CLOSE, TEXT, frame
from tests.harness.raw import PING as PING_OPCODE

CONT = 0x0

segments = st.lists(
    st.one_of(
        st.binary(max_size=200),
        st.builds(
            frame,
            st.binary(max_size=200),
            st.integers(0, 15),
            masked=st.booleans(),
            final=st.booleans(),
        ),
        st.builds(frame, st.text(max_size=20).map(str.encode), st.just(TEXT)),
    ),
    max_size=12,
)


@given(segments, st.booleans(), st.lists(st.integers(1, 60), max_size=6))
def test_no_bytes_ever_raise(parts: list[bytes], ends: bool, cuts: list[int]) -> None:
    connection, peer, transport = connected(FloodGuard())
    data = b"".join(parts)
    for cut in cuts:
        connection.data_received(data[:cut])
        data = data[cut:]
    connection.data_received(data)
    if ends:
        connection.eof_received()
    code = close_code(transport.sent)
    assert code is None or transport.ended, "a close frame is the end"
    assert connection.closing or code is None
    for text in peer.texts:
        text.decode()
    connection.connection_lost(None)
    assert peer.told.count("closed") == 1


def test_a_message_in_pieces_arrives_whole() -> None:
    connection, peer, _ = connected()
    connection.data_received(frame(b"tea", TEXT, final=False) + frame(b"", CONT, final=False))
    connection.data_received(frame(b"", PING_OPCODE) + frame(b"house", CONT))
    assert peer.texts == [b"teahouse"]


def test_what_is_behind_a_violation_is_not_taken() -> None:
    connection, peer, transport = connected()
    connection.data_received(frame(b"", BINARY) + frame(b"after", TEXT) + frame(b"\xff", TEXT))
    assert peer.texts == []
    assert close_code(transport.sent) == 1003


def test_what_is_before_a_close_is_taken() -> None:
    connection, peer, transport = connected()
    connection.data_received(frame(b"last", TEXT) + frame(b"\x03\xe8", CLOSE))
    assert peer.texts == [b"last"]
    assert close_code(transport.sent) == 1000


def test_pieces_of_nothing_take_no_memory() -> None:
    connection, peer, _ = connected()
    connection.data_received(frame(b"a", TEXT, final=False))
    empty = frame(b"", CONT, final=False) * 1_000
    for _ in range(20):
        connection.data_received(empty)
    assert connection._parts is not None
    assert len(connection._parts) < 10
    connection.data_received(frame(b"b" * (FRAME_BYTES - 1), CONT))
    assert [len(text) for text in peer.texts] == [FRAME_BYTES]


def test_frames_of_every_kind_count_as_a_flood() -> None:
    for opcode in (PING_OPCODE, TEXT):
        connection, peer, transport = connected(FloodGuard(frames=10))
        connection.data_received(frame(b"x", opcode) * 10)
        assert "flooded" not in peer.told
        connection.data_received(frame(b"x", opcode) * 3)
        assert peer.told.count("flooded") == 1
        assert close_code(transport.sent) == 4429


def test_who_pings_and_does_not_read_is_closed() -> None:
    connection, peer, transport = connected()
    transport.slow = True
    pings = frame(b"x" * 125, PING_OPCODE) * 500
    for _ in range(100):
        connection.data_received(pings)
    assert "overflowed" in peer.told
    assert transport.ended
    assert transport.unread < UNSENT_BYTES + 2 * len(pings)
    assert close_code(transport.sent) == 4008


def test_a_slow_reader_is_pinged_all_the_same() -> None:
    connection, _, transport = connected()
    transport.slow = True
    connection.write(b"x" * 70_000)
    assert connection.beat(b"heads")
    assert transport.sent.endswith(b"x" + PING)
    assert not connection.beat(b"heads")
    assert transport.aborted


def test_who_takes_what_was_waiting_is_alive() -> None:
    connection, _, transport = connected()
    transport.slow = True
    connection.write(b"x" * 70_000)
    assert connection.beat(b"")
    transport.read_all()
    assert connection.beat(b"")
    assert not transport.aborted


def test_a_peer_hears_that_its_reader_missed_something() -> None:
    connection, peer, transport = connected()
    transport.slow = True
    connection.write(b"x" * 70_000)
    transport.read_all()
    connection.write(b"x" * 70_000)
    connection.write_ephemeral(b"diff")
    transport.read_all()
    connection.write(b"x" * 70_000)
    transport.read_all()
    heard = [each for each in peer.told if each != "congested"]
    assert heard == ["relieved", "missed", "relieved"]


def test_more_than_a_megabyte_unread_is_too_much() -> None:
    connection, peer, transport = connected()
    transport.slow = True
    for _ in range(40):
        connection.write(b"x" * 60_000)
    assert peer.told.count("overflowed") == 1
    assert transport.unread < UNSENT_BYTES + 100
