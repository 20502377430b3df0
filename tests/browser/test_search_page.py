"""Looking for what was said: in Chinese and in letters, narrowed, and never what was taken back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits

SETTLED_WITHIN = 15.0

SAID = {
    "小明": ["我家在上海东边", "喝茶去", "上周去过海南", "Longjing from Hangzhou"],
    "Theo": ["茶和水都好了", "the longest kettle of Shanghai", "see https://example.org/tea", "喝茶去？好"],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server at which some things were said, in two rooms."""
    server = Server(tmp_path_factory.mktemp("library"), "--limits", "off", "--link-previews", "off")
    try:
        server.start()
        voices = {name: Voice(server, name) for name in SAID}
        for name, texts in SAID.items():
            for text in texts:
                voices[name].say(text)
        garden = voices["Theo"].ask("POST", "rooms", {"title": "Garden", "topic": ""})["id"]
        for text in ("喝茶去 in the garden", "a quiet corner"):
            voices["Theo"].ask("POST", f"rooms/{garden}/messages", {"body": text})
        yield server
    finally:
        server.close()


def panel(tab: Tab) -> Locator:
    return tab.page.get_by_role("region", name="Search")


def search(tab: Tab, query: str, *found: str) -> None:
    """Type it, and wait until exactly these texts are found, newest first."""
    tab.page.get_by_role("searchbox", name="Search messages").fill(query)
    expect(panel(tab).locator(".hit-text")).to_have_text(list(found))
    if not found:
        expect(panel(tab)).to_contain_text("Nothing found")


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_one_and_two_characters_find_what_has_them(library: Server, visits: Visits, locale: str) -> None:
    tab = visits.open(library.http, locale)
    tab.press("Control+f")
    field = tab.page.get_by_role("searchbox")
    expect(field).to_be_focused()
    texts = tab.page.locator(".search-panel .hit-text")
    field.fill("上海")
    expect(texts).to_have_text(["我家在上海东边"])
    # What was found is marked: those two characters together, and nothing else.
    expect(texts.locator("mark")).to_have_text(["上海"])
    field.fill("茶")
    expect(texts).to_have_text(["喝茶去 in the garden", "喝茶去？好", "茶和水都好了", "喝茶去"])
    field.fill("喝茶去")
    expect(texts).to_have_text(["喝茶去 in the garden", "喝茶去？好", "喝茶去"])
    expect(tab.page.locator(".search-count")).to_have_text("3 条消息" if locale == "zh-CN" else "3 messages")


def test_words_and_beginnings_of_words(library: Server, visits: Visits) -> None:
    tab = visits.open(library.http)
    tab.page.get_by_role("button", name="Search", exact=True).click()
    search(tab, "long", "the longest kettle of Shanghai", "Longjing from Hangzhou")
    search(tab, "LONGJING", "Longjing from Hangzhou")
    search(tab, "kettle shang", "the longest kettle of Shanghai")
    search(tab, '"of kettle"')
    search(tab, "ettle")


def test_from_and_in_narrow_it(library: Server, visits: Visits) -> None:
    tab = visits.open(library.http)
    tab.page.get_by_role("button", name="Search", exact=True).click()
    search(tab, "喝茶 from:小明", "喝茶去")
    search(tab, "喝茶 from:Theo", "喝茶去 in the garden", "喝茶去？好")
    search(tab, "喝茶 in:Garden", "喝茶去 in the garden")
    search(tab, "喝茶 from:Theo in:lobby", "喝茶去？好")
    search(tab, "喝茶 from:小明 in:Garden")
    search(tab, "from:Theo has:link", "see https://example.org/tea")
    search(tab, "喝茶 before:2020-01-01")
    search(tab, "上海 after:2020-01-01", "我家在上海东边")
    # In the words of the other language.
    search(tab, "喝茶 来自：小明", "喝茶去")


def test_a_find_leads_to_its_place_in_another_room(library: Server, visits: Visits) -> None:
    tab = visits.open(library.http)
    tab.page.get_by_role("button", name="Search", exact=True).click()
    search(tab, "quiet", "a quiet corner")
    panel(tab).get_by_role("link").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Garden")
    tab.sees("a quiet corner")
    tab.arrived_at(tab.seq_of("a quiet corner"))
    # What was found stays beside it, for the next one.
    expect(panel(tab).locator(".hit-text")).to_have_text(["a quiet corner"])
    search(tab, "上海", "我家在上海东边")
    panel(tab).get_by_role("link").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Lobby")
    tab.arrived_at(tab.seq_of("我家在上海东边"))


def test_whispers_are_found_by_the_two_alone(library: Server, visits: Visits) -> None:
    one, two, other = (visits.open(library.http) for _ in range(3))
    one.say("I am one")
    two.say("I am two")
    other.say("I am somebody else")
    one.page.evaluate(
        """([to, body]) => fetch("/api/v1/rooms/1/messages", { method: "POST",
        headers: { "content-type": "application/json" }, body: JSON.stringify({ body, to }) })""",
        [
            two.page.evaluate("fetch('/api/v1/me').then((me) => me.json()).then(({ you }) => you.id)"),
            "密码是茉莉花",
        ],
    )
    two.sees("密码是茉莉花")
    for tab in (one, two, other):
        tab.page.get_by_role("button", name="Search", exact=True).click()
    search(one, "茉莉花", "密码是茉莉花")
    search(two, "密码", "密码是茉莉花")
    search(other, "茉莉花")
    expect(other.page.locator(".search-count")).to_have_text("")


def test_what_was_taken_back_is_found_nowhere(fresh_server: Server, visits: Visits) -> None:
    secret = "Xylophonquartz 保险箱的钥匙在花盆下面"
    other = visits.open(fresh_server.http)
    tab = visits.open(fresh_server.http)
    other.say("who talks here?")
    tab.say("before it")
    tab.say(secret)
    other.sees(secret)
    for page in (tab, other):
        page.page.get_by_role("button", name="Search", exact=True).click()
        search(page, "xylophonq", secret)
        search(page, "花盆", secret)
    assert _in_files(fresh_server, secret), "or this test looks in the wrong place"
    tab.deed(secret, "Take back")
    tab.page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(tab.page.locator(".said-gone")).to_have_count(1)
    # Where it stands among what was found, it goes by itself; and it is not found again.
    expect(panel(other)).not_to_contain_text("Xylophonquartz")
    for page in (tab, other):
        search(page, "before", "before it")
        search(page, "xylophonq")
        search(page, "花盆")
        page.keeps("Xylophonquartz", kept=False)
    end = time.monotonic() + SETTLED_WITHIN
    while (found := _in_files(fresh_server, secret)) and time.monotonic() < end:
        tab.page.wait_for_timeout(100)
    assert found == []
    # Not in what a client is told of the past, either.
    fresh = visits.open(fresh_server.http)
    expect(fresh.page.locator(".said-gone")).to_have_count(1)
    assert not any("Xylophonquartz" in frame for frame in fresh.received)


def _in_files(server: Server, text: str) -> list[str]:
    """The files of the data folder that hold any part of it, in any of the shapes in which it is kept."""
    found = []
    for path in server.data.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        parts = [text, text.split()[0].lower(), "保险箱", "保 险 箱", "花盆", "花 盆"]
        found += [f"{path.name}: {part}" for part in parts if part.encode() in content]
    return found
