"""The watch over complaints: what fails every test of this folder is really noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.harness.server import Server

TROUBLES = {
    "inline style": "document.body.append(Object.assign(document.createElement('style'), { textContent: 'a {}' }))",
    "foreign image": "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }))",
    "markup as HTML": "try { document.body.innerHTML = '<b>bold</b>'; } catch {}",
    "exception": "setTimeout(() => { throw new Error('unexpected'); })",
    "warning": "console.warn('careful')",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_is_noticed(house: Server, chromium: Browser, trouble: str) -> None:
    visits = Visits(chromium)
    try:
        tab = visits.open(house.http)
        assert visits.complaints() == []
        tab.page.evaluate(f"() => {{ {TROUBLES[trouble]} }}")
        tab.page.evaluate(
            "new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => resolve(0))))"
        )
        visits.settle()
        assert len(visits.complaints()) >= 1
        if trouble in ("inline style", "foreign image", "markup as HTML"):
            assert any(text.startswith("error: CSP: ") for text in visits.complaints())
    finally:
        visits.close()
