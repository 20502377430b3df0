"""What an export makes gets its name in one step, and nobody else's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from teahouse.moves.errors import MoveError
from teahouse.moves.outgoing import keep


def test_a_file_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    part, out = tmp_path / ".page.part", tmp_path / "page.html"
    part.write_text("mine")
    out.write_text("theirs")
    with pytest.raises(MoveError, match="by now"):
        keep(part, out)
    assert out.read_text() == "theirs"
    out.unlink()
    keep(part, out)
    assert out.read_text() == "mine"
    assert not part.exists()
