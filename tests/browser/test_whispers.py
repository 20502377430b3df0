"""Whispers between browsers: who sees them, the chip that says so, and what is never sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server


def test_a_whisper_is_seen_by_two_in_its_place(fresh_server: Server, visits: Visits) -> None:
    anna, bert, carl = (visits.open(fresh_server.http) for _ in range(3))
    anna.named("Anna", "hello from Anna")
    bert.named("Bert", "hello from Bert")
    carl.named("Carl", "hello from Carl")
    anna.until_people("Anna", "Bert", "Carl")

    anna.write("@Be")
    expect(anna.page.get_by_role("option")).to_have_text("BBert")
    anna.press("Enter")
    chip = anna.page.locator(".to")
    expect(chip.locator(".to-mode")).to_have_text("Whisper")
    expect(chip).to_contain_text("Bert")
    expect(anna.field).to_have_attribute("placeholder", "Only \u2068Bert\u2069 will read this")
    anna.say("between you and me")
    bert.sees("between you and me")
    carl.say("what did I miss?")
    for tab in (anna, bert):
        tab.sees("what did I miss?")
        assert tab.texts()[-2:] == ["between you and me", "what did I miss?"]
    assert anna.shown()[-2].marks == ["whisper: Whisper, only for \u2068Bert\u2069"]
    assert bert.shown()[-2].marks == ["whisper: Whisper, only for you"]
    assert carl.texts()[-2:] == ["hello from Carl", "what did I miss?"]
    assert not any("between you and me" in frame for frame in carl.received)
    blank = anna.shown()[-2].seq
    assert any('"event.blank"' in frame and f'"seq":{blank}' in frame for frame in carl.received)
    # Nor after a fresh load, whereas the two find it again.
    for tab in (anna, bert, carl):
        tab.reload()
        tab.sees("what did I miss?")
        assert ("between you and me" in tab.texts()) == (tab is not carl)
    assert not any("between you and me" in frame for frame in carl.received)


def test_the_chip_turns_and_stays_as_chosen(fresh_server: Server, visits: Visits) -> None:
    dora, emil = (visits.open(fresh_server.http) for _ in range(2))
    dora.named("Dora", "hello from Dora")
    emil.named("Emil", "hello from Emil")
    dora.until_people("Dora", "Emil")
    mode = dora.page.locator(".to-mode")

    dora.page.locator(".people-list button", has_text="Emil").click()
    expect(mode).to_have_text("Whisper")
    expect(dora.field).to_be_focused()
    dora.press("Alt+w")
    expect(mode).to_have_text("Mention")
    dora.say_to("listen", "@Emil listen")
    expect(mode).to_have_count(0)
    emil.sees("@Emil listen")
    assert emil.shown()[-1].marks == ["at me @Emil"]

    # The last choice is kept, also over a reload.
    dora.reload()
    dora.write("@Emil ")
    expect(mode).to_have_text("Mention")
    dora.page.locator(".to-turn").click()
    expect(mode).to_have_text("Whisper")
    dora.say("quietly")
    emil.sees("quietly")
    assert emil.shown()[-1].marks == ["whisper: Whisper, only for you"]
    # Who whispers goes on whispering until the chip is dropped, and is told so: here, and after a reload.
    for key in ("Escape", "Backspace"):
        told = dora.page.locator(".typing")
        expect(mode).to_have_text("Whisper")
        expect(told).to_have_text("You are whispering to \u2068Emil\u2069. Esc: to everyone")
        dora.reload()
        expect(mode).to_have_text("Whisper")
        expect(told).to_contain_text("You are whispering to")
        expect(dora.field).to_be_focused()
        dora.press(key)
        expect(mode).to_have_count(0)
        expect(told).not_to_contain_text("whispering")
        if key == "Escape":
            dora.say_to("/w Emil and this", "and this")
    dora.say("for all again")
    assert dora.shown()[-1].marks == []
    # The command whispers whatever was chosen.
    dora.say_to("/w Emil once more", "once more")
    assert dora.shown()[-1].marks == ["whisper: Whisper, only for \u2068Emil\u2069"]


def test_nobody_of_that_name_is_not_sent(fresh_server: Server, visits: Visits) -> None:
    tab, other = (visits.open(fresh_server.http) for _ in range(2))
    tab.named("Frida", "hello from Frida")
    tab.enter("@nobody where are you?")
    alert = tab.page.get_by_role("alert")
    expect(alert).to_contain_text("Not sent: nobody here is called “\u2068nobody\u2069”.")
    expect(tab.field).to_have_value("@nobody where are you?")
    assert tab.own_texts() == []
    assert not _heard(tab, "where are you?")
    # Changed, it goes; asked for, it goes as it is.
    alert.get_by_text("Send to everyone as it is").click()
    other.sees("@nobody where are you?")
    expect(alert).to_have_count(0)
    expect(tab.field).to_have_value("")
    assert other.shown()[-1].marks == []


def test_a_whisper_waits_for_who_is_away(fresh_server: Server, visits: Visits) -> None:
    gerd, hanna = (visits.open(fresh_server.http) for _ in range(2))
    gerd.named("Gerd", "hello from Gerd")
    hanna.named("Hanna", "I must go")
    gerd.sees("I must go")
    hanna.page.goto("about:blank")
    gerd.say_to("@Hanna see you tomorrow", "see you tomorrow")
    hanna.load()
    hanna.sees("see you tomorrow")
    assert hanna.shown()[-1].marks == ["whisper: Whisper, only for you"]


def _heard(tab: Tab, text: str) -> bool:
    return any(text in frame for frame in tab.received)
