"""The site is built, in both languages, and every link and anchor in it leads somewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from pathlib import Path; sys.path.insert(0, 'scripts'); import site_pages; sys.exit(site_pages.main(Path(sys.argv[1])))"


def test_the_site_is_whole(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    english = (tmp_path / "site" / "how-it-works.html").read_text("utf-8")
    chinese = (tmp_path / "site" / "zh" / "how-it-works.html").read_text("utf-8")
    assert "The handshake" in english
    assert "握手" in chinese
    assert "运维" in chinese
