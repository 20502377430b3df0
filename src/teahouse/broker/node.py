"""The name of a node."""

from __future__ import annotations

import secrets


def new_node() -> str:
    """A process's own name among the nodes of its store: 64 random bits in hex."""
    return secrets.token_hex(8)
