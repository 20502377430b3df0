"""Browsers on two nodes of a cluster: what one does is seen by the other, by a table.

A feature that people see joins by a row: it gets two pages, one on each node.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.http import unique

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.cluster import Cluster


class Two(Struct):
    """`anna` is a page on node a, `bert` one on node b; each has said something and sees the other."""

    cluster: Cluster
    visits: Visits
    anna: Tab
    bert: Tab

    def third(self) -> Tab:
        """One more person, on node a."""
        tab = self.visits.open(self.cluster[0].http)
        tab.named(unique("Carl"), "a third one")
        return tab


def messages(two: Two) -> None:
    """In both directions, in the same order, each once."""
    for number in range(6):
        (two.anna, two.bert)[number % 2].say(f"line {number}")
    for tab in (two.anna, two.bert):
        tab.sees("line 5")
        assert tab.texts()[-6:] == [f"line {number}" for number in range(6)]
    assert two.anna.shown() == two.bert.shown()


def whispers(two: Two) -> None:
    """A whisper reaches the one on the other node; a third has its blank, and no word of it."""
    carl = two.third()
    two.anna.sees("a third one")
    two.anna.say_to(f"/w {two.bert.name()} under the table", "under the table")
    two.bert.sees("under the table")
    assert two.bert.shown()[-1].marks == ["whisper: Whisper, only for you"]
    blank = two.bert.shown()[-1].seq
    two.anna.page.keyboard.press("Backspace")
    two.bert.say("aloud again")
    carl.sees("aloud again")
    assert "under the table" not in carl.texts()
    assert not any("under the table" in frame for frame in carl.received)
    assert any('"event.blank"' in frame and f'"seq":{blank}' in frame for frame in carl.received)


def presence(two: Two) -> None:
    """Who comes on one node is in the other's list, and goes from it after the grace."""
    carl = two.third()
    for tab in (two.anna, two.bert, carl):
        for name in (two.anna.name(), two.bert.name(), carl.name()):
            expect(tab.page.locator(".people-list .person", has_text=name)).to_have_count(1)
    listed = two.bert.page.locator(".people-list .person", has_text=carl.name())
    carl.page.goto("about:blank")
    expect(listed).to_have_count(0, timeout=15_000)


def typing(two: Two) -> None:
    line = two.bert.page.locator(".typing")
    two.anna.write("a long thought")
    expect(line).to_contain_text(two.anna.name())
    two.anna.press("Enter")
    two.bert.sees("a long thought")
    expect(line).not_to_contain_text(two.anna.name())


def names(two: Two) -> None:
    """A new name is told, and a name that is held on the other node is taken."""
    two.anna.page.locator(".name-chip").click()
    field = two.anna.page.locator(".name-field")
    field.fill(two.bert.name().upper())
    field.press("Enter")
    expect(two.anna.page.get_by_role("alert")).to_have_text("Somebody else has this name.")
    fresh = unique("Matcha")
    field.fill(fresh)
    field.press("Enter")
    expect(field).to_have_count(0)
    expect(two.bert.page.locator(".people-list .person", has_text=fresh)).to_have_count(1)
    two.anna.say("under a new name")
    two.bert.sees("under a new name")
    assert two.bert.shown()[-1].author == fresh


def read_positions(two: Two) -> None:
    """What one read on node a is not new on node b; what came since is, from the first on."""
    two.bert.say("read on a")
    two.anna.sees("read on a")
    read = two.anna.last_seq()
    reader = two.anna.page.context
    deadline = time.monotonic() + 10
    while _read(reader, two.cluster[1].http) != read:
        assert time.monotonic() < deadline, "node b does not know what was read on node a"
        two.anna.page.wait_for_timeout(50)
    two.anna.page.goto("about:blank")
    voice = Voice(two.cluster[1], unique("Voice"))
    first = voice.say("came meanwhile")
    voice.say("and this")
    moved = two.visits.tab(reader, two.cluster[1].http)
    moved.sees("and this")
    divider = moved.page.locator(".divider.new")
    expect(divider).to_have_count(1)
    behind = moved.page.evaluate(
        """() => {
          const said = [...document.querySelectorAll("[data-seq]")];
          const divider = document.querySelector(".divider.new");
          const after = Node.DOCUMENT_POSITION_FOLLOWING;
          return Number(said.find((one) => divider.compareDocumentPosition(one) & after).dataset.seq);
        }"""
    )
    assert behind == first


ROWS: list[Callable[[Two], None]] = [messages, whispers, presence, typing, names, read_positions]


def _read(reader: BrowserContext, address: str) -> int:
    """Up to where a node says that this person has read."""
    position: int = reader.request.get(f"{address}/api/v1/rooms").json()["rooms"][0]["read"]
    return position


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.__name__))
def test_two_browsers_on_two_nodes(cluster: Cluster, visits: Visits, row: Callable[[Two], None]) -> None:
    anna, bert = (visits.open(cluster[number].http) for number in range(2))
    anna.named(unique("Anna"), "hello from a")
    bert.named(unique("Bert"), "hello from b")
    for tab in (anna, bert):
        tab.sees("hello from b")
    row(Two(cluster, visits, anna, bert))
