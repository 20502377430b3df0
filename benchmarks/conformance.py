"""Runs the Autobahn test suite: python -m benchmarks.conformance [--all] [--folder DIR].

Against the echo endpoint that shares the production framing and, in the same run,
an echo on the `websockets` library. Ours must fail nothing that `websockets` does
not fail itself. Where Python 2.7 is missing it says "not run". `--all` adds the
cases of 9.* (messages up to 16 MB). Writes docs/conformance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.contenders import PEERS, ROOT
from benchmarks.native import cache
from benchmarks.process import Server, free_port, running

REQUIREMENTS = Path(__file__).parent / "autobahn-requirements.txt"
SUITE = "autobahntestsuite==25.10.1"
PAGE = ROOT / "docs" / "conformance.md"
COMPRESSION = ["12.*", "13.*"]
LARGE = ["9.*"]
GOOD = {"OK", "NON-STRICT", "INFORMATIONAL"}

Cases = Mapping[str, Mapping[str, str]]


class NotRunError(Exception):
    """The suite cannot be run here; the text says why."""


def suite() -> Path:
    """The suite's program, installed into the cache when it is not there yet."""
    folder = cache() / "autobahn"
    program = folder / "bin" / "wstest"
    if program.exists():
        return program
    python = _python27()
    tools = cache() / "virtualenv27"
    pip = str(folder / "bin" / "pip")
    print("Installing the Autobahn test suite; once, about half a minute.", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    for command, environment in (
        ([python, "-m", "pip", "install", "--target", str(tools), "--upgrade", "virtualenv<20.16"], {}),
        ([python, "-m", "virtualenv", "--no-download", str(folder)], {"PYTHONPATH": str(tools)}),
        ([pip, "install", "-r", str(REQUIREMENTS)], {}),
        ([pip, "install", "--no-deps", SUITE], {}),
    ):
        clean = {
            name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}
        }
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean | environment)
        if done.returncode:
            # A half-made environment would be taken for a whole one the next time.
            shutil.rmtree(folder, ignore_errors=True)
            raise NotRunError(f"the suite could not be installed: {done.stderr.strip()[-300:]}")
    return program


def _python27() -> str:
    candidates = [os.environ.get("PYTHON27"), shutil.which("python2.7")]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates += [str(path) for path in sorted(pyenv.glob("versions/2.7.*/bin/python2.7"))]
    for candidate in candidates:
        if candidate is None or not Path(candidate).exists():
            continue
        # A pyenv shim exists even where its version is not selected; only a run tells.
        if (
            subprocess.run([candidate, "-m", "pip", "--version"], capture_output=True, check=False).returncode
            == 0
        ):
            return candidate
    raise NotRunError("there is no Python 2.7 with pip here; PYTHON27 may name one")


def run_suite(program: Path, folder: Path, excluded: list[str]) -> dict[str, Cases]:
    """All cases against both servers; case → behaviour and behaviour at closing, by server."""
    port, other_port = free_port(), free_port()
    echo = [sys.executable, "-m", "teahouse.gateway.echo", "--port", str(port)]
    ours = Server(echo, port, folder / "teahouse.log", {"PYTHONPATH": str(ROOT / "src")})
    plain = [sys.executable, str(PEERS / "websockets_echo.py"), str(other_port)]
    theirs = Server(plain, other_port, folder / "websockets.log")
    spec = {
        "outdir": str(folder / "report"),
        "options": {"failByDrop": False},
        "servers": [
            {"agent": "teahouse", "url": f"ws://127.0.0.1:{port}"},
            {"agent": "websockets", "url": f"ws://127.0.0.1:{other_port}"},
        ],
        "cases": ["*"],
        "exclude-cases": excluded,
        "exclude-agent-cases": {},
    }
    file = folder / "spec.json"
    file.write_text(json.dumps(spec))
    with running(ours), running(theirs):
        command = [str(program), "-m", "fuzzingclient", "-s", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False, cwd=folder)
    index = folder / "report" / "index.json"
    if not index.exists():
        raise RuntimeError(f"the suite left no report: {done.stdout[-300:]} {done.stderr[-300:]}")
    found: dict[str, Cases] = json.loads(index.read_text())
    return found


def failures(cases: Cases) -> set[str]:
    """The cases that were not passed: wrong behaviour, or a wrong way of closing."""
    return {name for name, case in cases.items() if {case["behavior"], case["behaviorClose"]} - GOOD}


def judge(found: Mapping[str, Cases]) -> set[str]:
    """What only ours fails. Raises ValueError when the two were not asked the same questions."""
    ours, theirs = found["teahouse"], found["websockets"]
    if not ours or set(ours) != set(theirs):
        raise ValueError(f"{len(ours)} cases against {len(theirs)}: the run was not complete")
    return failures(ours) - failures(theirs)


def document(found: Mapping[str, Cases], excluded: list[str]) -> str:
    """docs/conformance.md."""
    ours, theirs = found["teahouse"], found["websockets"]
    names = sorted(GOOD | {case["behavior"] for cases in (ours, theirs) for case in cases.values()})
    lines = [
        "# Conformance to RFC 6455",
        "",
        f"{SUITE.replace('==', ' ')} through an echo endpoint that shares the production framing and lifts only its",
        "rules on opcode and size, beside an echo on the library that the framing is built on, in the same run.",
        '`make conformance` runs it and writes this page; where there is no Python 2.7 it says "not run".',
        "",
        f"{len(ours)} cases on {datetime.now(UTC):%Y-%m-%d}; left out: {', '.join(excluded)}"
        " (12 and 13 are compression, which is off"
        + ("; 9 is messages up to 16 MB, which `--all` adds)." if "9.*" in excluded else ")."),
        "",
        f"| | teahouse | websockets {version('websockets')} |",
        "|---|--:|--:|",
    ]
    counts = [Counter(case["behavior"] for case in cases.values()) for cases in (ours, theirs)]
    lines += [f"| {name} | {counts[0][name]} | {counts[1][name]} |" for name in names]
    lines += [
        "",
        "Cases that are not plainly OK on either side:",
        "",
        "| case | teahouse | websockets |",
        "|---|---|---|",
    ]
    for name in sorted(ours, key=lambda case: [int(part) for part in case.split(".")]):
        told = [_told(cases[name]) for cases in (ours, theirs)]
        if told != ["OK", "OK"]:
            lines.append(f"| {name} | {told[0]} | {told[1]} |")
    return "\n".join([*lines, ""])


def _told(case: Mapping[str, str]) -> str:
    behaviour, closing = case["behavior"], case["behaviorClose"]
    return behaviour if closing in {"OK", behaviour} else f"{behaviour}, closing: {closing}"


def main() -> int:
    """Exit status: 0 when passed or not run (it says which); 1 when ours alone fails a case."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conformance", description=__doc__)
    parser.add_argument("--all", action="store_true", help="also 9.*: messages up to 16 MB, some minutes")
    parser.add_argument("--folder", type=Path, help="keep the suite's HTML report here")
    options = parser.parse_args()
    excluded = COMPRESSION if options.all else LARGE + COMPRESSION
    try:
        program = suite()
    except NotRunError as error:
        print(f"Autobahn: not run: {error}")
        return 0
    with tempfile.TemporaryDirectory() as name:
        found = run_suite(program, Path(name), excluded)
        if options.folder:
            shutil.copytree(Path(name) / "report", options.folder, dirs_exist_ok=True)
    worse = judge(found)
    PAGE.write_text(document(found, excluded))
    for agent, cases in found.items():
        print(
            f"{agent}: {dict(Counter(case['behavior'] for case in cases.values()))}, failed {sorted(failures(cases))}"
        )
    if worse:
        print(f"Autobahn: FAILED: {', '.join(sorted(worse))} fail here and not with websockets")
        return 1
    print(
        f"Autobahn: passed: {len(found['teahouse'])} cases, none worse than websockets {version('websockets')}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
