"""A second walk: every thing that can be opened over, beside and within the room."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.http import unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import FilePayload, Locator

    from tests.browser.tab import Tab
    from tests.browser.tour import Scene

# Everything that a text is made of, much of it too wide.
RICH = """**粗体** *italic* ~~strike~~ `a` ||b|| :tea:
> 1
- 2
- 3

```python
print("茶" * 3)  # 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十
```
$$\\int_0^1 x^2 \\, dx + \\frac{a+b+c+d+e+f+g+h+i+j+k+l+m+n}{o+p+q+r+s+t+u+v+w+x+y+z} = 1$$"""


class Gathering:
    """A person of the scene with something of everything before them."""

    def __init__(self, tab: Tab, scene: Scene, *, phone: bool) -> None:
        self.tab = tab
        self.page = tab.page
        self.scene = scene
        self.phone = phone
        self.voice: Voice = scene.voices[1]
        me = unique("Sammler")
        scene.names.append(me)
        tab.rename(me)
        self.write(f"7 {me}")
        self.mine = self.last()
        self.id: int = tab.page.evaluate(
            "fetch('/api/v1/me').then((me) => me.json()).then(({ you }) => you.id)"
        )
        self.theirs = self.voice.say(RICH)
        self.voice.change("PUT", self.theirs, "reactions/🍵")
        self.voice.change("PUT", self.theirs, "reactions/👍")
        self.voice.change("PUT", self.theirs, "pin")
        self.voice.change("PUT", self.mine, "pin")
        self.poll = self.voice.say("1 + 1", options=["2", "3", "4 " * 60])
        self.voice.change("PUT", self.poll, "vote", {"option": 0})
        self.voice.say("2", reply_to=self.mine)
        gone = self.voice.say("3")
        self.voice.change("DELETE", gone)
        self.seen(self.poll)

    def seen(self, seq: int) -> Locator:
        found = self.page.locator(f"[data-seq='{seq}']")
        expect(found).to_have_count(1)
        return found

    def last(self) -> int:
        self.tab.until("() => document.querySelector('[data-key]') === null")
        return self.tab.last_seq()

    def write(self, text: str) -> None:
        self.tab.field.fill(text)
        self.send()
        expect(self.tab.field).to_have_value("")

    def send(self) -> None:
        if self.phone:
            self.page.locator(".send").click()
        else:
            self.tab.field.focus()
            self.tab.press("Enter")

    def menu(self, seq: int) -> None:
        self.seen(seq).focus()
        self.tab.press("Enter")
        expect(self.page.locator(".message-menu")).to_be_visible()

    def rail(self, inside: str) -> None:
        """Press something in the rail, which is a drawer on a phone."""
        if self.phone and not self.page.locator(".drawer.left[open]").count():
            self.page.locator(".rail-button").click()
        self.page.locator(inside).first.click()

    def over(self, shown: str) -> None:
        """Close it by Escape, and the drawer that it was opened from."""
        self.tab.press("Escape")
        expect(self.page.locator(shown)).to_have_count(0)
        if self.phone and self.page.locator(".drawer[open]").count():
            self.tab.press("Escape")
            expect(self.page.locator(".drawer[open]")).to_have_count(0)


def features(tab: Tab, scene: Scene, *, phone: bool) -> Iterator[str]:
    """Bring a tab, open at the scene, into one state after the other; yields what each is called."""
    here = Gathering(tab, scene, phone=phone)
    yield "all kinds of messages"
    yield from _over_messages(here)
    yield from _around_the_field(here)
    yield from _files(here)
    yield from _beside_the_room(here)
    yield from _before_the_page(here)
    yield from _a_conversation(here)


def _over_messages(here: Gathering) -> Iterator[str]:
    page, tab = here.page, here.tab
    here.menu(here.mine)
    yield "the menu of one's own message"
    here.over(".message-menu")
    here.menu(here.theirs)
    yield "the menu of another's message"
    here.over(".message-menu")
    here.seen(here.theirs).locator(".reaction.add").click()
    expect(
        page.locator(".emoji-picker [role=gridcell], .emoji-picker [data-emoji], .emoji-one").first
    ).to_be_visible()
    yield "the emoji picker"
    here.over(".emoji-picker")
    here.seen(here.mine).locator("xpath=ancestor::article").locator(".group-name").click()
    expect(page.locator(".person-card")).to_be_visible()
    yield "one's own card"
    here.over(".person-card")
    here.seen(here.theirs).locator("xpath=ancestor::article").locator(".group-name").click()
    expect(page.locator(".person-card .person-deeds")).to_be_visible()
    yield "the card of somebody else"
    here.over(".person-card")
    page.locator(".pins-all").click()
    expect(page.locator(".pins-list")).to_be_visible()
    yield "all pins"
    here.over(".pins-list")
    here.menu(here.mine)
    page.locator(".message-menu .menu-item.grave").click()
    expect(page.locator(".recalling-text")).to_be_visible()
    yield "before a message is taken back"
    here.over(".recalling-text")
    here.seen(here.mine).focus()
    tab.press("e")
    expect(page.locator(".reply-bar")).to_be_visible()
    yield "an edit"
    tab.field.fill(f"8 {here.scene.names[-1]}")
    here.send()
    here.seen(here.mine).locator(".edited").click()
    expect(page.locator(".versions")).to_be_visible()
    yield "what it said before"
    here.over(".versions")
    here.seen(here.poll).locator(".poll-foot button").first.click()
    expect(page.locator(".poll-voters").first).to_be_visible()
    yield "who voted"


def _around_the_field(here: Gathering) -> Iterator[str]:
    page, tab = here.page, here.tab
    here.seen(here.theirs).focus()
    tab.press("r")
    expect(page.locator(".reply-bar")).to_be_visible()
    yield "an answer"
    page.locator(".reply-bar .icon-button").click()
    for typed, name in (("/", "commands"), (":tea", "emoji"), ("@", "people")):
        tab.field.fill("")
        tab.write(typed)
        expect(page.get_by_role("option").first).to_be_visible()
        yield f"completion of {name}"
    tab.field.fill("@all 9")
    here.send()
    expect(page.get_by_role("alertdialog")).to_be_visible()
    yield "everyone is about to be called"
    tab.press("Escape")
    tab.field.fill("/9x")
    here.send()
    expect(page.locator(".unclear")).to_be_visible()
    yield "an unknown command"
    tab.field.fill("")
    tab.press("Escape")
    page.locator(".tools button").first.click()
    expect(page.get_by_role("menu")).to_be_visible()
    yield "what can be added"
    page.get_by_role("menuitem").nth(3).click()
    expect(page.locator(".color-hint")).to_be_visible()
    yield "the colours"
    here.over(".color-hint")
    page.locator(".tools button").first.click()
    page.get_by_role("menuitem").nth(2).click()
    expect(page.locator(".poll-form")).to_be_visible()
    yield "a new poll"
    page.locator(".poll-form .sheet-button.main").click()
    yield "a poll without a question"
    here.over(".poll-form")


def _files(here: Gathering) -> Iterator[str]:
    page, tab = here.page, here.tab
    pictures = [_png(f"{n}.png", 400 + 200 * n, 300) for n in range(3)]
    others: list[FilePayload] = [
        {"name": "1" * 80 + ".txt", "mimeType": "text/plain", "buffer": b"1" * 50_000},
        {"name": "2.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00" + bytes(5_000)},
    ]
    page.locator("#attach-files").set_input_files(pictures + others)
    expect(page.locator(".tray-file")).to_have_count(5)
    expect(page.locator(".tray-file.done")).to_have_count(4)
    yield "files in the tray, one of them refused"
    page.locator(".tray-file.failed .icon-button").last.click()
    here.write("4")
    sent = here.last()
    here.seen(sent).locator(".picture").first.focus()
    yield "pictures and files"
    tab.press("Enter")
    expect(page.locator(".lightbox-picture.there")).to_be_visible()
    yield "a picture as large as the window"
    here.over(".lightbox")


def _beside_the_room(here: Gathering) -> Iterator[str]:
    page = here.page
    if here.phone:
        page.locator(".room-more").click()
        page.get_by_role("menuitem").first.click()
        page.locator(".search-field").fill("")
    else:
        page.locator(".search-button").click()
    expect(page.locator(".search-panel .search-help")).to_be_visible()
    yield "the search before anything is typed"
    page.locator(".search-field").fill("sencha")
    expect(page.locator(".search-panel .hit").first).to_be_visible()
    yield "what was found"
    page.locator(".search-field").fill("sencha 000")
    expect(page.locator(".search-panel .panel-note")).to_be_visible()
    yield "nothing found"
    here.over(".search-panel")
    here.rail(".bell")
    expect(page.locator(".mentions-panel .hit, .mentions-panel .panel-note").first).to_be_visible()
    yield "what calls one"
    here.over(".mentions-panel")


def _before_the_page(here: Gathering) -> Iterator[str]:
    page, tab = here.page, here.tab
    for opener, shown in (
        (".menu-button", "#menu"),
        (".own-status", ".status-dialog"),
        (".rail-add >> nth=0", "dialog form"),
        (".rail-add >> nth=1", ".picked-box"),
    ):
        here.rail(opener)
        expect(page.locator(shown)).to_be_visible()
        yield f"{opener} is open"
        here.over(shown)
    page.locator(".room-more").click()
    expect(page.locator("#room-menu")).to_be_visible()
    yield "the menu of the room"
    tab.press("Escape")
    here.rail(".go-to")
    expect(page.locator(".switcher-field")).to_be_focused()
    yield "the switcher"
    page.locator(".switcher-field").fill("sencha")
    expect(page.locator(".switcher-option mark").first).to_be_visible()
    yield "the switcher with messages"
    here.over(".switcher")
    page.locator(".log").focus()
    tab.press("?")
    expect(page.locator(".shortcut-places")).to_be_visible()
    yield "the keys"
    here.over(".shortcut-places")


def _a_conversation(here: Gathering) -> Iterator[str]:
    page, tab = here.page, here.tab
    talk = here.voice.ask("POST", "conversations", {"people": [here.id]})["id"]
    here.voice.ask("POST", f"rooms/{talk}/messages", {"body": "5"})
    page.evaluate("room => { location.hash = `#/r/${room}`; }", talk)
    tab.sees("5")
    yield "a conversation of two"
    wang, _, long_one = here.scene.voices
    several = long_one.ask("POST", "conversations", {"people": [here.id, wang.id, here.voice.id]})["id"]
    page.evaluate("room => { location.hash = `#/r/${room}`; }", several)
    expect(page.locator(".empty")).to_be_visible()
    yield "a conversation of several that is empty"
    if here.phone:
        page.locator(".rail-button").click()
        expect(page.locator(".drawer.left")).to_be_visible()
        yield "conversations in the drawer"
        tab.press("Escape")


def _png(name: str, width: int, height: int) -> FilePayload:
    made = io.BytesIO()
    Image.new("RGB", (width, height), (120, 150, 90)).save(made, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": made.getvalue()}
