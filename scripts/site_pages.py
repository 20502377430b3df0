"""The docs as a site, in dist/site: `make docs`.

The pages of docs/ and those at the root of the project are laid side by side first; their
links hold in both places.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
from pathlib import Path
from typing import Final

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")


def lay_out(target: Path) -> None:
    """All pages and pictures of the site in one folder."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "docs", target)
    for name in PAGES:
        shutil.copy(ROOT / name, target / name)
    for page in target.glob("*.md"):
        page.write_text(side_by_side(page.read_text(encoding="utf-8")), encoding="utf-8")


def side_by_side(text: str) -> str:
    """From docs/ the root is one up, and from the root docs/ is one down: in the site neither is."""
    return re.sub(r"\]\((?:\.\./|docs/)(?=[\w.-]+\.(?:md|svg)\b)", "](", text)


def main(target: Path) -> int:
    """Build into `target`; 1 where a link or an anchor leads nowhere."""
    lay_out(target / "docs")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    config = load_config(
        str(ROOT / "mkdocs.yml"), docs_dir=str(target / "docs"), site_dir=str(target / "site")
    )
    try:
        build(config)
    except Abort as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT / "dist"))
