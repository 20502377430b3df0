"""`teahouse export` and `teahouse import`, as they are typed."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from teahouse.cli.main import main
from tests.moves.slack_maker import SlackMaker


def typed(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), env={"TEAHOUSE_LANGUAGE": "en"})


def test_import_and_export(tmp_path: Path) -> None:
    made = SlackMaker()
    made.user("U1", "Ann")
    made.channel("C1", "general")
    made.say("general", "U1", "hello *there*")
    made.say("general", "U1", "joined", subtype="channel_join")
    archive, data = str(made.write(tmp_path / "slack.zip")), str(tmp_path / "data")
    result = typed("import", archive, "--data", data, "--access", "public")
    assert result.exit_code == 0, result.output
    assert (
        "(slack): 1 messages, 1 rooms, 1 people, 0 files are new; 0 messages were here already."
        in result.output
    )
    assert "notices of joins, topics and the like, left out: 1" in result.output
    result = typed("export", "General", str(tmp_path / "tea.html"), "--data", data)
    assert result.exit_code == 0, result.output
    assert "hello <strong>there</strong>" in (tmp_path / "tea.html").read_text()
    result = typed(
        "export", "--all", str(tmp_path / "all.zip"), "--format", "jsonl", "--private", "--data", data
    )
    assert result.exit_code == 0, result.output
    assert "what people said to each other alone" in result.output
    result = typed("export", "nowhere", str(tmp_path / "nowhere.html"), "--data", data)
    assert (result.exit_code, result.output) == (1, "There is no room nowhere.\n")


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    (tmp_path / "x").write_text("nothing")
    for words, status, told in (
        (["import", str(tmp_path / "x"), "--data", data], 1, "neither ours nor Slack's"),
        (["export", "tea", str(tmp_path / "y"), "--data", data], 1, "there is no teahouse.db in it"),
        (["export", "tea", "--data", data], 2, "Say what to export and where to"),
        (["export", "--all", "a", "b", "--data", data], 2, "Say what to export and where to"),
        (["import", str(tmp_path / "x"), "--data", data, "--file-bytes", "many"], 2, "many"),
    ):
        result = typed(*words)
        assert (result.exit_code, len(result.output.splitlines())) == (status, 1), result.output
        assert told in result.output
