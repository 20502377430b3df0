"""What the idle server does not load: what this package needs is heavy, and loaded when first used."""

from __future__ import annotations

import subprocess
import sys


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    asked = (
        "import sys\n"
        "from teahouse.outbound import client, errands, guard, links, previews, push, push_keys, webhooks\n"
        "c = client.Client(guard.Guard())\n"
        "guard.Guard().check('https://a.example/')\n"
        "previews.Previews(c, lambda: 0.0), webhooks.Webhooks(c, lambda: 0.0, lambda: 0.0)\n"
        "links.links_in('https://a.example')\n"
        "heavy = {'httpcore', 'cryptography', 'ssl', 'anyio', 'h11', 'certifi', 'idna', 'httpx'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("[]", "['ssl']")
