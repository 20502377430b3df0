"""Workers for images that do not end, end badly, or are too many."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from teahouse.files import image_worker, images
from teahouse.files.images import Images
from teahouse.model.errors import BusyError, RetryableError, StorageFullError
from teahouse.model.file_errors import BadImageError
from tests.files.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Another program in the place of the worker."""

    def install(code: str) -> None:
        path = tmp_path / "worker.py"
        path.write_text(code)
        monkeypatch.setattr(images, "_WORKER", path)

    return install


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import os; os.abort()", BadImageError),
        (f"import sys; sys.exit({image_worker.DISK_FULL})", StorageFullError),
        ("import no_such_module", RetryableError),
        ("print('nonsense')", RetryableError),
    ],
)
async def test_how_a_worker_may_end(
    bench: Bench, worker: Callable[[str], None], code: str, told: type[Exception]
) -> None:
    worker(code)
    with pytest.raises(told) as problem:
        await bench.make("image/png", b"")
    assert type(problem.value) is told


async def test_a_worker_that_does_not_end_is_killed(bench: Bench, worker: Callable[[str], None]) -> None:
    worker("import os, sys, time; open(sys.argv[3], 'w').write(str(os.getpid())); time.sleep(60)")
    bench.images = Images(1, seconds=1.0)
    with pytest.raises(BusyError):
        await bench.make("image/png", b"")
    assert is_gone(int(bench.target.read_text()))


async def test_a_worker_ends_with_the_request_that_wanted_it(
    bench: Bench, worker: Callable[[str], None]
) -> None:
    worker("import os, sys, time; open(sys.argv[3], 'w').write(str(os.getpid())); time.sleep(60)")
    task = asyncio.create_task(bench.make("image/png", b""))
    while not (bench.target.exists() and bench.target.read_text()):
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert is_gone(int(bench.target.read_text()))
    assert bench.images._taken == 0


async def test_a_worker_knows_no_secret_of_the_server(
    bench: Bench, worker: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAHOUSE_DATABASE", "postgresql://ann:s3cret@h/tea")
    worker("import os, sys; open(sys.argv[3], 'w').write(' '.join(os.environ)); sys.exit(3)")
    with pytest.raises(BadImageError):
        await bench.make("image/png", b"")
    assert "PATH" in bench.target.read_text()
    assert "TEAHOUSE" not in bench.target.read_text()


async def test_limits_hold_in_the_worker(bench: Bench, worker: Callable[[str], None]) -> None:
    """What a decoder might be talked into: memory without end, time without end, a file without end."""
    start = f"import sys; sys.path.insert(0, {str(Path(image_worker.__file__).parent)!r}); import image_worker as w; "
    worker(start + "w.CPU_SECONDS = 1; w._limit()\nwhile True: pass")
    with pytest.raises(BadImageError):
        await bench.make("image/png", b"")
    worker(start + "w._limit(); bytearray(w.MEMORY_BYTES)")
    with pytest.raises(RetryableError):
        await bench.make("image/png", b"")
    worker(
        start
        + "w.FILE_BYTES = 1000; w._limit()\nwith open(sys.argv[3], 'wb') as file: file.write(bytes(2000))"
    )
    with pytest.raises(RetryableError):
        await bench.make("image/png", b"")
    assert bench.target.stat().st_size <= 1_000


async def test_who_comes_when_many_wait_is_told_to_come_again(
    bench: Bench, worker: Callable[[str], None], tmp_path: Path
) -> None:
    go = tmp_path / "go"
    worker(
        f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
        """print('{"format":"PNG","width":1,"height":1,"preview":false}')"""
    )
    bench.images = Images(1, waiting=2)
    waiting = [asyncio.create_task(bench.make("image/png", b"")) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError) as problem:
        await bench.make("image/png", b"")
    assert problem.value.retryable
    assert problem.value.retry_after_ms
    go.touch()
    assert [made.format for made in await asyncio.gather(*waiting)] == ["PNG"] * 3
    assert (await bench.make("image/png", b"")).format == "PNG"


async def test_the_server_itself_never_loads_a_decoder() -> None:
    code = "import sys, teahouse.app, teahouse.files.files; sys.exit(any(n.split('.')[0] == 'PIL' for n in sys.modules))"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await process.wait() == 0


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
