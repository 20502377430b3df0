"""Writes the software bill of materials: what a release is made of, as CycloneDX 1.6 (ECMA-424) in JSON.

It is made from the locks alone: what the server needs (requirements/run.txt), and what is
in the page (client/package-lock.json without what only builds or tests it).
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

from teahouse import __version__

ROOT = Path(__file__).resolve().parents[1]
MADE_INTO_THE_PAGE = frozenset({"emojibase-data", "pinyin-pro"})
"""Locked as what only builds, but their data is a part of the page."""

_NUMBERED = re.compile(r"^([\w.-]+(?:\[[\w,-]+\])?==[^\\\n]+?)\s*\\?$", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main() -> int:
    """Print it, or write it to the file that is named."""
    text = bill().rstrip() + "\n"
    if len(sys.argv) > 1:
        path = Path(sys.argv[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path}")
    else:
        sys.stdout.write(text)
    return 0


def bill() -> str:
    """The bill of materials as JSON."""
    house = Component(
        name="teahouse",
        version=__version__,
        type=ComponentType.APPLICATION,
        purl=PackageURL("pypi", None, "teahouse", __version__),
        bom_ref="teahouse",
        licenses=[DisjunctiveLicense(id="MIT")],
    )
    bom = Bom(components=[*of_server(), *of_page()])
    bom.metadata.component = house
    bom.register_dependency(house, list(bom.components))
    return str(JsonV1Dot6(bom).output_as_string(indent=2))


def of_server() -> Iterator[Component]:
    """What requirements/run.txt locks, each with the hashes of all its files."""
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    found = list(_NUMBERED.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=True):
        requirement = Requirement(match[1])
        (version,) = (specifier.version for specifier in requirement.specifier)
        yield _component(
            PackageURL("pypi", None, requirement.name.lower(), version),
            [
                HashType(alg=HashAlgorithm.SHA_256, content=digest)
                for digest in _HASH.findall(text[match.end() : end])
            ],
        )


def of_page() -> Iterator[Component]:
    """What client/package-lock.json locks of the page itself."""
    lock = json.loads((ROOT / "client" / "package-lock.json").read_text(encoding="utf-8"))
    for place, locked in lock["packages"].items():
        name = place.rpartition("node_modules/")[2]
        if not name or (locked.get("dev") and name not in MADE_INTO_THE_PAGE):
            continue
        space, _, own = name.rpartition("/")
        purl = PackageURL("npm", space or None, own, locked["version"])
        yield _component(purl, [_integrity(locked["integrity"])], locked)


def _integrity(text: str) -> HashType:
    """Subresource integrity (W3C SRI) as a hash."""
    algorithm, _, digest = text.partition("-")
    known = {"sha512": HashAlgorithm.SHA_512, "sha1": HashAlgorithm.SHA_1}
    return HashType(alg=known[algorithm], content=base64.b64decode(digest).hex())


def _component(purl: PackageURL, hashes: list[HashType], locked: dict[str, Any] | None = None) -> Component:
    named = (locked or {}).get("license")
    return Component(
        name=purl.name if purl.namespace is None else f"{purl.namespace}/{purl.name}",
        version=purl.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=purl.to_string(),
        hashes=hashes,
        licenses=[LicenseExpression(named)] if named else [],
    )


if __name__ == "__main__":
    sys.exit(main())
