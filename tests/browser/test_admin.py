"""The pages of those who keep the place: what is changed there is so for everyone, at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accounts import ask
from tests.browser.administration import goes_to, owner_of, saves
from tests.browser.test_screens import not_accessible, words_and_sizes
from tests.browser.visits import PHONE, WIDE
from tests.harness.http import unique
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.visits import Visits

PAGES = ["overview", "people", "rooms", "audit", "place", "limits", "words", "retention", "theme", "tokens"]
LONG = "w" * 60
# What stands in the pages in every language.
NAMES = "Gus kB GB Teahouse English 中文 Authorization Bearer lobby http style off admin theme".split()
TEA = "getComputedStyle(document.documentElement).getPropertyValue('--tea')"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A place that has no owner yet."""
    server = Server(tmp_path_factory.mktemp("place"), "--limits", "off")
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    """What signs the owner in once the place is owned."""
    return {}


def test_name_and_accent_and_guests_are_otherwise_for_everyone_at_once(
    visits: Visits, place: Server, secrets: dict[str, str]
) -> None:
    owner = owner_of(visits, place, secrets)
    other = visits.open(place.http)
    before = other.page.evaluate(TEA)
    # By the way that is there for it.
    owner.page.get_by_role("link", name="Administration", exact=True).click()
    name = unique("Three Cups")
    page = goes_to(owner, "place")
    page.get_by_label("Name", exact=True).fill(name)
    saves(page)
    expect(other.page.locator(".brand-name")).to_have_text(name)
    other.until("name => document.title.includes(name)", name)

    page = goes_to(owner, "theme")
    page.get_by_label("Colour code", exact=True).fill("#ffee00")
    saves(page)
    other.until(f"before => {TEA} !== before", before)
    chosen = other.page.evaluate(TEA)
    # A bright yellow is made dark enough for the text on it, and is there from the first picture on.
    assert "#ffee00" not in chosen
    other.load()
    assert other.page.evaluate(TEA) == chosen

    page = goes_to(owner, "place")
    page.get_by_label("Guests", exact=True).uncheck()
    saves(page)
    assert ask(other, "GET", "house")["guests"] is False
    page.get_by_role("button", name="Back to the default: Guests", exact=True).click()
    expect(page.get_by_label("Guests", exact=True)).to_be_checked()
    assert ask(other, "GET", "house")["guests"] is True
    page.get_by_role("button", name="Back to the default: Name", exact=True).click()
    expect(other.page.locator(".brand-name")).to_have_text("Teahouse")


def test_what_two_change_at_once_is_decided_by_the_later_one(
    visits: Visits, place: Server, secrets: dict[str, str]
) -> None:
    one = owner_of(visits, place, secrets)
    page = goes_to(one, "limits")
    hours = page.get_by_label("Messages can be edited for", exact=True)
    hours.fill("12")
    ask(one, "PATCH", "admin/house", {"edit_hours": 36})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".admin-conflict")).to_contain_text("It is now: 36 hours")
    assert ask(one, "GET", "admin/house")["edit_hours"]["value"] == 36
    page.get_by_role("button", name="Save mine", exact=True).click()
    expect(page.locator(".admin-conflict")).to_have_count(0)
    one.until("() => document.querySelector('.admin-save')?.textContent.startsWith('Saved')")
    assert ask(one, "GET", "admin/house")["edit_hours"]["value"] == 12


def test_a_person_is_muted_and_let_speak_again(
    visits: Visits, place: Server, secrets: dict[str, str]
) -> None:
    owner = owner_of(visits, place, secrets)
    guest = visits.open(place.http)
    name = unique("Gus")
    guest.named(name, "hello")
    page = goes_to(owner, "people")
    page.get_by_label("Find people by name").fill(name)
    row = page.locator(".admin-row").filter(has_text=name)
    expect(page.locator(".admin-row")).to_have_count(1)
    row.locator(".admin-row-head").click()
    row.get_by_label("Reason").fill("too loud")
    row.get_by_role("button", name="Apply", exact=True).click()
    expect(row.locator(".admin-row-tags")).to_contain_text("1 restriction")
    told = ask(guest, "GET", "me")
    assert told["you"]["name"] == name
    row.get_by_role("button", name="Undo: Mute", exact=True).click()
    row.get_by_label("Why undo it").fill("long enough")
    row.get_by_label("Why undo it").press("Enter")
    expect(row.locator(".admin-row-tags")).not_to_contain_text("restriction")
    cellar = unique("Cellar")
    made = ask(guest, "POST", "rooms", {"title": cellar, "access": "private"})
    ask(guest, "POST", f"rooms/{made['id']}/invites", {"hours": 1, "uses": 1})
    page = goes_to(owner, "audit")
    # A room that the owner may not enter is told by its title all the same.
    expect(page.locator(".audit-entry").first).to_contain_text(f"in \u2068{cellar}\u2069")
    expect(page.locator(".audit-entry").first).to_contain_text(name)
    expect(page.locator(".audit-entry").filter(has_text="too loud").first).to_contain_text("Muted")
    # The server looks for what was done to somebody, and takes it back into the whole log.
    page.get_by_label("Person", exact=True).fill(name)
    page.locator(".audit-people").get_by_role("button", name=name).click()
    expect(page.locator(".audit-entry")).to_have_count(1)
    expect(page.locator(".audit-entry")).to_contain_text("Made an invitation")
    page.get_by_label("Who did it", exact=True).select_option("about")
    expect(page.locator(".audit-entry")).to_have_count(2)
    page.get_by_label("Action", exact=True).select_option("sanction.mute")
    expect(page.locator(".audit-entry")).to_have_count(1)
    page.get_by_role("button", name="remove the filter").click()
    expect(page.get_by_label("Who did it", exact=True)).to_have_count(0)


def test_a_style_is_tried_kept_and_left_where_it_is_written(
    visits: Visits, place: Server, secrets: dict[str, str]
) -> None:
    owner = owner_of(visits, place, secrets)
    other = visits.open(place.http)
    hidden = "() => getComputedStyle(document.querySelector('.brand')).display === 'none'"
    page = goes_to(owner, "theme")
    page.get_by_label("Stylesheet", exact=True).fill(".brand { display: none }")
    page.get_by_role("button", name="Try it for 20 seconds").click()
    owner.until(hidden)
    assert not other.page.evaluate(hidden)
    owner.page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_label("Stylesheet", exact=True)).to_have_value(".brand { display: none }")
    saves(page)
    other.until(hidden)
    # The address that shows the page without it.
    other.load("?style=off")
    assert not other.page.evaluate(hidden)
    page.get_by_label("Stylesheet", exact=True).fill("@import url(https://example.org/x.css)")
    visits.expect(r"status of 4\d\d")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_have_text("This value is not allowed here.")
    ask(owner, "PATCH", "admin/house", {"custom_css": None})


def test_a_word_is_tried_before_it_is_in_force(
    visits: Visits, place: Server, secrets: dict[str, str]
) -> None:
    owner = owner_of(visits, place, secrets)
    page = goes_to(owner, "words")
    page.get_by_label("Word", exact=True).fill("casino")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Try it", exact=True).fill("c a s i n o")
    expect(page.locator(".word-try")).to_contain_text("What happens: Refuse")
    assert ask(owner, "GET", "admin/house")["filter_words"]["value"] == []
    saves(page)
    words = ask(owner, "GET", "admin/house")["filter_words"]["value"]
    assert words == [{"word": "casino", "action": "refuse"}]
    ask(owner, "PATCH", "admin/house", {"filter_words": None})


def test_a_word_is_kept_out_in_its_look_alikes_too_until_it_is_taken_off_the_list(
    visits: Visits, place: Server, secrets: dict[str, str]
) -> None:
    owner = owner_of(visits, place, secrets)
    other = visits.open(place.http)
    other.named(unique("Gus"), "hello")
    page = goes_to(owner, "words")
    page.get_by_label("Word", exact=True).fill("casino")
    page.get_by_role("button", name="Add", exact=True).click()
    saves(page)
    alike = "our c\N{CYRILLIC SMALL LETTER A}s1n\N{CYRILLIC SMALL LETTER O} is open"
    other.enter(alike)
    own = other.page.locator("[data-key]")
    expect(own.locator(".said-why")).to_contain_text("It contains words that are not allowed here.")
    own.get_by_role("button", name="Take back", exact=True).click()
    expect(own).to_have_count(0)
    expect(other.field).to_have_value(alike)
    page.get_by_label("What happens: casino", exact=True).select_option("hold")
    saves(page)
    other.press("Enter")
    # Its author sees it as any other; the others do not, before it is approved.
    other.sees(alike)
    held = ask(owner, "GET", "held")["held"]
    assert [(one["why"], one["message"]["body"]) for one in held] == [("words", alike)]
    assert not any(alike in frame for frame in owner.received)
    page.get_by_role("button", name=re.compile("^Remove.*casino")).click()
    saves(page)
    other.say(f"{alike} again")
    owner.page.get_by_role("link", name="Back to the rooms").click()
    owner.sees(f"{alike} again")
    assert alike not in owner.texts()


def test_a_token_is_shown_once_and_works_until_it_is_revoked(
    visits: Visits, place: Server, secrets: dict[str, str]
) -> None:
    owner = owner_of(visits, place, secrets)
    page = goes_to(owner, "tokens")
    label = unique("weather")
    page.get_by_label("What it is for", exact=True).fill(label)
    page.get_by_role("button", name="Make a token", exact=True).click()
    secret = page.get_by_label("Shown this once", exact=True).input_value()
    assert len(secret) >= 32
    page.get_by_role("button", name="Done, hide it", exact=True).click()
    assert secret not in owner.page.content()
    page.get_by_role("button", name=re.compile(f"Revoke.*{label}")).click()
    expect(page.locator(".admin-line").filter(has_text=label)).to_have_count(0)


def test_a_guest_sees_nothing_of_it(visits: Visits, place: Server) -> None:
    guest = visits.open(place.http)
    guest.named(unique("Gus"), "hello")
    expect(guest.page.get_by_role("link", name="Administration", exact=True)).to_have_count(0)
    page = goes_to(guest, "people")
    expect(page).to_contain_text("These pages are for those who keep the place.")
    page.get_by_role("link", name="Back to the rooms").click()
    guest.drawn()


@pytest.mark.parametrize(
    ("size", "locale", "axe"),
    [(WIDE, "en-US", True), (PHONE, "zh-CN", True), (PHONE, "en-US", False), (WIDE, "zh-CN", False)],
    ids=["wide-en", "phone-zh-CN", "phone-en", "wide-zh-CN"],
)
def test_every_page_fits_and_can_be_used_by_everyone(
    visits: Visits, place: Server, secrets: dict[str, str], size: tuple[int, int], locale: str, axe: bool
) -> None:
    owner = owner_of(visits, place, secrets, size, locale)
    language = "zh-CN" if locale == "zh-CN" else "en"
    # Nothing of it is short.
    ask(owner, "PATCH", "admin/house", {"filter_words": [{"word": LONG, "action": "mask"}]})
    if not any(session["label"] == LONG for session in ask(owner, "GET", "sessions")["sessions"]):
        ask(owner, "POST", "tokens", {"label": LONG})
    problems = {}
    for section in PAGES:
        goes_to(owner, section)
        found = words_and_sizes(owner, language, [*NAMES, LONG]) + (not_accessible(owner) if axe else [])
        if found:
            problems[section] = found
    ask(owner, "PATCH", "admin/house", {"filter_words": None})
    assert problems == {}
