"""An import that is stopped or fails at its worst moment ends soon, and goes on later as if nothing had been."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from teahouse.moves.errors import MoveError
from teahouse.store import postgres_accounts, sqlite_accounts
from tests.moves.conftest import said_in
from tests.moves.slack_maker import SlackMaker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.postgres import Postgres
    from tests.moves.conftest import MakePlace

ROOMS = 4
EACH = 1_100
"""Messages of a room: more than are under way at once, so that others wait while the first are told."""

GIVEN_UP = 99
TYPED = f"""
import os, signal, sys
from teahouse.cli import main, progress, working

# What does not end in order by then is told from what does.
working.GIVE_UP = 60.0
working._leave = lambda stopped: os._exit({GIVEN_UP})
advance = progress.Progress.advance

def stop(self, steps):
    advance(self, steps)
    progress.Progress.advance = advance
    os.kill(os.getpid(), signal.SIGINT)

progress.Progress.advance = stop
main.main(sys.argv[1:])
"""


def archive(folder: Path) -> Path:
    made = SlackMaker()
    made.user("U1", "Ann")
    for room in range(ROOMS):
        made.channel(f"C{room}", f"room{room}")
        for number in range(EACH):
            made.say(f"room{room}", "U1", f"message {number}", after=1)
    return made.write(folder / "slack.zip")


def test_an_import_into_postgresql_that_is_stopped_ends_in_order(
    postgres: Postgres, database: str, tmp_path: Path
) -> None:
    words = ["import", str(archive(tmp_path)), "--data", str(tmp_path / "data"), "--database", database]
    stopped = subprocess.run(
        [sys.executable, "-c", TYPED, *words], capture_output=True, text=True, timeout=120
    )
    assert (stopped.returncode, stopped.stdout) == (130, "")
    assert stopped.stderr.splitlines()[-1] == "Stopped. Run it again as before: it goes on where it was."
    assert "Traceback" not in stopped.stderr
    assert "never retrieved" not in stopped.stderr
    count = "SELECT count(*) FROM events"
    assert 0 < int(postgres.execute(count, database)) < ROOMS * EACH
    again = subprocess.run(
        [sys.executable, "-m", "teahouse", *words], capture_output=True, text=True, timeout=120
    )
    assert again.returncode == 0, again.stderr
    assert int(postgres.execute(count, database)) == ROOMS * EACH


async def test_who_was_made_is_made_once_whenever_a_run_ends(
    place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = SlackMaker()
    made.user("U1", "Ann")
    made.channel("C1", "general")
    made.say("general", "U1", "hello")
    path, here = made.write(tmp_path / "slack.zip"), place()

    def fail(*_: object) -> Any:
        raise RuntimeError("planted")

    with monkeypatch.context() as patch:
        # The person is there by then, and the note of who they were is not.
        patch.setattr(sqlite_accounts, "_put", fail)
        patch.setattr(postgres_accounts, "_put_credential", fail)
        with pytest.raises(MoveError, match="Run it again"):
            await here.bring(path, access="public")
    report = await here.bring(path, access="public")
    assert (report.people, report.messages) == (1, 1)
    async with here.store() as store:
        (said,) = await said_in(store, "general")
        assert said.sender.name == "Ann"
        assert [person.name for person in await store.find_people("Ann", 9)] == ["Ann"]
