"""Keeping a room in order, seen from both sides: who does it, and whom it concerns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.accounts import ask
from tests.browser.garden import Garden
from tests.harness.http import unique

if TYPE_CHECKING:
    from tests.browser.visits import Visits
    from tests.harness.server import Server

# Makes the owner of a place, as the page behind the first link does.
OWN = """async ([token, name]) => {
  const house = { name: "Teahouse", language: "en", guests: true, accent: "" };
  const body = JSON.stringify({ token, name, password: "a long enough secret", house });
  const headers = { "Content-Type": "application/json" };
  return (await fetch("/api/v1/links/use", { method: "POST", headers, body })).status;
}"""


def test_a_mute_is_told_with_its_reason_and_undone_and_keeps_the_text(house: Server, visits: Visits) -> None:
    garden = Garden(house, visits)
    garden.bert.write("half a senten")
    garden.does("Mute", "Mute", reason="too loud")
    closed = garden.bert.page.locator(".closed-room")
    expect(closed).to_contain_text(re.compile(r"You are muted here. Time left: (9:5\d|10:00)"))
    expect(closed).to_contain_text("too loud")
    expect(closed).to_contain_text("What you were writing is kept.")
    garden.undoes()
    expect(closed).to_have_count(0)
    expect(garden.bert.field).to_have_value("half a senten")
    garden.bert.press("End")
    garden.bert.write("ce")
    garden.bert.press("Enter")
    garden.anna.sees("half a sentence")


def test_everybody_is_muted_and_slowed_by_a_switch(house: Server, visits: Visits) -> None:
    garden = Garden(house, visits)
    anna, bert = garden.anna.page, garden.bert.page
    anna.get_by_role("button", name="About this room").click()
    anna.get_by_role("menuitemcheckbox", name="Mute everybody").click()
    expect(bert.locator(".closed-room")).to_contain_text("Only moderators can write here now")
    expect(bert.locator(".coming.done").last).to_contain_text("muted everybody")
    garden.anna.say("I may speak")
    garden.bert.sees("I may speak")
    anna.get_by_role("button", name="About this room").click()
    anna.get_by_role("menuitemcheckbox", name="Mute everybody").click()
    expect(bert.locator(".closed-room")).to_have_count(0)
    anna.get_by_role("button", name="About this room").click()
    anna.get_by_role("menuitemradio", name="1 min").click()
    expect(bert.locator(".coming.done").last).to_contain_text("1 minute between two messages")
    garden.bert.write("and more")
    send = bert.locator(".send")
    expect(send).to_have_attribute("aria-disabled", "true")
    expect(send).to_contain_text(re.compile(r"0:[0-5]\d|1:00"))
    garden.bert.press("Enter")
    expect(garden.bert.field).to_have_value("and more")
    # Who keeps the room does not wait.
    for text in ("one", "two"):
        garden.anna.say(text)
    # For how long things are kept is told to whom it concerns, where the log begins and in the menu.
    room = int(garden.anna.page.url.rsplit("/r/", 1)[1])
    ask(garden.anna, "PATCH", f"rooms/{room}", {"retention_days": 30})
    kept = "Messages are kept here for 30 days, then erased for good."
    expect(bert.locator(".log-edge").first).to_have_text(kept)
    bert.get_by_role("button", name="About this room").click()
    expect(bert.locator(".room-menu .menu-note")).to_have_text(kept)


def test_whoever_is_kicked_out_is_told_once_and_comes_back_when_it_is_undone(
    house: Server, visits: Visits
) -> None:
    garden = Garden(house, visits)
    garden.bert.keeps("roses")
    garden.bert.write("a draft")
    garden.does("Kick out", "Kick out", reason="pause")
    told = garden.bert.page.locator(".banner.told")
    expect(told).to_contain_text("any more")
    # Why, and until when.
    expect(told).to_contain_text("You may come back")
    expect(told).to_contain_text("Reason: \u2068pause\u2069")
    expect(garden.bert.page.locator(".room-title")).not_to_have_text(garden.title)
    expect(garden.link()).to_have_count(0)
    garden.bert.keeps("roses", kept=False)
    drafts = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('teahouse.draft'))"
    assert "a draft" not in str(garden.bert.page.evaluate(drafts))
    garden.undoes()
    expect(garden.link()).to_have_count(1)
    expect(told).to_have_count(0)
    garden.link().click()
    garden.bert.sees("roses")


def test_what_a_shadow_muted_person_writes_is_seen_by_that_person_alone(
    house: Server, visits: Visits
) -> None:
    garden = Garden(house, visits)
    garden.does("Shadow mute", "Shadow mute")
    garden.bert.say("shadows")
    garden.anna.say("after it")
    garden.bert.sees("after it")
    assert "shadows" in garden.bert.texts()
    assert "shadows" not in garden.anna.texts()
    assert not any("shadows" in frame for frame in garden.anna.received)
    expect(garden.bert.page.locator(".closed-room, .said-why")).to_have_count(0)
    # It is undone from the list of what is in force, too.
    item = garden.queue("Active").filter(has_text=garden.bert_name)
    expect(item).to_contain_text("Shadow muted")
    # By the keys: D asks why, and the letters of the answer are no keys of the list.
    item.focus()
    garden.anna.press("d")
    why = item.get_by_label("Why undo it")
    expect(why).to_be_focused()
    garden.anna.press("Escape")
    expect(why).to_have_count(0)
    expect(item).to_be_focused()
    garden.anna.press("d")
    expect(why).to_be_focused()
    why.press_sequentially("a jest, adjudged")
    garden.anna.press("Enter")
    expect(item).to_have_count(0)
    garden.bert.say("light")
    garden.anna.sees("light")


def test_held_messages_wait_for_a_moderator(house: Server, visits: Visits) -> None:
    garden = Garden(house, visits)
    garden.does("Hold messages", "Hold")
    garden.bert.say("good")
    garden.bert.say("bad")
    badge = garden.anna.page.locator(".queue-button .bell-count")
    expect(badge).to_have_text("2")
    assert not {"good", "bad"} & set(garden.anna.texts())
    waiting = garden.queue("Held")
    expect(waiting).to_have_count(2)
    # By the keys: down to the first, and approved.
    garden.anna.page.get_by_role("tab", name=re.compile("^Held")).focus()
    garden.anna.press("j")
    expect(waiting.first).to_be_focused()
    expect(waiting.first).to_contain_text("good")
    garden.anna.press("a")
    expect(waiting).to_have_count(1)
    garden.anna.sees("good")
    garden.bert.until(
        "() => [...document.querySelectorAll('.said-text')].some((one) => one.textContent === 'good')"
    )
    waiting.get_by_role("button", name="Reject").click()
    expect(garden.anna.page.locator(".panel-note")).to_contain_text("Nothing to review")
    assert "bad" not in garden.anna.texts()
    # On second thoughts, and what is approved is what was read.
    decided = garden.queue("Decided").filter(has_text="bad")
    expect(decided).to_contain_text("Rejected")
    decided.get_by_role("button", name="Put back").click()
    decided.get_by_label("Why undo it").press("Enter")
    expect(decided).to_have_count(0)
    expect(badge).to_have_text("1")
    expect(garden.queue("Held")).to_contain_text("bad")
    waiting.get_by_role("button", name="Approve").click()
    garden.anna.sees("bad")


def test_a_report_waits_in_the_queue_until_it_is_dealt_with(house: Server, visits: Visits) -> None:
    garden = Garden(house, visits)
    carl = visits.open(house.http)
    carl.named(unique("Carl"), "hello from Carl")
    carl.page.locator(".room-link", has_text=garden.title).click()
    carl.sees("roses")
    carl.say("thorns")
    garden.bert.sees("thorns")
    garden.bert.said("thorns").click(button="right")
    garden.bert.page.get_by_role("menuitem", name="Report…").click()
    dialog = garden.bert.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Insults").click()
    dialog.get_by_role("button", name="Report", exact=True).click()
    expect(garden.bert.page.locator(".done-toast")).to_contain_text("Thank you")
    item = garden.queue("Reports").filter(has_text="thorns")
    expect(item).to_contain_text("Insults")
    item.get_by_role("button", name="Dismiss").click()
    expect(item).to_have_count(0)
    expect(garden.anna.page.locator(".queue-button")).to_have_count(0)
    garden.undoes()
    expect(item).to_have_count(1)


def test_what_another_said_is_taken_back(house: Server, visits: Visits) -> None:
    garden = Garden(house, visits)
    garden.anna.said("roses").click(button="right")
    garden.anna.page.get_by_role("menuitem", name="Take back…").click()
    dialog = garden.anna.page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("not a flower shop")
    dialog.get_by_role("button", name="Take back", exact=True).click()
    for tab in (garden.anna, garden.bert):
        expect(tab.page.locator(".said-gone").last).to_be_visible()
        assert "roses" not in tab.texts()
    # Whoever keeps no room is not offered any of this.
    garden.anna.say("mine")
    garden.bert.sees("mine")
    garden.bert.said("mine").click(button="right")
    menu = garden.bert.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Report…")).to_be_visible()
    expect(menu.get_by_role("menuitem", name=re.compile("^Take back|^Moderate"))).to_have_count(0)


def test_a_private_room_looks_private_and_is_gone_for_who_is_removed(house: Server, visits: Visits) -> None:
    garden = Garden(house, visits, private=True)
    anna = garden.anna.page
    expect(anna.locator(".room-tag.private")).to_have_text("Private")
    expect(garden.link()).to_have_count(0)
    assert not any(garden.title in frame for frame in garden.bert.received)
    anna.get_by_role("button", name="About this room").click()
    anna.get_by_role("menuitem", name="Members…").click()
    dialog = anna.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Add somebody").fill(garden.bert_name)
    dialog.get_by_role("option", name=re.compile(garden.bert_name)).click()
    row = dialog.locator(".order-row", has_text=garden.bert_name)
    expect(row).to_have_count(1)
    expect(garden.link()).to_have_count(1)
    row.get_by_role("combobox").select_option("moderator")
    anna.keyboard.press("Escape")
    garden.enter()
    expect(garden.bert.page.locator(".group .role-badge.of-moderator")).not_to_have_count(0)
    expect(anna.locator(".coming.done").last).to_contain_text("moderator")
    anna.get_by_role("button", name="About this room").click()
    anna.get_by_role("menuitem", name="Members…").click()
    row.get_by_role("button", name=re.compile("^Remove")).click()
    row.get_by_role("button", name="Remove", exact=True).last.click()
    expect(row).to_have_count(0)
    expect(garden.bert.page.locator(".banner.told")).to_contain_text(garden.title)
    expect(garden.link()).to_have_count(0)
    garden.bert.keeps("roses", kept=False)


def test_whoever_is_banned_gets_a_page_that_says_why_and_does_not_come_back_alone(
    fresh_server: Server, visits: Visits
) -> None:
    visits.expect(r"status of 40[13]|WebSocket connection to")
    owner, bert = visits.open(fresh_server.http), visits.open(fresh_server.http)
    bert.named("Bert", "roses")
    token = re.findall(r"/#/setup/(\S+)", fresh_server.log_path.read_text(encoding="utf-8"))[-1]
    assert owner.page.evaluate(OWN, [token, "Olga"]) == 200
    owner.reload()
    owner.sees("roses")
    owner.said("roses").click(button="right")
    owner.page.get_by_role("menuitem", name=re.compile("^Moderate")).click()
    owner.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Ban")).click()
    dialog = owner.page.get_by_role("dialog")
    dialog.get_by_text("Everywhere", exact=True).click()
    dialog.get_by_label("Reason").fill("advertisements")
    dialog.get_by_role("button", name="Ban", exact=True).click()
    banned = bert.page.locator(".banned")
    expect(banned).to_contain_text("You cannot be here")
    expect(banned).to_contain_text("advertisements")
    bert.page.goto(f"{fresh_server.http}/")
    expect(banned).to_be_visible()
    toast = owner.page.locator(".done-toast")
    toast.get_by_role("button", name="Undo").click()
    expect(toast).to_contain_text("Undone.")
    banned.get_by_role("button", name="Try to come back").click()
    bert.drawn()
    bert.sees("roses")
