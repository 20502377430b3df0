"""What was changed, cut short or locked is refused before anything is written."""

from __future__ import annotations

import errno
import io
import os
import random
import secrets
import tarfile
from typing import TYPE_CHECKING

import pyrage  # type: ignore[import-untyped]
import pytest

from teahouse.copies import sealing, whole
from teahouse.copies.backup import back_up
from teahouse.copies.errors import CopyError, DamagedError
from teahouse.copies.reader import check, needs_passphrase
from teahouse.copies.restore import restore
from teahouse.telling import Silent
from tests.copies.places import Place, assert_same, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.copies.conftest import NewPlace

PASSPHRASE = "雨 and very much tea"
FLIPS = 60


@pytest.fixture
def quick_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without scrypt, which takes seconds each time, as it should."""
    monkeypatch.setattr(sealing, "locked", lambda key, passphrase: (passphrase + key).encode())
    monkeypatch.setattr(
        sealing, "_opened", lambda key, passphrase: key.decode().removeprefix(passphrase).strip()
    )


async def archive(new_place: NewPlace, path: Path, passphrase: str | None) -> tuple[Place, Path]:
    place = new_place("sqlite")
    await furnish(place, bulk=10)
    return place, (await back_up(place.settings, path, passphrase, Silent())).path


async def refused(goal: Place, path: Path, passphrase: str | None = None) -> str:
    """Why it is refused; nothing was written."""
    with pytest.raises(CopyError) as caught:
        await restore(goal.settings, path, passphrase, Silent(), replace=False)
    assert [each.name for each in goal.folder.iterdir()] == []
    return str(caught.value)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "encrypted"])
async def test_a_flipped_bit_anywhere_is_found_before_anything_is_written(
    new_place: NewPlace, tmp_path: Path, quick_key: None, passphrase: str | None
) -> None:
    _, path = await archive(new_place, tmp_path / "backup", passphrase)
    whole = path.read_bytes()
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    goal = new_place("sqlite")
    # In an encrypted one the key is left alone: to try another one takes seconds, each time.
    begin = 0 if passphrase is None else 1024
    places = {begin, 4, 9, len(whole) - 1, len(whole) - 600} | {
        chance.randrange(begin, len(whole)) for _ in range(FLIPS)
    }
    for place in sorted(each for each in places if each >= begin):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        assert await refused(goal, path, passphrase), f"byte {place} of {len(whole)}"
    path.write_bytes(whole)
    check(path, passphrase, Silent())


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "encrypted"])
async def test_what_is_cut_short_or_longer_is_refused(
    new_place: NewPlace, tmp_path: Path, quick_key: None, passphrase: str | None
) -> None:
    _, path = await archive(new_place, tmp_path / "backup", passphrase)
    whole = path.read_bytes()
    goal = new_place("sqlite")
    for length in (0, 1, 600, len(whole) // 2, len(whole) - 100, len(whole) - 1):
        path.write_bytes(whole[:length])
        await refused(goal, path, passphrase)
    path.write_bytes(whole + b"\0")
    await refused(goal, path, passphrase)


async def test_a_passphrase_opens_it_and_another_does_not(new_place: NewPlace, tmp_path: Path) -> None:
    place, path = await archive(new_place, tmp_path / "backup", PASSPHRASE)
    assert needs_passphrase(path)
    assert b"people" not in path.read_bytes()
    goal = new_place("sqlite")
    assert "not the passphrase" in await refused(goal, path, "雨 and little tea")
    assert "encrypted" in await refused(goal, path)
    await restore(goal.settings, path, PASSPHRASE, Silent(), replace=False)
    await assert_same(place, goal)
    # As the documentation says that the program `age` opens it, with the library's plain calls.
    with tarfile.open(path) as tar:
        key, packed = [tar.extractfile(name) for name in ("key.age", "backup.tar.gz.age")]
        assert key is not None
        assert packed is not None
        text = pyrage.passphrase.decrypt(key.read(), PASSPHRASE).decode()
        assert text.startswith("AGE-SECRET-KEY-1")
        plain = pyrage.decrypt(packed.read(), [pyrage.x25519.Identity.from_str(text.strip())])
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:gz") as inner:
        names = inner.getnames()
    assert (names[0], names[-1]) == ("head.json", "manifest.json")
    assert "tables/events.0001.jsonl" in names


async def test_names_that_would_become_sql_are_refused(new_place: NewPlace, tmp_path: Path) -> None:
    place = new_place("sqlite")
    await furnish(place, bulk=2)
    from teahouse.copies import archive as form
    from teahouse.copies.tables import Column, Table
    from teahouse.copies.writer import writing

    head = form.Head(
        format=1, teahouse="9", schema="0004", store_id="a", epoch="b", taken_at="c", database="sqlite",
        tables=(Table("events; DROP TABLE events", (Column("a", "int"),), ("a",)),),
    )  # fmt: skip
    with writing(tmp_path / "bad", None) as writer:
        writer.head(head)
        writer.manifest({})
    with pytest.raises(DamagedError, match="no table"):
        check(tmp_path / "bad", None, Silent())


async def test_an_archive_of_a_newer_release_names_it(new_place: NewPlace, tmp_path: Path) -> None:
    from teahouse.copies import archive as form
    from teahouse.copies.writer import writing

    for number, (format, schema) in enumerate(((2, "0004"), (1, "9999"))):
        path = tmp_path / f"new-{number}"
        with writing(path, None) as writer:
            writer.head(
                form.Head(
                    format=format, teahouse="42.1", schema=schema, store_id="a", epoch="b", taken_at="c",
                    database="sqlite", tables=(),
                )
            )  # fmt: skip
            writer.manifest({})
        assert "Teahouse 42.1" in await refused(new_place("sqlite"), path)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "encrypted"])
@pytest.mark.parametrize("room", [0, 3000])
async def test_a_disk_that_fills_up_leaves_nothing(
    new_place: NewPlace,
    tmp_path: Path,
    quick_key: None,
    monkeypatch: pytest.MonkeyPatch,
    passphrase: str | None,
    room: int,
) -> None:
    place = new_place("sqlite")
    await furnish(place, bulk=100)
    written = 0
    write = whole._Paced.write

    def until_full(paced: whole._Paced, data: bytes) -> int:
        nonlocal written
        written += len(data)
        if written > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(paced, data)

    monkeypatch.setattr(whole._Paced, "write", until_full)
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(CopyError, match="No space left"):
        await back_up(place.settings, folder / "full", passphrase, Silent())
    assert list(folder.iterdir()) == []
