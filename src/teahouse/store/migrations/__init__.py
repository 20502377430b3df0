"""Versions of the schema. A new one is a file in `versions/` and a line in `REVISIONS`."""

from __future__ import annotations

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""All known versions, oldest first: a start need not import Alembic to know that nothing is to be done."""

NEWEST = REVISIONS[-1]
