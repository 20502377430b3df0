"""Accounts as people meet them: a name that is kept, other browsers, passwords, passkeys, and the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accounts import (
    PASSWORD,
    REFUSED,
    a_member,
    account_page,
    ask,
    dialog,
    is_somebody,
    keep_name,
    labelled,
    my_id,
    press,
    sign_in,
)
from tests.browser.chorus import Voice
from tests.browser.tab import Tab
from tests.browser.test_passkeys import AUTHENTICATOR
from tests.harness.http import unique
from tests.harness.server import Server

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from tests.browser.visits import Visits


@pytest.fixture
def member(visits: Visits, house: Server) -> Tab:
    return a_member(visits, house)


def test_a_guest_keeps_the_name_and_is_the_same_person_in_another_browser(
    visits: Visits, house: Server
) -> None:
    name = unique("Jasmine")
    tab = visits.open(house.http)
    tab.named(name, f"I was here before, {name}")
    friend = Voice(house, unique("Friend"))
    before = my_id(tab)
    talk = int(ask(tab, "POST", "conversations", {"people": [friend.id]})["id"])
    friend.ask("POST", f"rooms/{talk}/messages", {"body": f"between us, {name}"})
    beside = visits.tab(tab.page.context, house.http)

    keep_name(tab)
    is_somebody(tab, name)
    is_somebody(beside, name)
    assert my_id(tab) == before
    # Nobody was signed out on the way: the page would say so.
    for page in (tab, beside):
        expect(page.page.locator(".banner.told")).to_have_count(0)

    other = visits.open(house.http)
    sign_in(other, name)
    is_somebody(other, name)
    assert my_id(other) == before
    other.sees(f"I was here before, {name}")
    other.page.locator(".rooms a").filter(has_text=friend.name).click()
    other.sees(f"between us, {name}")
    other.say(f"from the other one, {name}")
    tab.page.locator(".rooms a").filter(has_text=friend.name).click()
    tab.sees(f"from the other one, {name}")


def test_a_wrong_name_and_a_wrong_password_are_told_alike(visits: Visits, member: Tab) -> None:
    visits.expect(REFUSED)
    other = visits.open(member.address)
    sign_in(other, member.name(), "not the password")
    expect(dialog(other).get_by_role("alert")).to_have_text("The name or the password is wrong.")
    labelled(other, "Name").fill(unique("Nobody"))
    expect(dialog(other).get_by_role("alert")).to_have_text("")
    press(other, "Sign in")
    expect(dialog(other).get_by_role("alert")).to_have_text("The name or the password is wrong.")
    # What was written is still there, to be mended.
    labelled(other, "Name").fill(member.name())
    labelled(other, "Password").fill(PASSWORD)
    press(other, "Sign in")
    is_somebody(other, member.name())


def test_signing_out_everywhere_else_makes_the_other_browsers_a_visitors(visits: Visits, member: Tab) -> None:
    other = visits.open(member.address)
    sign_in(other, member.name())
    is_somebody(other, member.name())
    sessions = account_page(member, "Where you are signed in")
    expect(sessions.locator(".account-item")).to_have_count(2)
    expect(sessions.locator(".account-tag")).to_have_text("This browser")
    sessions.get_by_role("button", name="Sign out everywhere else").click()
    expect(sessions.locator(".account-item")).to_have_count(1)
    expect(other.page.locator(".name-chip.visitor")).to_be_visible()
    expect(other.page.locator(".banner.told")).to_be_visible()


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(visits: Visits, member: Tab) -> None:
    visits.expect(REFUSED)
    other = visits.open(member.address)
    sign_in(other, member.name())
    is_somebody(other, member.name())
    part = account_page(member, "Password")
    part.get_by_label("Current password", exact=True).fill("not the password")
    part.get_by_label("New password", exact=True).fill("another kettle")
    part.get_by_role("button", name="Save").click()
    expect(part.get_by_role("alert")).to_have_text("This is not your password.")
    part.get_by_label("Current password", exact=True).fill(PASSWORD)
    part.get_by_role("button", name="Save").click()
    expect(part.locator(".told")).to_be_visible()
    expect(other.page.locator(".name-chip.visitor")).to_be_visible()
    sign_in(other, member.name(), "another kettle")
    is_somebody(other, member.name())
    # The page that changed it was never away.
    expect(member.page.locator(".banner.told")).to_have_count(0)


def test_a_token_is_shown_once(visits: Visits, member: Tab) -> None:
    tokens = account_page(member, "Tokens for programs")
    tokens.get_by_label("What it is for").fill("weather")
    tokens.get_by_role("button", name="Make a token").click()
    token = tokens.locator(".secret input").input_value()
    answer = member.page.request.get(
        f"{member.address}/api/v1/me", headers={"authorization": f"Bearer {token}", "cookie": ""}
    )
    assert answer.json()["you"]["id"] == my_id(member)
    tokens.locator("summary").click()
    tokens.locator("summary").click()
    expect(tokens.locator(".account-item")).to_contain_text("weather")
    expect(tokens.locator(".secret")).to_have_count(0)
    assert token not in member.page.content()
    tokens.get_by_role("button", name=re.compile("Remove")).click()
    expect(tokens.locator(".account-item")).to_have_count(0)


def test_an_account_is_deleted_only_with_its_name_typed(visits: Visits, member: Tab) -> None:
    name = member.name()
    other = visits.open(member.address)
    other.sees("hello")
    part = account_page(member, "Delete the account")
    part.get_by_label("Password", exact=True).fill(PASSWORD)
    go = part.get_by_role("button", name="Delete for ever")
    part.locator("input[type=text]").fill(name[:-1])
    expect(go).to_have_attribute("aria-disabled", "true")
    part.locator("input[type=text]").fill(name)
    go.click()
    expect(member.page.locator(".name-chip.visitor")).to_be_visible()
    expect(member.page.locator("dialog[open]")).to_have_count(0)


def test_who_may_not_speak_without_an_account_is_led_to_signing_in(visits: Visits, tmp_path: Path) -> None:
    server = Server(tmp_path, "--limits", "off", "--guests", "off")
    try:
        server.start()
        tab = visits.open(server.http)
        closed = tab.page.locator(".closed-room")
        expect(closed).to_contain_text("You need an account to write here.")
        closed.get_by_role("button", name="Sign in").click()
        expect(labelled(tab, "Name")).to_be_focused()
    finally:
        server.close()


def test_the_line_that_offers_to_keep_the_name_can_be_sent_away_for_good(
    visits: Visits, house: Server
) -> None:
    tab = visits.open(house.http)
    name = unique("Quiet")
    tab.named(name, f"one {name}")
    hint = tab.page.locator(".keep-hint")
    for word in ("two", "three", "four"):
        tab.say(f"{word} {name}")
    expect(hint).to_have_count(0)
    tab.say(f"five {name}")
    expect(hint).to_be_visible()
    hint.get_by_role("button", name="Do not say this again").click()
    expect(hint).to_have_count(0)
    tab.reload()
    tab.say(f"six {name}")
    expect(hint).to_have_count(0)


def test_a_passkey_instead_of_a_password_is_enough_to_come_back(visits: Visits, house: Server) -> None:
    # No browser has passkeys for a bare address.
    address = f"http://localhost:{house.port}"
    context = visits.context()
    tab = Tab(context.new_page(), address)
    cdp = context.new_cdp_session(tab.page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    tab.load()
    name = unique("Pia")
    tab.named(name, f"hello from {name}")
    before = my_id(tab)
    tab.page.locator(".name-chip").click()
    tab.page.get_by_role("button", name="Keep this name", exact=True).click()
    press(tab, "Use a passkey instead")
    expect(dialog(tab).locator(".account-done")).to_be_visible()
    press(tab, "Done")
    assert len(ask(tab, "GET", "account")["passkeys"]) == 1
    forget(context)
    tab.load()
    # Where the browser does not offer them in the field, there is the button.
    tab.page.evaluate("() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; }")
    tab.page.locator(".name-chip").click()
    tab.page.locator(".name-above").get_by_role("button", name="Sign in", exact=True).click()
    press(tab, "Sign in with a passkey")
    is_somebody(tab, name)
    assert my_id(tab) == before

    # Where it does, the authenticator answers before anything was written or pressed.
    forget(context)
    tab.load()
    tab.page.locator(".name-chip").click()
    tab.page.locator(".name-above").get_by_role("button", name="Sign in", exact=True).click()
    is_somebody(tab, name)
    assert my_id(tab) == before


def forget(context: BrowserContext) -> None:
    """As another browser, with the same authenticator at hand."""
    context.clear_cookies()
