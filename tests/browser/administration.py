"""Who owns a place, and the pages from which it is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.accounts import PASSWORD, ask, is_somebody
from tests.browser.visits import WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server

OWNER = "Lin"
SETUP = re.compile(r"http://\S+/#/setup/(\S+)")


def owner_of(
    visits: Visits,
    place: Server,
    secrets: dict[str, str],
    size: tuple[int, int] = WIDE,
    locale: str = "en-US",
) -> Tab:
    """The owner's browser; the first one makes the place theirs."""
    tab = visits.open(place.http, locale, size=size)
    if not secrets:
        found = SETUP.search(place.log())
        assert found is not None, place.log()
        token = found[1]
        house = {"name": "Teahouse", "language": "auto", "guests": True, "accent": ""}
        use = {"token": token, "name": OWNER, "password": PASSWORD, "house": house}
        ask(tab, "POST", "links/use", use)
        secrets["owner"] = PASSWORD
    else:
        ask(tab, "POST", "sessions", {"name": OWNER, "password": PASSWORD})
    tab.load()
    is_somebody(tab, OWNER)
    return tab


def goes_to(tab: Tab, section: str) -> Locator:
    """A page of the administration, with what it asked for."""
    tab.page.evaluate("hash => { location.hash = hash }", f"#/admin/{section}")
    page = tab.page.locator(".admin-main")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".admin-loading")).to_have_count(0)
    return page


def saves(page: Locator) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".admin-save")).to_have_text("Saved. It holds from now on.")
