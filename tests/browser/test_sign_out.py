"""Leaving one's name: every page of the session is a visitor's, and nothing private stays behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.browser.line import Line
from tests.browser.tab import Tab
from tests.harness.http import browse, unique

if TYPE_CHECKING:
    from tests.browser.visits import Visits
    from tests.harness.server import Server

HELD_DAYS = 30
DAY_MS = 86_400_000
AT_ONCE_MS = 3_000

# What a browser still has on its disk of anybody: rows of every store of every database, and keys of the local
# storage. What a visitor was shown is nobody's, and told only if one asks for everything.
KEPT = """async (everything) => {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith("teahouse.draft."));
  for (const { name, version } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const opening = indexedDB.open(name, version);
      opening.onsuccess = () => done(opening.result);
    });
    for (const store of database.objectStoreNames) {
      if (store === "facts") continue;
      const asking = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { asking.onsuccess = done; });
      const rows = asking.result.filter((row) => everything || store !== "past" || row.owner !== 0);
      kept.push(...rows.map((row) => JSON.stringify(row)));
    }
    database.close();
  }
  return kept;
}"""


def my_id(tab: Tab) -> int:
    found: int = tab.page.evaluate("fetch('/api/v1/me').then((it) => it.json()).then((me) => me.you.id)")
    return found


def leave(tab: Tab) -> None:
    """All the way out."""
    tab.page.locator(".name-chip").click()
    tab.page.locator(".name-leave").click()
    tab.page.locator(".leaving-go").click()


def is_visitor(tab: Tab) -> None:
    expect(tab.page.locator(".name-chip.visitor")).to_be_visible(timeout=AT_ONCE_MS)
    tab.drawn()


def test_all_pages_of_the_session_are_a_visitors_at_once(house: Server, visits: Visits) -> None:
    visits.expect("status of 401")  # who asks who one is, and is nobody
    context = visits.context()
    first = visits.tab(context, house.http)
    name = unique("Leaver")
    first.named(name, f"said as {name}")
    me = my_id(first)
    friend = Voice(house, unique("Friend"))
    friend.say(f"for {name} alone", to=me)
    second = visits.tab(context, house.http)
    # Another device with the same session: nothing but the server tells it.
    device = visits.context()
    device.add_cookies(context.cookies())  # type: ignore[arg-type]
    other = visits.tab(device, house.http)
    for tab in (first, second, other):
        tab.sees(f"for {name} alone")
    second.write("half a thought")
    second.page.locator(".name-chip").click()
    second.page.locator(".name-leave").click()
    expect(second.page.locator(".leaving")).to_contain_text(name)
    second.press("Escape")
    expect(second.page.locator(".leaving")).to_have_count(0)
    expect(second.field).to_be_focused()

    leave(first)
    for tab in (first, second, other):
        is_visitor(tab)
        expect(tab.page.locator(".told")).to_contain_text(f"You have left the name \u2068{name}\u2069")
        assert f"for {name} alone" not in tab.texts()
        assert f"said as {name}" in tab.texts()
        assert f"for {name} alone" not in tab.page.content()
        expect(tab.page.locator(".banner:not(.told)")).to_have_count(0)
    expect(first.field).to_be_focused()
    expect(second.field).to_have_value("half a thought")
    assert first.page.evaluate(KEPT) == []
    assert f"for {name} alone" not in str(first.page.evaluate(KEPT, True))
    assert context.cookies() == []
    assert first.page.evaluate("fetch('/api/v1/me').then((answer) => answer.status)") == 401

    third = visits.tab(context, house.http)
    is_visitor(third)
    assert f"for {name} alone" not in third.texts()

    # The same browser is another person from here on, and the name is kept for nobody else.
    second.press("Enter")
    second.sees("half a thought")
    assert my_id(second) != me
    expect(second.page.locator(".told")).to_have_count(0)
    friend.say(f"again for {name}", to=me)
    last = friend.say(f"the end of {name}")
    second.sees(f"the end of {name}")
    assert f"again for {name}" not in second.texts()
    assert second.last_seq() == last
    with browse(house.http) as http:
        answer = http.post("/api/v1/guests", json={"name": name, "credential": "token"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "name_taken")


def test_what_did_not_go_out_is_named_and_then_dropped(house: Server, visits: Visits) -> None:
    context = visits.context("zh-CN")
    tab = Tab(context.new_page(), house.http)
    line = Line(tab.page)
    tab.load()
    name = unique("茶客")
    tab.named(name, f"{name}来了")
    line.refusal = {"code": "unavailable", "retryable": True, "retry_after_ms": 600_000}
    texts = [f"{name}没发出的第 {number} 句" for number in range(5)]
    for text in texts:
        tab.enter(text)
    expect(tab.page.locator("[data-key]")).to_have_count(5)
    tab.page.locator(".name-chip").click()
    tab.page.locator(".name-leave").click()
    unsent = tab.page.locator(".leaving-unsent")
    expect(unsent).to_contain_text("有 5 条消息还没发出")
    assert unsent.locator(".unsent-text").all_text_contents() == texts[:3]
    assert len([row for row in tab.page.evaluate(KEPT) if '"kind"' not in row]) == 5

    line.refusal = None
    tab.page.locator(".leaving-go").click()
    is_visitor(tab)
    expect(tab.page.locator(".told")).to_contain_text("有 5 条没发出的消息没有保留")
    expect(tab.page.locator("[data-key]")).to_have_count(0)
    assert tab.page.evaluate(KEPT) == []
    tab.reload()
    tab.say(f"{name}之后的一句")
    assert not set(texts) & {*tab.texts(), *tab.own_texts()}


def test_who_takes_a_freed_name_inherits_nothing(fresh_server: Server, visits: Visits) -> None:
    visits.expect_network_errors()
    friend = Voice(fresh_server, "Friend")
    friend.say("good morning")
    holder = visits.open(fresh_server.http)
    holder.named("Mei", "said by the first Mei")
    first = my_id(holder)
    holder.say_to("@Friend a secret of the first", "a secret of the first")
    friend.say("for the first Mei alone", to=first)
    holder.sees("for the first Mei alone")
    holder.page.goto("about:blank")

    fresh_server.stop()
    with closing(sqlite3.connect(fresh_server.database)) as database, database:
        for table, column in (("people", "id"), ("sessions", "person")):
            changed = database.execute(
                f"UPDATE {table} SET last_seen = last_seen - ? WHERE {column} = ?",
                ((HELD_DAYS + 1) * DAY_MS, first),
            )
            assert changed.rowcount == 1
    fresh_server.start()

    taker = visits.open(fresh_server.http)
    taker.named("Mei", "said by the second Mei")
    second = my_id(taker)
    assert second != first
    friend.say("for the second Mei alone", to=second)
    taker.sees("for the second Mei alone")
    assert [(message.author, message.text) for message in taker.shown()] == [
        ("Friend", "good morning"),
        ("Mei", "said by the first Mei"),
        ("Mei", "said by the second Mei"),
        ("Friend", "for the second Mei alone"),
    ]
    # Two people of one name are told apart: each has a group and an avatar of its own.
    expect(taker.page.locator(".group")).to_have_count(4)

    # The former holder is still who it was, with its own whispers and none of the taker's.
    holder.load()
    holder.sees("said by the second Mei")
    assert my_id(holder) == first
    assert "for the first Mei alone" in holder.texts()
    assert "a secret of the first" in holder.texts()
    assert "for the second Mei alone" not in holder.texts()
    friend.say("for the first Mei again", to=first)
    holder.sees("for the first Mei again")
    friend.say("for everyone")
    taker.sees("for everyone")
    assert "for the first Mei again" not in taker.texts()
