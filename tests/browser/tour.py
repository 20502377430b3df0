"""A walk through every state of the page, for whoever looks at each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.http import unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.line import Line
    from tests.browser.tab import Tab
    from tests.harness.proxy import Proxy
    from tests.harness.server import Server

SOCKET = b"GET /ws "
LONG_NAME = "Donaudampfschifffahrtsge"
NAMES = ["王小明", "Maja", LONG_NAME]
LONG_WORD = "w" * 500


class Scene:
    """A lobby in which some people said all kinds of things; they go on when asked to."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.names = list(NAMES)
        """Everyone who ever spoke here."""
        self.voices = [Voice(server, name) for name in NAMES]
        wang, maja, long_one = self.voices
        for turn in range(3):
            maja.say(f"Sencha steeps for a minute only, at seventy degrees. ({turn})")
            wang.say(f"龙井用八十度的水，头一泡要快。（{turn}）")
            long_one.say(f"That is a long time for a short name. ({turn})")
        maja.say(LONG_WORD)
        wang.say(
            "说得好，@Maja。见 https://example.org/tea/longjing?water=80&note=这里没有断行的地方",
            mentions=[maja.id],
        )
        long_one.say("several\nlines\n\nof text")


def tour(tab: Tab, scene: Scene, proxy: Proxy, *, phone: bool) -> Iterator[str]:
    """Bring a tab, open at `proxy`, into one state after the other; yields what each is called."""
    page = tab.page
    maja = scene.voices[1]
    yield "a visitor reads"

    page.locator(".name-chip").click()
    page.locator(".name-field").fill("Maja")
    page.locator(".name-edit button").first.click()
    expect(page.locator(".name-problem")).to_be_visible()
    yield "a name that is taken"
    page.locator(".name-field").press("Escape")

    me = unique("Trinker")
    scene.names.append(me)
    tab.rename(me)
    _send(tab, f"gut {me}", phone=phone)
    tab.sees(f"gut {me}")
    maja.say(f"nur für dich {me}", to=_own_id(tab))
    tab.sees(f"nur für dich {me}")
    yield "a person among others"

    for opener, panel in _panels(phone):
        page.locator(opener).click()
        expect(page.locator(panel)).to_be_visible()
        yield f"{panel} is open"
        if phone and panel == ".drawer.left":
            page.locator(".menu-button").click()
            expect(page.locator("#menu")).to_be_visible()
            yield "the menu in the drawer"
            page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(page.locator(panel)).to_be_hidden()

    tab.write("@")
    expect(page.get_by_role("listbox")).to_be_visible()
    yield "completion"
    tab.field.fill("@Maja ")
    expect(page.locator(".to-mode")).to_be_visible()
    yield "a whisper to somebody"
    tab.press("Alt+w")
    expect(page.locator(".to.mention")).to_be_visible()
    yield "a mention"
    tab.press("Alt+w")
    page.locator(".to-drop").click()
    tab.field.fill("@nobody hello")
    _press_send(tab, phone=phone)
    expect(page.locator(".unclear")).to_be_visible()
    yield "an unclear address"
    tab.field.fill("字" * 5_300)
    expect(page.locator(".size")).to_be_visible()
    yield "nearly too long"
    tab.field.fill("字" * 6_000)
    expect(page.locator(".size.over")).to_be_visible()
    yield "too long"
    tab.field.fill("")

    tab.scroll_to(0)
    expect(page.locator(".jump")).to_be_visible()
    maja.say(f"und noch etwas {me}")
    expect(page.locator(".jump.news")).to_be_visible()
    yield "new messages below"
    page.locator(".jump").click()
    expect(page.locator(".jump")).to_have_count(0)

    # Until it is too fast: on a busy machine one is slower, and is allowed more meanwhile.
    held = page.locator(".said.held")
    number = 0
    while number < 12 or (held.count() == 0 and number < 100):
        number += 1
        _send(tab, f"viel {number} {me}", phone=phone)
    held.first.wait_for()
    yield "too fast"
    tab.sees(f"viel {number} {me}")

    proxy.refuse(SOCKET)
    proxy.cut(SOCKET)
    _send(tab, f"später {me}", phone=phone)
    expect(page.locator(".banner")).to_be_visible()
    expect(page.locator(".said.waiting")).to_have_count(1)
    yield "offline"
    page.reload()
    expect(page.locator(".said.waiting")).to_have_count(1)
    yield "offline since the page was opened"
    proxy.refuse(None)
    tab.back_and_sees(f"später {me}")


def troubles(tab: Tab, scene: Scene, line: Line, *, phone: bool) -> Iterator[str]:
    """Bring the tab into every state in which something is the matter, or was; yields what each is called."""
    page = tab.page
    banner = page.locator(".banner:not(.told)")
    told = page.locator(".told")

    me = unique("Trinker")
    scene.names.append(me)
    tab.rename(me)
    _send(tab, f"茶 {me}", phone=phone)
    tab.sees(f"茶 {me}")
    line.refusal = {"code": "not_allowed", "retryable": False}
    for number in range(5):
        _send(tab, f"茶 {number} " * 9, phone=phone)
    expect(page.locator(".said.failed")).to_have_count(5)
    yield "messages that were refused"

    page.locator(".name-chip").click()
    expect(page.locator(".name-leave")).to_be_visible()
    yield "the way out"
    page.locator(".name-leave").click()
    expect(page.locator(".leaving")).to_be_visible()
    yield "leaving, with messages that did not go out"
    page.context.set_offline(True)
    page.locator(".leaving-go").click()
    expect(page.locator(".leaving-problem")).not_to_be_empty()
    yield "leaving while offline"
    page.context.set_offline(False)
    page.keyboard.press("Escape")
    expect(page.locator(".leaving")).to_have_count(0)

    line.hello = {"epoch": unique("epoch")}
    line.close(1006)
    tab.until("() => document.querySelector('.told') !== null")
    expect(banner).to_have_count(0)
    yield "a room that was reloaded"
    told.get_by_role("button").click()
    expect(told).to_have_count(0)

    line.silent = True
    line.close(1006)
    expect(banner).to_have_class("banner offline")
    yield "reconnecting"
    page.reload()
    expect(banner).to_have_class("banner connecting")
    yield "connecting"
    _back(tab, line)

    line.silent = True
    line.tell(type="drain", after_ms=1)
    expect(banner).to_have_class("banner restarting")
    yield "restarting after a drain"
    _back(tab, line)
    line.silent = True
    line.close(1012)
    expect(banner).to_have_class("banner restarting")
    yield "restarting without a word"
    _back(tab, line)
    line.close(4429)
    expect(banner).to_have_class("banner flooded")
    yield "a flood"
    banner.get_by_role("button").click()
    expect(banner).to_have_count(0)

    line.close(4403)
    expect(page.locator("main.banned")).to_be_visible()
    yield "banned"
    page.get_by_role("main").get_by_role("button").click()
    tab.drawn()
    expect(banner).to_have_count(0)
    line.tell(type="closing", code="origin_refused", message="refused")
    line.close(4499)
    expect(banner).to_have_class("banner ended")
    yield "ended for another reason"
    _back(tab, line)
    line.hello = {"protocol": 99}
    line.close(1012)
    expect(banner).to_have_class("banner ended")
    yield "a server of another version"
    line.hello = {}
    banner.get_by_role("button").click()
    tab.drawn()
    expect(banner).to_have_count(0)

    line.hello = {"you": None, "proposed_name": "茶客"}
    line.close(4401)
    expect(told).to_be_visible()
    expect(page.locator(".name-chip.visitor")).to_be_visible()
    yield "signed out by the server"
    line.close(4401)
    expect(banner).to_have_class("banner ended")
    yield "signed out as a visitor"


def _back(tab: Tab, line: Line) -> None:
    if line.silent:
        line.silent = False
        line.close(1006)
    tab.until("""() => {
      document.querySelector(".banner:not(.told) button")?.click();
      const back = document.querySelector(".banner:not(.told)") === null;
      return back && document.querySelector(".room-count").textContent !== "";
    }""")
    tab.drawn()


def _panels(phone: bool) -> list[tuple[str, str]]:
    if phone:
        return [(".rail-button", ".drawer.left"), (".people-button", ".drawer.right:not(.wide)")]
    return [(".menu-button", "#menu")]


def _send(tab: Tab, text: str, *, phone: bool) -> None:
    tab.write(text)
    _press_send(tab, phone=phone)


def _press_send(tab: Tab, *, phone: bool) -> None:
    if phone:
        tab.page.locator(".send").click()
    else:
        tab.press("Enter")


def _own_id(tab: Tab) -> int:
    found: int = tab.page.evaluate(
        "fetch('/api/v1/me').then((answer) => answer.json()).then((me) => me.you.id)"
    )
    return found
