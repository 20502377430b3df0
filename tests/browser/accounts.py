"""What one does with accounts on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.harness.http import unique

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server

PASSWORD = "the kettle is on"
REFUSED = r"Failed to load resource: the server responded with a status of 4\d\d"

ASK = """async ([method, path, body]) => {
  const answer = await fetch(`/api/v1/${path}`, {
    method,
    ...(body === null ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return [answer.status, text === "" ? null : JSON.parse(text)];
}"""


def ask(tab: Tab, method: str, path: str, body: object = None) -> Any:
    """What the server answers this page's own person."""
    status, answer = tab.page.evaluate(ASK, [method, path, body])
    assert status < 300, answer
    return answer


def my_id(tab: Tab) -> int:
    return int(ask(tab, "GET", "me")["you"]["id"])


def dialog(tab: Tab) -> Locator:
    return tab.page.locator("dialog[open]").last


def labelled(tab: Tab, label: str) -> Locator:
    return dialog(tab).get_by_label(label, exact=True)


def press(tab: Tab, name: str) -> None:
    dialog(tab).get_by_role("button", name=name, exact=True).click()


def keep_name(tab: Tab) -> None:
    """From one's own name to an account with a password."""
    tab.page.locator(".name-chip").click()
    tab.page.get_by_role("button", name="Keep this name", exact=True).click()
    labelled(tab, "Password").fill(PASSWORD)
    press(tab, "Keep this name")
    expect(dialog(tab).locator(".account-done")).to_be_visible()
    press(tab, "Done")


def sign_in(tab: Tab, name: str, password: str = PASSWORD) -> None:
    tab.page.locator(".name-chip").click()
    tab.page.locator(".name-above").get_by_role("button", name="Sign in", exact=True).click()
    labelled(tab, "Name").fill(name)
    labelled(tab, "Password").fill(password)
    press(tab, "Sign in")


def is_somebody(tab: Tab, name: str) -> None:
    """Wait until the page is this person's, with nothing that stands before it."""
    tab.until("name => document.querySelector('.name-chip:not(.visitor)')?.title === name", name)
    expect(tab.page.locator("dialog[open]")).to_have_count(0)
    tab.drawn()


def account_page(tab: Tab, part: str) -> Locator:
    """The page of one's account, unfolded at a part."""
    tab.page.locator(".menu-button").click()
    press(tab, "Account and devices")
    title = tab.page.locator(".account-part-title", has_text=re.compile(f"^{part}$"))
    found = dialog(tab).locator(".account-part").filter(has=title)
    found.locator("summary").click()
    return found


def a_member(visits: Visits, house: Server) -> Tab:
    """The page of somebody who kept the name."""
    tab = visits.open(house.http)
    tab.named(unique("Mei"), "hello")
    keep_name(tab)
    is_somebody(tab, tab.name())
    return tab
