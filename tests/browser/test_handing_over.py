"""The place gets another owner, and whoever is there sees at once who that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accounts import PASSWORD, REFUSED, a_member, ask
from tests.browser.administration import OWNER, goes_to, owner_of
from tests.harness.http import browse
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A place that has no owner yet."""
    server = Server(tmp_path_factory.mktemp("place"), "--limits", "off")
    try:
        server.start()
        yield server
    finally:
        server.close()


def row_of(tab: Tab, name: str) -> Locator:
    """What the page about people has of somebody."""
    page = goes_to(tab, "people")
    row = page.locator(".admin-row").filter(has_text=name)
    expect(row).to_have_count(1)
    return row


def role_of(tab: Tab) -> Locator:
    """What the page of the account says that one is."""
    tab.page.get_by_role("button", name="Settings", exact=True).click()
    tab.page.locator("dialog[open]").last.get_by_role("button", name="Account and devices").click()
    return tab.page.locator(".account-who p")


def test_the_owner_hands_the_place_over_and_both_see_whose_it_is(visits: Visits, place: Server) -> None:
    visits.expect(REFUSED)
    heir = a_member(visits, place)
    before = {cookie["name"]: cookie["value"] for cookie in heir.page.context.cookies()}
    owner = owner_of(visits, place, {})
    row = row_of(owner, heir.name())
    row.locator(".admin-row-head").click()
    row.locator("summary").filter(has_text="Hand the place over").click()
    give = row.get_by_role("button", name="Hand the place over", exact=True)
    name = row.get_by_label("Type your own name to hand it over")
    # Somebody else's name is no consent, and neither is the name without the password.
    name.fill(heir.name())
    expect(give).to_have_attribute("aria-disabled", "true")
    name.fill(OWNER)
    give.click()
    expect(row.locator(".admin-panel > .admin-problem")).to_contain_text("password")
    expect(row.locator(".admin-tag")).to_have_text("Member")
    expect(heir.page.get_by_role("link", name="Administration", exact=True)).to_have_count(0)
    row.get_by_label("Your password, if you have one").fill(PASSWORD)
    give.click()

    expect(row.locator(".admin-tag")).to_have_text("Owner")
    expect(row).to_contain_text("The place belongs to ")
    expect(row).to_contain_text("Has the same role as you, or a higher one")
    expect(row.locator("summary")).to_have_count(0)
    owner.page.get_by_role("link", name="Back to the rooms").click()
    expect(role_of(owner)).to_have_text("Admin")
    # Who was the owner is nobody's guest: the page went on with the new session.
    expect(owner.page.locator(".banner.told")).to_have_count(0)

    # The other side was told without asking for anything.
    heir.page.get_by_role("link", name="Administration", exact=True).click()
    row = row_of(heir, OWNER)
    expect(row.locator(".admin-tag")).to_have_text("Admin")
    entry = goes_to(heir, "audit").locator(".audit-entry").filter(has_text="Handed the place over")
    for text in (OWNER, heir.name()):
        expect(entry).to_contain_text(text)
    heir.page.get_by_role("link", name="Back to the rooms").click()
    expect(role_of(heir)).to_have_text("Owner")
    assert ask(heir, "GET", "account")["role"] == "owner"
    # With a session of its own: what was known of the member's gives nobody the owner's rights.
    after = {cookie["name"]: cookie["value"] for cookie in heir.page.context.cookies()}
    assert after.keys() == before.keys()
    for cookies, status in ((before, 401), (after, 200)):
        with browse(place.http, cookies=cookies) as client:
            assert client.get("/api/v1/me").status_code == status
