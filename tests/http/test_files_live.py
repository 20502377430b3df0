"""Files through real sockets: refusals while the body comes, lost connections, bounded memory."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from teahouse.files.files import PIECE_BYTES
from teahouse.files.quotas import FileLimits
from tests.harness.raw import Raw
from tests.http.file_counter import PAGE, Counter
from tests.http.live import served

LIMITS = FileLimits(25_000_000, 10**9, 10**9)
PATH = "/api/v1/files?name=a.bin"
CHUNK = bytes(range(256)) * 256


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


def prepared(folder: Path) -> Counter:
    counter = Counter(folder)
    counter.cellar.files._quotas.limits = LIMITS
    return counter


def browse(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=PAGE, trust_env=False, timeout=20)


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield CHUNK


async def test_a_file_of_twenty_megabytes_goes_in_and_out_with_little_memory(folder: Path) -> None:
    counter = prepared(folder)
    async with served(counter.scene.app) as port, browse(port) as http:
        await http.get("/healthz")
        tracemalloc.start()
        try:
            answer = await http.post(PATH, content=chunks(300))
            assert answer.status_code == 201, answer.text
            file = answer.json()["id"]
            received = 0
            async with http.stream("GET", f"/files/{file}/a.bin") as reading:
                assert reading.headers["content-length"] == str(300 * len(CHUNK))
                async for piece in reading.aiter_bytes():
                    received += len(piece)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert received == 300 * len(CHUNK) == answer.json()["size"]
        head = await http.head(f"/files/{file}/a.bin")
        assert (head.status_code, head.headers["content-length"]) == (200, str(300 * len(CHUNK)))
        part = await http.get(f"/files/{file}/a.bin", headers={"range": "bytes=10000000-10000255"})
        assert (part.status_code, part.content) == (206, (CHUNK * 2)[10_000_000 % len(CHUNK) :][:256])
    # The reader's own buffers are in here too.
    assert peak < 16 * PIECE_BYTES
    await counter.cellar.blobs.close()


async def test_twenty_six_megabytes_are_refused_at_once_and_the_answer_arrives(folder: Path) -> None:
    counter = prepared(folder)
    body = b"x" * 26_000_000
    async with served(counter.scene.app) as port, browse(port) as http:
        answer = await http.post(PATH, content=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "file_too_large")
        answer = await http.post(PATH, content=chunks(400))
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "file_too_large")
        async with await Raw.open(port) as raw:
            head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 26000000\r\n"
            fields = "".join(f"{name}: {value}\r\n" for name, value in PAGE.items())
            await raw.send((head + fields + "\r\n").encode())
            # Nothing of the body was sent yet.
            assert (await raw.response()).status == 413
    assert counter.cellar.kept() == []
    await counter.cellar.blobs.close()


async def test_an_upload_whose_connection_is_lost_leaves_nothing(folder: Path) -> None:
    counter = prepared(folder)
    async with served(counter.scene.app) as port:
        async with await Raw.open(port) as raw:
            head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 20000000\r\n"
            fields = "".join(f"{name}: {value}\r\n" for name, value in PAGE.items())
            await raw.send((head + fields + "\r\n").encode() + bytes(2_000_000))
            await until(lambda: counter.cellar.kept() != [])
        await until(lambda: counter.cellar.kept() == [])
    assert not counter.cellar.records.rows
    await counter.cellar.blobs.close()


async def test_a_download_that_is_given_up_is_read_no_further(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = prepared(folder)
    read = counter.cellar.blobs.read
    reads = 0

    async def counted(name: str, offset: int, length: int) -> bytes:
        nonlocal reads
        reads += 1
        return await read(name, offset, length)

    async with served(counter.scene.app) as port, browse(port) as http:
        file = (await http.post(PATH, content=chunks(300))).json()["id"]
        monkeypatch.setattr(counter.cellar.blobs, "read", counted)
        async with await Raw.open(port, receive_buffer=4_096) as raw:
            raw.pause()
            cookie = PAGE["cookie"]
            await raw.send(
                f"GET /files/{file}/a HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
            )
            await until(lambda: reads > 0)
        before = len(asyncio.all_tasks())
        await until(lambda: len(asyncio.all_tasks()) <= before)
    # 20 MB are 75 pieces; what fits between the two ends is far less.
    assert 0 < reads < 40
    await counter.cellar.blobs.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what other tasks do."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)
