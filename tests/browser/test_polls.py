"""Polls, pins, and what one says of oneself: live for everyone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.http import unique

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server


def option(tab: Tab, question: str, name: str) -> Locator:
    return tab.said(question).locator(".poll-option").filter(has_text=name)


def counts(tab: Tab, question: str, *numbers: int) -> None:
    """Wait until the options have so many votes."""
    expect(tab.said(question).locator(".poll-count")).to_have_text([re.compile(rf"^{n}\b") for n in numbers])


def test_votes_change_live_and_each_has_one(house: Server, visits: Visits) -> None:
    tab, other = visits.open(house.http), visits.open(house.http)
    other.say(unique("I have an opinion"))
    tab.say(unique("a question, please"))
    question = unique("which tea?")
    tab.enter("/poll")
    dialog = tab.page.get_by_role("dialog", name="New poll")
    dialog.get_by_label("Question").fill(question)
    for number, text in enumerate(("green", "白茶", "black"), 1):
        dialog.get_by_label(f"Option {number}", exact=True).fill(text)
    dialog.get_by_role("button", name="Start the poll").click()
    for page in (tab, other):
        page.sees(question)
        expect(page.said(question).locator(".poll-text")).to_have_text(["green", "白茶", "black"])
        counts(page, question, 0, 0, 0)

    option(other, question, "白茶").click()
    for page in (tab, other):
        counts(page, question, 0, 1, 0)
    expect(option(other, question, "白茶")).to_have_attribute("aria-pressed", "true")
    expect(option(tab, question, "白茶")).to_have_attribute("aria-pressed", "false")
    # Another choice takes the place of the first: nobody has two.
    option(other, question, "black").click()
    for page in (tab, other):
        counts(page, question, 0, 0, 1)
    option(tab, question, "black").click()
    for page in (tab, other):
        counts(page, question, 0, 0, 2)
        expect(page.said(question).locator(".poll-foot")).to_contain_text("2 votes")
    # Pressed again, it is taken back.
    option(tab, question, "black").click()
    for page in (tab, other):
        counts(page, question, 0, 0, 1)
    tab.said(question).get_by_role("button", name="Who voted").click()
    expect(tab.said(question).locator(".poll-voters").nth(2)).to_contain_text(other.name())
    # It stays so, and ends when who asked says so.
    other.reload()
    counts(other, question, 0, 0, 1)
    expect(option(other, question, "black")).to_have_attribute("aria-pressed", "true")
    expect(other.said(question).get_by_role("button", name="Close the poll")).to_have_count(0)
    tab.said(question).get_by_role("button", name="Close the poll").click()
    for page in (tab, other):
        expect(page.said(question).locator(".poll-foot")).to_contain_text("Closed")
    expect(option(other, question, "green")).to_have_attribute("aria-disabled", "true")
    option(other, question, "green").click(force=True)
    other.say(unique("after the end"))
    counts(other, question, 0, 0, 1)


def test_a_pin_leads_to_its_message(fresh_server: Server, visits: Visits) -> None:
    voice = Voice(fresh_server, "Host")
    voice.say("the rules of this house")
    voice.say_all(f"chatter {number}" for number in range(300))
    other = visits.open(fresh_server.http)
    voice.change("PUT", 1, "pin")
    bar = other.page.locator(".pins-bar")
    expect(bar).to_contain_text("the rules of this house")
    expect(other.page.locator("[data-seq='1']")).to_have_count(0)
    bar.get_by_role("button", name="Go to this pinned message").click()
    other.arrived_at(1)
    # Any number of them: each press goes to the next, and all stand in a list.
    other.page.locator(".jump:not(.upward)").click()
    other.say("me too")
    other.deed("chatter 299", "Pin")
    expect(bar).to_contain_text("chatter 299")
    bar.get_by_role("button", name="Go to this pinned message").click()
    other.arrived_at(300 + 1)
    bar.get_by_role("button", name="Go to this pinned message").click()
    other.arrived_at(1)
    bar.get_by_role("button", name="All pinned messages").click()
    pins = other.page.get_by_role("dialog", name="All pinned messages")
    expect(pins.get_by_role("listitem")).to_have_count(2)
    other.press("Escape")
    other.reload()
    expect(bar).to_contain_text("chatter 299")
    for seq in (1, 301):
        voice.change("DELETE", seq, "pin")
    expect(bar).to_have_count(0)


def test_drafts_are_kept_for_each_room(house: Server, visits: Visits) -> None:
    title = unique("Garden")
    Voice(house, unique("Gardener")).ask("POST", "rooms", {"title": title, "topic": ""})
    tab = visits.open(house.http)
    rooms = tab.page.get_by_role("navigation", name="Rooms")
    tab.write("half a thought for the lobby")
    rooms.get_by_role("link").filter(has_text=title).click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(tab.field).to_have_value("")
    tab.write("another for the garden")
    tab.reload()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(tab.field).to_have_value("another for the garden")
    rooms.get_by_role("link").filter(has_text="Lobby").click()
    expect(tab.field).to_have_value("half a thought for the lobby")
    tab.press("Enter")
    tab.sees("half a thought for the lobby")
    tab.reload()
    expect(tab.field).to_have_value("")


def test_what_one_says_of_oneself_shows(house: Server, visits: Visits) -> None:
    tab, other = visits.open(house.http), visits.open(house.http)
    name = unique("Sleepy")
    tab.named(name, unique("good evening"))
    listed = other.page.locator(".people-list .person").filter(has_text=name)
    expect(listed).to_have_count(1)
    tab.enter("/away counting sheep 🐑")
    expect(listed).to_contain_text("counting sheep 🐑")
    expect(listed).to_contain_text("Away")
    expect(tab.page.locator(".unclear.good")).to_contain_text("You are shown as away")
    tab.page.locator(".own-status").click()
    dialog = tab.page.get_by_role("dialog", name="Your status")
    dialog.get_by_role("textbox").fill("up again")
    dialog.get_by_role("switch").uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(listed).to_contain_text("up again")
    expect(listed).not_to_contain_text("Away")
    other.reload()
    expect(listed).to_contain_text("up again")
    tab.enter("/back")
    expect(listed).not_to_contain_text("up again")
