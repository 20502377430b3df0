"""What a start costs: only what the settings ask for is loaded, and what is there is not looked at as garbage."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import teahouse

OTHERS = {
    "PIL", "alembic", "asyncpg", "authlib", "certifi", "cryptography", "h11", "httpcore", "joserfc",
    "markdown_it", "prometheus_client", "pyrage", "redis", "rich", "smtplib", "sqlalchemy", "webauthn",
}  # fmt: skip
"""What some installations need, or some requests."""

PROGRAM = """
import gc, json, os, sys
from teahouse.gateway.server import Server

async def serve(self, sockets):
    state = {"modules": sorted(sys.modules), "collects": gc.isenabled(), "frozen": gc.get_freeze_count()}
    print("\\n" + json.dumps(state), flush=True)

Server.serve = serve
from teahouse.cli.main import main
main(["--port", "0", "--data", sys.argv[1], *sys.argv[2:]])
"""


def test_a_server_on_sqlite_loads_only_what_it_needs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path / "data"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    state = json.loads(done.stdout.splitlines()[-1])
    loaded = set(state["modules"])
    assert {"teahouse.store.sqlite", "teahouse.http.api", "uvicorn"} <= loaded
    assert loaded & OTHERS == set()
    assert not {name for name in loaded if name.startswith(("teahouse.moves", "teahouse.checkup"))}
    # Garbage is looked for again from here on, in what is made from here on.
    assert state["collects"]
    assert state["frozen"] > 50_000


def test_every_module_can_be_loaded_by_itself() -> None:
    """So that what is loaded late hides no mistake."""
    names = [each.name for each in pkgutil.walk_packages(teahouse.__path__, "teahouse.")]
    found = [
        name for name in names if not name.startswith(("teahouse.store.migrations", "teahouse.__main__"))
    ]
    assert len(found) > 300
    program = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-c", program, *found], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
