"""A house for each test that asks for one; see tests/chat."""

from __future__ import annotations

from tests.chat.conftest import house, pytest_pyfunc_call

__all__ = ["house", "pytest_pyfunc_call"]
