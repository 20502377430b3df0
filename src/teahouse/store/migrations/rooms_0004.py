"""PostgreSQL's functions of version 0004 for what decides who may come into rooms. Every write is one call; see `functions_0002`."""

from __future__ import annotations

FUNCTIONS: tuple[str, ...] = ()
