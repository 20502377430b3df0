"""The bill of materials: all that the locks hold, with the same versions and hashes, and nothing else."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA_OF_THE_PAGE = {"emojibase-data", "pinyin-pro"}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("sbom") / "new" / "sbom.json"
    command = [sys.executable, str(ROOT / "scripts" / "sbom.py"), str(path)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def hashes_in(bill: dict[str, Any], kind: str) -> dict[str, set[tuple[str, str]]]:
    return {
        component["purl"]: {(each["alg"], each["content"]) for each in component["hashes"]}
        for component in bill["components"]
        if component["purl"].startswith(f"pkg:{kind}/")
    }


def test_it_is_cyclonedx_and_says_of_what(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "teahouse"
    (ours,) = (each for each in bill["dependencies"] if each["ref"] == "teahouse")
    assert set(ours["dependsOn"]) == {each["bom-ref"] for each in bill["components"]}


def test_what_the_server_needs_is_what_its_lock_holds(bill: dict[str, Any]) -> None:
    locked: dict[str, set[tuple[str, str]]] = {}
    current = ""
    for line in (ROOT / "requirements" / "run.txt").read_text("utf-8").splitlines():
        if line.startswith("    --hash=sha256:"):
            locked[current].add(("SHA-256", line.strip(" \\").rpartition(":")[2]))
        elif line and not line.startswith("#"):
            name, _, rest = line.partition("==")
            current = f"pkg:pypi/{name.partition('[')[0]}@{rest.split()[0]}"
            locked[current] = set()
    assert len(locked) > 30
    assert all(locked.values())
    assert hashes_in(bill, "pypi") == locked


def test_what_is_in_the_page_is_what_its_lock_holds(bill: dict[str, Any]) -> None:
    lock = json.loads((ROOT / "client" / "package-lock.json").read_text("utf-8"))
    locked = {}
    for place, each in lock["packages"].items():
        name = place.split("node_modules/")[-1]
        if place and (name in DATA_OF_THE_PAGE or not each.get("dev", False)):
            digest = base64.b64decode(each["integrity"].removeprefix("sha512-")).hex()
            locked[f"pkg:npm/{name.replace('@', '%40')}@{each['version']}"] = {("SHA-512", digest)}
    wanted = json.loads((ROOT / "client" / "package.json").read_text("utf-8"))["dependencies"]
    assert {f"pkg:npm/{name.replace('@', '%40')}@{version}" for name, version in wanted.items()} <= set(
        locked
    )
    assert hashes_in(bill, "npm") == locked
