"""Asks for known vulnerabilities of what the locks hold, Python's and the client's.

Where the service cannot be reached, an audit is "not run", never clean. The exit
status is 1 only if a vulnerability was found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60
SILENT = "its service did not answer"


def main() -> int:
    """Run both audits; the exit status."""
    found = [audit_python(), audit_client()]
    return int(any(found))


def audit_python() -> bool:
    """Whether pip-audit knows of a vulnerability in requirements/run.txt."""
    answer = ask(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", "requirements/run.txt", "--disable-pip"),
            *("--require-hashes", "--format", "json", "--progress-spinner", "off", "--timeout", "10"),
        ],
        ROOT,
    )
    return report("pip-audit", *judge_python(answer))


def judge_python(answer: Any) -> tuple[list[str], str | None]:
    """Vulnerabilities, and why the audit did not (wholly) run, of what pip-audit printed."""
    if not isinstance(answer, dict) or "dependencies" not in answer:
        return [], SILENT
    packages = answer["dependencies"]
    problems = [
        f"{package['name']} {package['version']}: {problem['id']}"
        for package in packages
        for problem in package.get("vulns", [])
    ]
    # pip-audit calls packages clean that its service does not know.
    skipped = sum("vulns" not in package for package in packages)
    return problems, f"its service does not know {skipped} of {len(packages)} packages" if skipped else None


def audit_client() -> bool:
    """Whether npm knows of a vulnerability in the client's lock."""
    sys.path.insert(0, str(ROOT))
    import hatch_build

    node = hatch_build.find_node()
    npm = node and hatch_build.npm_of(node)
    if node is None or npm is None:
        return report("npm audit", [], "there is no npm")
    answer = ask([str(node), str(npm), "audit", "--json", "--fetch-retries=0"], ROOT / "client")
    return report("npm audit", *judge_client(answer))


def judge_client(answer: Any) -> tuple[list[str], str | None]:
    """The same of what npm printed."""
    if not isinstance(answer, dict) or "vulnerabilities" not in answer:
        return [], SILENT
    return [f"{name}: {problem['severity']}" for name, problem in answer["vulnerabilities"].items()], None


def ask(command: list[str], folder: Path) -> Any:
    """What a program answered as JSON; None if it did not."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def report(name: str, problems: list[str], unrun: str | None) -> bool:
    """Print what came of an audit; whether it found anything."""
    if problems:
        print(f"FAILED   {name}", *problems, sep="\n  ")
    elif unrun is None:
        print(f"ok       {name}")
    if unrun is not None:
        print(f"not run  {name}: {unrun}")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
