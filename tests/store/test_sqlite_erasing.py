"""A text that was taken back is in no file of the store."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from teahouse.protocol.parts import Extras, Preview
from teahouse.store import effects, sqlite_checkpoint
from teahouse.store.driver import connect_reader, driver
from teahouse.store.port import Store, Wanted
from teahouse.store.sqlite import DATABASE_NAME, SqliteStore, open_store
from tests.harness.migrated import lay_down
from tests.store.contract import LOBBY, Said, guest, said

SECRETS = ("xylophone", "quizzical", "zephyrous", "龘靐齉", "jabberwock", "vexillary", "wyvernkeep")


@pytest.fixture(autouse=True)
def _migrated(tmp_path: Path) -> None:
    """Each test begins with an empty place in its folder."""
    lay_down(tmp_path)


def held(folder: Path) -> set[str]:
    """Which of the secrets are in any file, as text or as the words and characters of one."""
    files = [file.read_bytes() for file in folder.iterdir() if file.name != "teahouse.lock"]
    return {
        secret
        for secret in SECRETS
        for file in files
        if any(part.encode() in file for part in {secret, *(secret if not secret.isascii() else ())})
    }


async def write_secrets(store: Store) -> int:
    """A message whose texts are the secrets, among others; its seq."""
    ann = await guest(store, "Ann")
    say = Said(store)
    for number in range(300):
        await store.append(said(ann, number, f"message {number} of no interest 茶"))
    seq = await say(ann, f"xylophone 龘靐齉 {'vexillary ' * 900}")
    preview = Preview(url="https://a.example/zephyrous", title="jabberwock")
    await say.change(ann, effects.EDITED, seq, body="quizzical 龘靐齉", mentions=(ann.id,))
    await say.change(ann, effects.PREVIEWED, seq, extras=Extras(preview=preview))
    poll = await say(ann, "", extras=Extras(options=("wyvernkeep", "no")))
    for number in range(300, 600):
        await store.append(said(ann, number, f"message {number} of no interest 茶"))
    await say.change(ann, effects.RECALLED, poll)
    return seq


async def test_a_recalled_text_leaves_the_file_and_its_log(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    seq = await write_secrets(store)
    assert held(tmp_path) >= {"xylophone", "quizzical", "zephyrous", "龘靐齉", "jabberwock", "vexillary"}
    ann = (await store.people_by_name(["Ann"]))[0].person
    await Said(store).change(ann, effects.RECALLED, seq)
    await settled(store)
    assert (tmp_path / f"{DATABASE_NAME}-wal").stat().st_size == 0
    assert held(tmp_path) == set()
    assert await store.search(ann.id, Wanted(phrases=("quizzical",)), None, 1) == await store.search(
        ann.id, Wanted(phrases=("nothing such",)), None, 1
    )
    await store.close()
    assert held(tmp_path) == set()


async def test_an_edit_leaves_nothing_of_the_first_text_in_the_index(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    seq = await write_secrets(store)
    ann = (await store.people_by_name(["Ann"]))[0].person
    await Said(store).change(ann, effects.EDITED, seq, body="tea", words="tea")
    await store.close()
    index = driver.connect(tmp_path / DATABASE_NAME)
    index.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, search, row)")
    terms = {term for (term,) in index.execute("SELECT term FROM temp.terms")}
    assert {"tea", "interest", "茶"} <= terms
    assert terms.isdisjoint({*SECRETS, *"龘靐齉"})
    blobs = b"".join(block for (block,) in index.execute("SELECT block FROM search_data"))
    rows = index.execute("SELECT group_concat(c0 || c1) FROM search_content").fetchone()[0]
    for secret in ("quizzical", "xylophone", "龘"):
        assert secret.encode() not in blobs
        assert secret not in rows
    index.close()


async def test_a_reader_holds_the_log_back_but_no_append(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_checkpoint, "LAST_RETRY_SECONDS", 0.05)
    store = await open_store(tmp_path)
    seq = await write_secrets(store)
    ann = (await store.people_by_name(["Ann"]))[0].person
    reader = connect_reader(tmp_path / DATABASE_NAME)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    say = Said(store)
    await say.change(ann, effects.RECALLED, seq)
    async with asyncio.timeout(4):
        # The driver would wait five seconds for the reader.
        for _ in range(20):
            await say(ann, "more")
    assert held(tmp_path)
    reader.execute("COMMIT")
    reader.close()
    async with asyncio.timeout(10):
        while held(tmp_path):
            await asyncio.sleep(0.02)
    await store.close()


async def test_what_a_killed_server_left_in_its_log_is_gone_after_a_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "killed"
    store = await open_store(tmp_path / "alive")
    monkeypatch.setattr(store._checkpointer, "run", lambda: None)
    seq = await write_secrets(store)
    ann = (await store.people_by_name(["Ann"]))[0].person
    await Said(store).change(ann, effects.RECALLED, seq)
    folder.mkdir()
    for suffix in ("", "-wal"):
        name = f"{DATABASE_NAME}{suffix}"
        (folder / name).write_bytes((tmp_path / "alive" / name).read_bytes())
    await store.close()
    assert held(folder)
    store = await open_store(folder)
    assert held(folder) == set()
    assert (await store.messages(LOBBY, [seq])).events[0].body is None
    await store.close()


async def settled(store: SqliteStore) -> None:
    """Whatever the writer has to do is done."""
    await asyncio.get_running_loop().run_in_executor(store._writer, lambda: None)
