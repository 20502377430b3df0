"""Blobs in a folder: the contract, and what is special of folders."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teahouse.files import folder
from teahouse.files.folder import FolderBlobs
from teahouse.files.records import file_of, new_file_id, preview_of
from teahouse.model.errors import NotFoundError, RetryableError, StorageFullError
from tests.files.contract import NAME, BlobsContract, names, put


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[FolderBlobs]:
    made = FolderBlobs(tmp_path / "files")
    yield made
    made._threads.shutdown()


class TestFolder(BlobsContract):
    pass


def test_nothing_is_made_before_it_is_needed(tmp_path: Path, blobs: FolderBlobs) -> None:
    assert not (tmp_path / "files").exists()


async def test_the_place_of_a_blob(tmp_path: Path, blobs: FolderBlobs) -> None:
    await put(blobs, NAME, b"tea")
    assert (tmp_path / "files" / "ab" / "cd" / NAME).read_bytes() == b"tea"
    assert list((tmp_path / "files" / "drafts").iterdir()) == []


async def test_two_servers_share_a_folder(tmp_path: Path, blobs: FolderBlobs) -> None:
    other = FolderBlobs(tmp_path / "files")
    await put(blobs, NAME, b"tea")
    await put(other, "abcd9999", b"pot")
    assert await names(blobs) == await names(other) == {NAME, "abcd9999"}
    assert await other.read(NAME, 0, 9) == b"tea"
    await other.close()


async def test_it_is_synchronised_before_it_is_renamed_and_its_folders_after(
    blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await blobs.draft()
    await draft.write(b"tea")
    done: list[str] = []
    sync, rename = os.fsync, Path.rename

    def synced(handle: int) -> None:
        done.append(f"sync {os.readlink(f'/proc/self/fd/{handle}').removeprefix(str(blobs.root))}")
        sync(handle)

    def renamed(path: Path, target: Path) -> Path:
        done.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    await draft.keep(NAME)
    assert done == [f"sync /drafts/{draft.path.name}", "rename", "sync /ab/cd", "sync /ab", "sync "]


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, StorageFullError), (errno.EDQUOT, StorageFullError), (errno.EIO, RetryableError)],
)
async def test_a_disk_that_is_full_or_broken(
    blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch, number: int, told: type[RetryableError]
) -> None:
    draft = await blobs.draft()
    await draft.write(b"tea")

    def fail(*arguments: Any) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(told) as problem:
            await draft.keep(NAME)
    assert type(problem.value) is told
    with monkeypatch.context() as patch:
        patch.setattr(folder, "_append", fail)
        with pytest.raises(told):
            await draft.write(b"house")
    assert await names(blobs) == set()
    await draft.discard()
    assert not draft.path.exists()


async def test_a_folder_that_cannot_be_synchronised_is_none_of_our_errors(
    blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def synced(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(errno.EINVAL, "no such thing here")
        sync(handle)

    monkeypatch.setattr(os, "fsync", synced)
    assert await put(blobs, NAME, b"tea") == 3


async def test_a_write_that_comes_late_does_not_bring_a_draft_back(blobs: FolderBlobs) -> None:
    draft = await blobs.draft()
    await draft.discard()
    with pytest.raises(NotFoundError):
        await draft.write(b"tea")
    assert not draft.path.exists()


def test_ids_are_random_and_fit_any_file_system() -> None:
    made = {new_file_id() for _ in range(1_000)}
    assert len(made) == 1_000
    for file in made:
        assert len(file) == 26
        assert file.isascii()
        assert file.isalnum()
        assert file == file.lower()
    assert new_file_id(bytes) == "a" * 26
    assert file_of(preview_of("abc")) == file_of("abc") == "abc"
