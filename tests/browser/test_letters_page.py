"""A letter asks whether an address is right; the page that its link opens answers, in whichever browser that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accounts import PASSWORD, REFUSED, account_page, ask, dialog, keep_name, press
from tests.browser.test_screens import not_accessible
from tests.browser.visits import PHONE
from tests.harness.http import unique
from tests.harness.post import PostOffice, token_in
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits

ADDRESS = "mei@example.org"


@pytest.fixture(scope="module")
def post() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory, post: PostOffice) -> Iterator[Server]:
    """A place that sends letters; its links lead to where the browser really finds it."""
    server = Server(
        tmp_path_factory.mktemp("writing"),
        *("--limits", "off", "--mail-from", "tea@example.org", "--smtp-url", f"smtp://127.0.0.1:{post.port}"),
    )
    server.flags = (*server.flags, "--public-url", server.http)
    try:
        server.start()
        yield server
    finally:
        server.close()


def opens(tab: Tab, letter: str) -> None:
    """As one presses the link of a letter."""
    token = token_in(letter, tab.address, "email")
    tab.page.evaluate("hash => { location.hash = hash }", f"#/email/{token}")


def test_an_address_counts_once_the_link_of_its_letter_was_opened_and_confirmed(
    visits: Visits, writing: Server, post: PostOffice
) -> None:
    visits.expect(REFUSED)
    mei = visits.open(writing.http)
    mei.named(unique("Mei"), "hello")
    keep_name(mei)
    part = account_page(mei, "Email")
    part.get_by_label("Email").fill(ADDRESS)
    part.get_by_role("button", name="Save").click()
    expect(part).to_contain_text("A letter with a link is on its way to")
    first = post.letter()
    assert f"To: {ADDRESS}" in first
    # Another letter makes the first one's link worthless.
    part.get_by_role("button", name="Send another letter").click()
    second = post.letter()
    assert ask(mei, "GET", "account")["email"] is None

    # A phone that is nobody here: the letter is read wherever one reads one's letters.
    phone = visits.open(writing.http, size=PHONE, finger=True)
    opens(phone, first)
    expect(dialog(phone)).to_contain_text("This link does not work any more")
    press(phone, "To the rooms")
    opens(phone, second)
    expect(dialog(phone)).to_contain_text("Is this your address?")
    expect(dialog(phone)).to_contain_text(mei.name())
    assert token_in(second, writing.http, "email") not in phone.page.url
    assert not_accessible(phone) == []
    # To look at it is not yet to say so: programs look at the links of letters too.
    assert ask(mei, "GET", "account")["email"] is None
    press(phone, "Yes, it is mine")
    expect(dialog(phone)).to_contain_text("Confirmed")
    assert ask(mei, "GET", "account")["email"] == ADDRESS
    press(phone, "To the rooms")
    expect(phone.page.locator(".name-chip.visitor")).to_be_attached()

    mei.reload()
    part = account_page(mei, "Email")
    expect(part.get_by_label("Email")).to_have_value(ADDRESS)
    expect(part).not_to_contain_text("not confirmed")
    assert PASSWORD not in first + second
