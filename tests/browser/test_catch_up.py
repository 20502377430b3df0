"""A page that was away while much happened: soon it is as if it had been loaded anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.proxy import Proxy
    from tests.harness.server import Server

SOCKET = b"GET /ws "
BACK_WITHIN_MS = 3_000
BEFORE, AWAY = 120, 500
COMPARED = 100

# The newest messages as they are drawn: each element with its classes and words, without what is of the moment.
DRAWN = """(count) => {
  const shape = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    const { classList, localName, childNodes, dataset } = node;
    const classes = [...classList].filter((name) => name !== "active").sort();
    const about = ["href", "aria-label", "aria-pressed", "title"].map((name) => node.getAttribute(name) ?? "");
    return [localName, classes.join("."), dataset.seq ?? "", about, [...childNodes].map(shape)];
  };
  return [...document.querySelectorAll("[data-seq]")].slice(-count).map((said) => {
    const group = said.closest(".group");
    return [group.className.trim(), group.querySelector(".group-name")?.textContent ?? "", shape(said)];
  });
}"""

# Presses "Try now" at once, and tells when the last of what was missed is drawn as it will stay.
BACK = """async ([body, gone]) => {
  const began = performance.now();
  for (;;) {
    document.querySelector(".banner:not(.told) button")?.click();
    const there = [...document.querySelectorAll("[data-seq] .said-text")].some((said) => said.textContent === body);
    if (there && document.querySelectorAll(".said-gone").length >= gone) return performance.now() - began;
    if (performance.now() - began > 20000) return Infinity;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}"""


def away(voices: list[Voice], first: int) -> None:
    """What happens meanwhile: messages, and changes of old and of new ones."""
    ann, bea = voices
    # Half of the messages by each; whoever wrote one is known by its seq.
    writer: dict[int, Voice] = {}
    seq = first
    for voice, number in ((ann, AWAY // 2), (bea, AWAY // 2)):
        commands = []
        for turn in range(number):
            seq += 1
            writer[seq] = voice
            more = {"reply_to": seq - 70} if turn % 10 == 0 else {}
            commands.append({"type": "message.send", "body": f"away {seq} **bold** :tea:", **more})
        voice.do_all(commands)
    last = seq
    recent = range(last - 60, last)
    # Some of them twice changed, some changed and then taken back, some reacted to by both and by one no more.
    edited = [*recent[0:15], *range(first + 5, first + 10)]
    recalled = [*recent[10:20], *range(first + 10, first + 20)]
    for voice in voices:
        own = [seq for seq in edited if writer[seq] is voice]
        voice.do_all({"type": "message.edit", "seq": seq, "body": f"changed {seq}"} for seq in own)
    reactions: list[tuple[Voice, int, str]] = [
        (voices[number % 2], recent[20 + number % 38], "👍🍵🎉"[number % 3]) for number in range(50)
    ]
    for voice in voices:
        voice.do_all(
            {"type": "reaction.add", "seq": seq, "emoji": emoji}
            for who, seq, emoji in reactions
            if who is voice
        )
        voice.do_all(
            {"type": "reaction.remove", "seq": seq, "emoji": emoji}
            for who, seq, emoji in reactions[::10]
            if who is voice
        )
    for voice in voices:
        own = [seq for seq in recalled if writer[seq] is voice]
        voice.do_all({"type": "message.recall", "seq": seq} for seq in own)
    bea.do_all([{"type": "message.pin", "seq": last - 1}, {"type": "message.send", "body": "the last of it"}])


def drawn(tab: Tab) -> list[Any]:
    # Who is pointed at has more around it, and where the focus is.
    tab.page.mouse.move(0, 0)
    tab.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
    )
    found: list[Any] = tab.page.evaluate(DRAWN, COMPARED)
    return found


@pytest.mark.alone
@pytest.mark.parametrize("how", ["cut", "asleep"])
def test_a_page_that_was_away_is_soon_as_a_fresh_one(
    fresh_server: Server, visits: Visits, make_proxy: Callable[[Server], Proxy], how: str
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(fresh_server)
    voices = [Voice(fresh_server, name) for name in ("Ann", "碧")]
    for turn, voice in enumerate(voices):
        voice.say_all(f"before {turn} {number}" for number in range(BEFORE // 2))
    context = visits.context()
    tab = visits.tab(context, proxy.http)
    tab.say("I go now")
    first = tab.last_seq()
    proxy.refuse(SOCKET)
    if how == "cut":
        proxy.cut(SOCKET)
        expect(tab.page.locator(".banner")).to_be_visible()
    else:
        # A computer that sleeps: the connection seems to be there.
        proxy.freeze()
    away(voices, first)
    proxy.refuse(None)
    if how == "asleep":
        proxy.cut(SOCKET)
        proxy.thaw()
    took = tab.page.evaluate(BACK, ["the last of it", 10])
    print(f"back after {took:.0f} ms")
    assert took < BACK_WITHIN_MS

    tab.has_read(tab.last_seq())
    fresh = visits.tab(context, fresh_server.http)
    fresh.sees("the last of it")
    if (down := fresh.page.locator(".jump:not(.upward)")).count():
        down.click()
    for page in (tab, fresh):
        while len(page.shown()) < COMPARED + 10:
            page.scroll_to(0)
            page.until("() => document.querySelector('.log').scrollTop > 0")
        # Names of those who reacted, and what an answer answers, are looked up when they are first drawn.
        page.until("() => !document.querySelector('.said-quote.waiting, .reaction[aria-label*=\"…\"]')")
    assert [message.seq for message in tab.shown()][-COMPARED:] == [m.seq for m in fresh.shown()][-COMPARED:]
    one, other = drawn(tab), drawn(fresh)
    assert len(one) == COMPARED
    assert one == other
    gone = [text for text in map(str, one) if "took a message back" in text]
    changed = [text for text in map(str, one) if "edited" in text]
    assert len(gone) == 10
    assert len(changed) >= 5
    expect(tab.page.locator(".pins-bar")).to_contain_text("away")
    # Further up, too: page after page is the same.
    for page in (tab, fresh):
        page.page.evaluate("location.hash = '#/r/1/130'")
        page.arrived_at(130)
    assert (
        tab.page.locator("[data-seq='131'] .said-gone").count()
        == fresh.page.locator("[data-seq='131'] .said-gone").count()
    )
