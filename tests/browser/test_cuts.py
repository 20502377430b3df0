"""The network fails: nothing is lost, nothing is doubled, and what one wrote waits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.browser.tab import Shown, Tab
from tests.harness.proxy import Cut, Proxy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visits import Visits
    from tests.harness.server import Server

SOCKET = b"GET /ws "
CUTS = 100
# Only a message has frames of this size: typing, reading marks and cursors are smaller.
PADDING = "·" * 200
MESSAGE_BYTES = 400
BACK_WITHIN_MS = 3_000
COMPARED = 100

READ_LOG = """async (from) => {
  const events = [];
  for (;;) {
    const before = events.length > 0 ? events[0].seq : null;
    const query = before === null ? "" : `&before=${before}`;
    const answer = await fetch(`/api/v1/rooms/1/messages?limit=200${query}`);
    const page = await answer.json();
    events.unshift(...page.events);
    if (page.events.length === 0 || events[0].seq <= from) break;
  }
  return events.filter(({ seq, type }) => seq >= from && type === "message.created")
    .map(({ seq, sender, body, to }) => ({ seq, name: sender.name, body, whisper: Boolean(to) }));
}"""


@pytest.mark.slow
def test_a_hundred_cuts_between_send_and_acknowledgement(
    house: Server, visits: Visits, make_proxy: Callable[[Server], Proxy]
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(house)
    speaker, *readers = [visits.open(proxy.http) for _ in range(3)]
    speaker.say("ready")
    start = speaker.last_seq()
    texts = [f"cut {number} {PADDING}" for number in range(CUTS)]
    for number, text in enumerate(texts):
        cut = proxy.arm(list(Cut)[number % 3], beginning=SOCKET, at_least=MESSAGE_BYTES)
        speaker.enter(text)
        # Every fourth time the next one is written while this one still waits.
        if number % 4 != 3:
            speaker.back_and_sees(text)
            assert cut.is_set()
        else:
            assert cut.wait(10)
    for tab in (speaker, *readers):
        tab.back_and_sees(texts[-1])
        assert [message.text for message in tab.shown() if message.seq > start] == texts
        assert tab.own_texts() == []


@pytest.mark.alone
@pytest.mark.parametrize(("missed", "reset"), [(500, False), (1_100, True)])
def test_a_tab_that_comes_back_equals_a_fresh_one(
    fresh_server: Server,
    visits: Visits,
    make_proxy: Callable[[Server], Proxy],
    missed: int,
    reset: bool,
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(fresh_server)
    speaker, other = Voice(fresh_server, "Speaker"), Voice(fresh_server, "Other")
    speaker.say_all([f"before {number}" for number in range(450)])
    context = visits.context()
    away = visits.tab(context, proxy.http)
    _hold_at_least(away, 400)  # as many as a page ever holds: what comes is the more work for it
    away.page.locator(".jump").click()
    away.named("Traveller", "I am about to leave")
    my_id = away.page.evaluate("fetch('/api/v1/me').then((answer) => answer.json()).then((me) => me.you.id)")

    context.set_offline(True)
    proxy.cut()
    expect(away.page.locator(".banner")).to_be_visible()
    speaker.say_all(_talk(missed, my_id, other.id))
    visits.open(fresh_server.http).named("Newcomer", "the traveller is away")
    last = speaker.say("the last one")

    context.set_offline(False)
    away.until(
        """(last) => {
          const log = document.querySelector(".log");
          document.querySelector(".jump")?.click();
          const seqs = document.querySelectorAll("[data-seq]");
          return Number(seqs[seqs.length - 1]?.dataset.seq) === last
            && log.scrollHeight - log.scrollTop - log.clientHeight <= 2;
        }""",
        last,
        patience_ms=BACK_WITHIN_MS,
    )
    assert any('"room.reset"' in frame for frame in away.received) == reset

    # What was not told as read yet is where the fresh one would begin.
    away.has_read(last)
    fresh = visits.tab(context, fresh_server.http)
    _hold_at_least(fresh, COMPARED)
    _hold_at_least(away, COMPARED)
    for tab in (away, fresh):
        tab.until_people("Newcomer", "Traveller")
    held = away.shown()
    assert held[-COMPARED:] == fresh.shown()[-COMPARED:]
    # And everything else that it holds: nothing missing, nothing doubled, nothing altered.
    log: list[dict[str, Any]] = fresh.page.evaluate(READ_LOG, held[0].seq)
    assert [(m.seq, m.author, m.text, _whispered(m)) for m in held] == [
        (event["seq"], event["name"], event["body"], event["whisper"]) for event in log
    ]
    assert len(held) >= COMPARED


def _talk(count: int, me: int, other: int) -> list[str | dict[str, Any]]:
    """Mostly for all; some for one person, some for another, some with marks in the text."""
    kinds: list[Callable[[int], str | dict[str, Any]]] = [
        lambda n: f"missed {n}",
        lambda n: {"body": f"for you alone {n}", "to": me},
        lambda n: {"body": f"for somebody else {n}", "to": other},
        lambda n: {"body": f"@Traveller are you there? {n}", "mentions": [me]},
        lambda n: f"see https://example.org/{n}",
        lambda n: f"line {n}\nand another",
    ]
    return [kinds[number % len(kinds) if number % 2 else 0](number) for number in range(count)]


def _hold_at_least(tab: Tab, count: int) -> None:
    """Scroll up until the page holds so many messages."""
    tab.until(
        """(count) => {
          const held = document.querySelectorAll("[data-seq]").length;
          if (held < count) document.querySelector(".log").scrollTop = 0;
          return held >= count;
        }""",
        count,
    )


def _whispered(message: Shown) -> bool:
    return any(mark.startswith("whisper") for mark in message.marks)


def test_messages_written_offline_survive_a_reload(
    house: Server, visits: Visits, make_proxy: Callable[[Server], Proxy]
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(house)
    writer, reader = visits.open(proxy.http), visits.open(house.http)
    writer.named("Writer", "soon I lose the network")
    proxy.refuse(SOCKET)
    proxy.cut(SOCKET)
    banner = writer.page.locator(".banner")
    expect(banner).to_contain_text("You are offline")
    texts = [f"written offline {number}" for number in range(3)]
    for text in texts:
        writer.enter(text)
    assert writer.own_texts() == texts
    expect(writer.page.locator("[data-key]").first).to_contain_text("Kept here until you are back online")

    # The page itself still comes, the socket does not.
    writer.page.reload()
    writer.until("() => document.querySelectorAll('[data-key]').length === 3")
    assert writer.own_texts() == texts
    assert not set(texts) & set(reader.texts())

    proxy.refuse(None)
    for tab in (writer, reader):
        tab.back_and_sees(texts[-1])
        assert [text for text in tab.texts() if text in texts] == texts
    assert writer.own_texts() == []
    expect(banner).to_have_count(0)
    assert {message.author for message in reader.shown() if message.text in texts} == {"Writer"}


def test_the_first_words_of_a_visitor_wait_too(
    house: Server, visits: Visits, make_proxy: Callable[[Server], Proxy]
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(house)
    visitor = visits.open(proxy.http)
    proxy.refuse(b"")
    proxy.cut()
    expect(visitor.page.locator(".banner")).to_be_visible()
    visitor.enter("my very first words")
    assert visitor.own_texts() == ["my very first words"]
    proxy.refuse(None)
    visitor.back_and_sees("my very first words")
    assert visitor.texts().count("my very first words") == 1


def test_whoever_comes_while_the_socket_is_refused_can_write_and_sees_why(
    house: Server, visits: Visits, make_proxy: Callable[[Server], Proxy]
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(house)
    proxy.refuse(SOCKET)
    visitor = Tab(visits.context().new_page(), proxy.http)
    visitor.page.goto(proxy.http)
    expect(visitor.page.locator(".banner")).to_contain_text("You are offline")
    visitor.enter("said before anything was heard")
    assert visitor.own_texts() == ["said before anything was heard"]
    proxy.refuse(None)
    visitor.back_and_sees("said before anything was heard")
    assert visitor.texts().count("said before anything was heard") == 1


def test_the_banner_says_what_happens_and_goes(fresh_server: Server, visits: Visits) -> None:
    visits.expect_network_errors()
    tab = visits.open(fresh_server.http)
    tab.named("Patient", "I stay through a restart")
    banner = tab.page.locator(".banner")
    expect(banner).to_have_count(0)
    fresh_server.kill()
    expect(banner).to_contain_text("You are offline")
    expect(banner).to_contain_text(re.compile(r"Next try in \d+ s"))
    tab.enter("said while nobody listened")
    fresh_server.start()
    tab.back_and_sees("said while nobody listened")
    expect(banner).to_have_count(0)
    assert tab.texts() == ["I stay through a restart", "said while nobody listened"]
