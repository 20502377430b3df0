"""The log as a long list: paging, places that are kept, layout that does not shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.visits import Visits

MESSAGES = 1_500
NODES = 400
JUMP_PX = 2
SHIFT = 0.02

# Looks at one message, has the next page come, and watches in every frame how far the message moves.
WATCH_ONE_PAGE = """async (patience) => {
  const log = document.querySelector(".log");
  const seqs = () => [...document.querySelectorAll("[data-seq]")];
  const oldest = Number(seqs()[0].dataset.seq);
  const end = performance.now() + patience;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  do {
    // The page learns of it with the scroll event of the next frame; before, it may hold its place.
    if (performance.now() > end) throw new Error("it does not scroll");
    log.scrollTop = 300;
    await frame();
  } while (log.scrollHeight - log.scrollTop - log.clientHeight < 100);
  const middle = log.getBoundingClientRect().top + log.clientHeight / 2;
  const watched = seqs().find((said) => said.getBoundingClientRect().bottom > middle);
  const seq = watched.dataset.seq;
  const top = watched.getBoundingClientRect().top;
  let moved = 0;
  let most = 0;
  const held = new Set();
  for (let quiet = 0; quiet < 3; ) {
    if (performance.now() > end) throw new Error("no older page came");
    await frame();
    const now = document.querySelector(`[data-seq="${seq}"]`);
    moved = Math.max(moved, now ? Math.abs(now.getBoundingClientRect().top - top) : Infinity);
    most = Math.max(most, seqs().length);
    for (const said of seqs()) held.add(Number(said.dataset.seq));
    // A page comes in pieces, one a frame.
    if (Number(seqs()[0].dataset.seq) < oldest && log.ariaBusy === "false") quiet += 1;
  }
  return { moved, most, oldest: Number(seqs()[0].dataset.seq), held: [...held] };
}"""

COUNT_SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture(scope="module")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A lobby of so many messages, long and short, by three people."""
    server = Server(tmp_path_factory.mktemp("long"), "--limits", "off")
    try:
        server.start()
        voices = [Voice(server, name) for name in ("Ann", "乙", "Cem")]
        for start in range(0, MESSAGES, 50):
            voices[start // 50 % 3].say_all(
                f"message {number} " + "that goes on and on " * (number % 23)
                for number in range(start, start + 50)
            )
        yield server
    finally:
        server.close()


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)], ids=["wide", "phone"])
def test_scrolling_up_through_all_of_it(long_history: Server, visits: Visits, size: tuple[int, int]) -> None:
    tab = visits.open(long_history.http, size=size)
    assert tab.at_end()
    newest = tab.last_seq()
    seen = {message.seq for message in tab.shown()}
    oldest = min(seen)
    pages = 0
    while oldest > 1:
        found = tab.page.evaluate(WATCH_ONE_PAGE, 10_000)
        assert found["moved"] <= JUMP_PX
        assert found["most"] <= NODES
        seen |= set(found["held"])
        oldest = found["oldest"]
        pages += 1
    assert pages >= 5
    assert seen == set(range(1, newest + 1))
    expect(tab.page.locator(".log-edge").first).to_have_text("This is where it begins.")

    # What is new shows on the button, and a press leads there.
    Voice(long_history, f"Late at {size[0]}").say(f"while you read at {size[0]}")
    tab.page.locator(".jump").click()
    tab.sees(f"while you read at {size[0]}")
    tab.until("() => document.querySelector('.jump') === null")
    assert tab.at_end()
    assert len(tab.shown()) <= NODES


def test_the_wheel_goes_up_and_down_again(long_history: Server, visits: Visits) -> None:
    tab = visits.open(long_history.http)
    newest = tab.last_seq()
    box = tab.page.locator(".log").bounding_box()
    assert box is not None
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step, reached in ((-1200, "first > 900"), (1200, "last")):
        for _ in range(400):
            shown = tab.page.evaluate("""() => {
              const log = document.querySelector(".log");
              const seqs = document.querySelectorAll("[data-seq]");
              return { first: Number(seqs[0].dataset.seq), count: seqs.length,
                last: Number(seqs[seqs.length - 1].dataset.seq),
                below: log.scrollHeight - log.scrollTop - log.clientHeight };
            }""")
            assert shown["count"] <= NODES
            if (reached == "last" and shown["last"] == newest and shown["below"] <= 2) or (
                reached != "last" and shown["first"] < newest - 600
            ):
                break
            tab.page.mouse.wheel(0, step)
            tab.page.evaluate("new Promise((resolve) => requestAnimationFrame(() => resolve(0)))")
        else:
            pytest.fail(f"the wheel did not get there: {shown}")
    assert tab.at_end()


def test_new_messages_are_counted_on_the_button(fresh_server: Server, visits: Visits) -> None:
    voice = Voice(fresh_server, "Voice")
    voice.say_all(f"earlier {number}" for number in range(60))
    tab = visits.open(fresh_server.http)
    jump = tab.page.locator(".jump")
    expect(jump).to_have_count(0)
    tab.scroll_to(200)
    expect(jump).to_have_text("Jump to the newest")
    place = "() => document.querySelector('.log').scrollTop"
    before = tab.page.evaluate(place)
    voice.say_all(["one more", "two more", "three more"])
    expect(jump).to_have_text("3 new messages")
    assert abs(tab.page.evaluate(place) - before) <= JUMP_PX
    jump.click()
    expect(jump).to_have_count(0)
    assert tab.at_end()
    # At the newest, what comes is followed.
    voice.say("four more")
    tab.sees("four more")
    assert tab.at_end()
    # One's own message leads there too.
    tab.scroll_to(200)
    tab.say("five more")
    assert tab.at_end()


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)], ids=["wide", "phone"])
def test_nothing_shifts_while_the_page_loads(
    long_history: Server, visits: Visits, size: tuple[int, int]
) -> None:
    context = visits.context("zh-CN", size=size)
    context.add_init_script(COUNT_SHIFTS)
    tab = visits.tab(context, long_history.http)
    # What comes late: the people, the typing line, the read mark.
    tab.until("() => document.querySelector('.room-count') !== null && document.fonts.status === 'loaded'")
    tab.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
    )
    shifts = tab.page.evaluate("window.shifts")
    print("layout shift:", shifts)
    assert shifts <= SHIFT


def test_opening_costs_few_requests_and_bytes(long_history: Server, visits: Visits) -> None:
    context = visits.context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    hosts: list[str] = []
    session.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    session.on("Network.requestWillBeSent", lambda e: hosts.append(e["request"]["url"]))
    session.on("Network.webSocketCreated", lambda e: hosts.append(e["url"]))
    frames: list[int] = []
    session.on(
        "Network.webSocketFrameReceived", lambda e: frames.append(len(e["response"]["payloadData"].encode()))
    )
    page.goto(long_history.http)
    page.locator("[data-seq]").last.wait_for()
    page.locator("#composer").focus()
    page.keyboard.type("a")
    expect(page.locator("#composer")).to_have_value("a")
    total = sum(sizes.values()) + sum(frames)
    print(f"{len(hosts)} requests, {sum(sizes.values()):.0f} bytes of HTTP, {sum(frames)} of frames")
    # On a line that loses packets several connections side by side are faster than one large file.
    assert len(hosts) <= 14, hosts
    assert all(url.split("://")[1].startswith(f"{long_history.authority}/") for url in hosts), hosts
    assert 10_000 < total <= 150 * 1024
