"""What is measured: Teahouse, the C references, and other servers where they are installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.native import build, cache
from benchmarks.process import SERVER_CORE, Server

PEERS = Path(__file__).parent / "peers"
ROOT = Path(__file__).parent.parent
SOCKETIFY = "socketify==0.0.31"
NODE_WS = "ws@8.23.0"


@dataclass(frozen=True)
class Contender:
    """A server that can be started; `make(port, folder)` gives it, not yet running."""

    name: str
    stores: str
    mode: str
    make: Callable[[int, Path], Server]
    guests: bool = False


def teahouse(
    port: int,
    folder: Path,
    *more: str,
    settings: dict[str, str] | None = None,
    core: int | None = SERVER_CORE,
) -> Server:
    """Ours, as a user starts it, with its data in `folder`; `settings` are TEAHOUSE_* variables without the prefix."""
    options = ["--port", str(port), "--data", str(folder / "data"), "--limits", "off", *more]
    command = [sys.executable, "-m", "teahouse", *options]
    environment = {f"TEAHOUSE_{name.upper()}": value for name, value in (settings or {}).items()}
    environment["PYTHONPATH"] = str(ROOT / "src")
    return Server(command, port, folder / f"teahouse-{port}.log", environment, core=core)


def reference(joined: bool) -> Callable[[int, Path], Server]:
    """The C reference, with one send() per recipient or with joined writes."""

    def make(port: int, folder: Path) -> Server:
        options = ["--joined"] if joined else []
        return Server([build("reference"), "--port", str(port), *options], port, folder / "reference.log")

    return make


OURS = [
    Contender("Teahouse /ws", "yes, synced before it is acknowledged", "ws", teahouse, guests=True),
    Contender("Teahouse / (classic)", "yes, synced", "classic", teahouse),
]
EACH = [
    Contender("C, send() per recipient, /ws", "no", "ws", reference(False)),
    Contender("C, send() per recipient, /", "no", "classic", reference(False)),
]
JOINED = [
    Contender("C, joined writes, /ws", "no", "ws", reference(True)),
    Contender("C, joined writes, /", "no", "classic", reference(True)),
]


def peers(install: bool) -> tuple[list[Contender], list[str]]:
    """Other servers that can be run here, and the names of those that are not installed."""
    found: list[Contender] = []
    missing: list[str] = []
    for name, stores, mode, look in (
        ("Python websockets, broadcast()", "no", "ws", _websockets),
        ("ws on Node.js", "no", "ws", _node_ws),
        ("uWebSockets (socketify)", "no", "ws", _socketify),
        ("nginx + nchan", "no (the last 1,000 in memory)", "raw", _nchan),
    ):
        make = look(install)
        if make is None:
            missing.append(name)
        else:
            found.append(Contender(name, stores, mode, make))
    return found, missing


def _script(*command: str | Path, **environment: str) -> Callable[[int, Path], Server]:
    return lambda port, folder: Server([*command, str(port)], port, folder / "peer.log", environment)


def _websockets(install: bool) -> Callable[[int, Path], Server] | None:
    if importlib.util.find_spec("websockets") is None:
        return None
    return _script(sys.executable, PEERS / "websockets_broadcast.py")


def _node_ws(install: bool) -> Callable[[int, Path], Server] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    modules = cache() / "node" / "node_modules"
    if node and npm and install and not (modules / "ws").is_dir():
        modules.parent.mkdir(exist_ok=True)
        _quietly([npm, "install", "--prefix", str(modules.parent), "--no-audit", "--no-fund", NODE_WS])
    return (
        _script(node, PEERS / "node_ws.cjs", NODE_PATH=str(modules))
        if node and (modules / "ws").is_dir()
        else None
    )


def _socketify(install: bool) -> Callable[[int, Path], Server] | None:
    environment = cache() / "socketify"
    python = environment / "bin" / "python"
    fresh = install and not environment.is_dir()
    if fresh and _quietly([sys.executable, "-m", "venv", str(environment)]):
        _quietly([str(python), "-m", "pip", "install", "--quiet", SOCKETIFY])
    if not python.exists() or not _quietly([str(python), "-c", "import socketify"]):
        return None
    return _script(python, PEERS / "socketify_room.py")


def _nchan(install: bool) -> Callable[[int, Path], Server] | None:
    nginx = os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    module = Path(os.environ.get("NCHAN_MODULE", "/usr/lib/nginx/modules/ngx_nchan_module.so"))
    if nginx is None or not module.exists():
        return None
    program = nginx

    def make(port: int, folder: Path) -> Server:
        text = (PEERS / "nchan.conf").read_text()
        for name, value in {"FOLDER": folder, "PORT": port, "MODULE": module}.items():
            text = text.replace(name, str(value))
        settings = folder / "nginx.conf"
        settings.write_text(text)
        return Server([program, "-p", str(folder), "-c", str(settings)], port, folder / "nginx.log")

    return make


def _quietly(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
