"""The pages behind links: the first owner, an invite, a new password, another device."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
)
from tests.browser.tab import Tab
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.visits import Visits

SETUP = re.compile(r"http://\S+/(#/setup/\S+)")


@pytest.fixture
def unowned(tmp_path: Path) -> Iterator[Server]:
    """A place that was never started before; asked for before the visits, it outlives their pages."""
    server = Server(tmp_path, "--limits", "off")
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def member(visits: Visits, house: Server) -> Tab:
    return a_member(visits, house)


def test_the_first_start_leads_to_an_owned_place_and_its_link_works_once(
    unowned: Server, visits: Visits
) -> None:
    visits.expect(REFUSED)
    found = SETUP.search(unowned.log())
    assert found is not None, unowned.log()
    link = found[1]

    tab = Tab(visits.context().new_page(), unowned.http)
    tab.load(link)
    # What the link holds is out of the address before anything else is done.
    assert link.rsplit("/", 1)[1] not in tab.page.url
    labelled(tab, "Name").fill("Lin")
    labelled(tab, "Password").fill(PASSWORD)
    press(tab, "Next")
    labelled(tab, "What it is called").fill("Three Cups")
    dialog(tab).get_by_text("Only with an account", exact=True).click()
    dialog(tab).locator(".accent").nth(1).click()
    press(tab, "Open the doors")
    is_somebody(tab, "Lin")
    expect(tab.page.locator(".brand-name")).to_have_text("Three Cups")
    assert ask(tab, "GET", "account")["role"] == "owner"
    known = ask(tab, "GET", "house")
    told = {key: known[key] for key in ("name", "language", "guests", "accent", "owned")}
    assert told == {
        "name": "Three Cups",
        "language": "en",
        "guests": False,
        "accent": "#4460a8",
        "owned": True,
    }

    late = Tab(visits.context().new_page(), unowned.http)
    late.load(link)
    expect(dialog(late)).to_contain_text("This link does not work any more")
    press(late, "To the rooms")
    expect(late.page.locator("dialog[open]")).to_have_count(0)
    assert "#/setup/" not in unowned.log()[found.end() :]


def test_a_code_on_the_screen_signs_in_another_device_once(visits: Visits, member: Tab) -> None:
    visits.expect(REFUSED)
    device = account_page(member, "Another device of yours")
    device.get_by_role("button", name="Show the code").click()
    expect(device.locator(".qr-code path")).to_have_attribute("d", re.compile(r"^M4 4h7v1H4z"))
    link = device.locator(".secret input").input_value()
    assert link.startswith(f"{member.address}/#/device/")

    phone = visits.open(member.address, size=(360, 740), finger=True)
    phone.page.evaluate("hash => { location.hash = hash; }", link.partition("#")[2])
    expect(dialog(phone)).to_contain_text(member.name())
    assert link.rsplit("/", 1)[1] not in phone.page.url
    press(phone, "Sign in here")
    is_somebody(phone, member.name())
    assert my_id(phone) == my_id(member)

    late = visits.open(member.address)
    late.page.evaluate("hash => { location.hash = hash; }", link.partition("#")[2])
    expect(dialog(late)).to_contain_text("This link does not work any more")


def test_an_invite_brings_a_stranger_into_a_private_room_and_a_reset_link_a_member_back(
    unowned: Server, visits: Visits
) -> None:
    visits.expect(REFUSED)
    # A session that ends closes its connections, whatever was about to be asked on one.
    visits.expect("ERR_CONNECTION_RESET")
    found = SETUP.search(unowned.log())
    assert found is not None, unowned.log()
    owner = visits.open(unowned.http)
    setup: dict[str, Any] = {
        "token": found[1].rsplit("/", 1)[1],
        "name": "Lin",
        "password": PASSWORD,
        "house": {},
    }
    ask(owner, "POST", "links/use", setup)
    owner.load()
    room = ask(owner, "POST", "rooms", {"title": "Back room", "topic": "", "access": "private"})["id"]
    ask(owner, "POST", f"rooms/{room}/messages", {"body": "come and sit"})
    invite = ask(owner, "POST", f"rooms/{room}/invites", {"role": "member", "uses": 1, "hours": 1})["url"]

    guest = Tab(visits.context().new_page(), unowned.http)
    guest.load(f"#{invite.partition('#')[2]}")
    expect(dialog(guest)).to_contain_text("You are invited to \u2068Back room\u2069")
    labelled(guest, "What shall we call you?").fill("Bo")
    press(guest, "Come in")
    is_somebody(guest, "Bo")
    guest.sees("come and sit")
    guest.say("thank you")
    late = Tab(visits.context().new_page(), unowned.http)
    late.load(f"#{invite.partition('#')[2]}")
    expect(dialog(late)).to_contain_text("This link does not work any more")

    bo = my_id(guest)
    if ask(guest, "GET", "account")["role"] == "guest":
        keep_name(guest)
    reset = ask(owner, "POST", f"people/{bo}/reset-link", {})["url"]
    elsewhere = Tab(visits.context().new_page(), unowned.http)
    elsewhere.load(f"#{reset.partition('#')[2]}")
    expect(dialog(elsewhere)).to_contain_text("Bo")
    labelled(elsewhere, "New password").fill("a third kettle")
    press(elsewhere, "Save and sign in")
    is_somebody(elsewhere, "Bo")
    assert my_id(elsewhere) == bo
    # Whoever had a session before has none any more.
    expect(guest.page.locator(".name-chip.visitor")).to_be_visible()
    expect(guest.page.get_by_text("Back room")).to_have_count(0)
