"""The pictures of docs/screens in which a place is set up and kept in order; scripts/screens.py takes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from tests.browser.accounts import PASSWORD, ask
from tests.browser.chorus import Voice
from tests.browser.tab import Tab
from tests.browser.visits import PHONE, WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.visits import Visits
    from tests.harness.server import Server

SETUP = re.compile(r"#/setup/\S+")


class Evening(Struct, frozen=True):
    """What is said before the pictures of one language."""

    locale: str
    owner: str
    lines: tuple[tuple[str, str], ...]
    advert: tuple[str, str]
    reported_by: tuple[str, str]
    """Who, and why."""
    held: tuple[str, str]
    muted: tuple[str, str]
    """Who, and why."""


EVENINGS = {
    "en": Evening(
        locale="en-GB",
        owner="June",
        lines=(
            ("Maja", "The kettle is on. Who is coming on Saturday?"),
            ("Oskar", "I am, and I bring the small pot."),
            ("雨前", "Then I bring the Longjing. 用八十度的水。"),
            ("Theo", "GREEN TEA IS NO TEA!!!"),
        ),
        advert=("Best Price Tea", "Tea at half price, today only: https://example.com/win"),
        reported_by=("Maja", "Spam"),
        held=("Jona", "Hello! I am new here. My shop is at https://example.org/jona"),
        muted=("Theo", "Please calm down"),
    ),
    "zh-CN": Evening(
        locale="zh-CN",
        owner="小满",
        lines=(
            ("雨前", "水烧上了，周六都有谁来？"),
            ("阿福", "我来，带那把小壶。"),
            ("Maja", "I bring the Darjeeling."),
            ("老白", "绿茶根本不算茶！！！"),
        ),
        advert=("茶叶特价", "全场半价，只限今天：https://example.com/win"),
        reported_by=("雨前", "刷屏"),
        held=("青山", "大家好，我是新来的，我的小店：https://example.org/qingshan"),
        muted=("老白", "先冷静一下"),
    ),
}


def keeping(visits: Visits, server: Server, evening: Evening) -> Iterator[tuple[str, Tab]]:
    """A new place; each picture's name, and the page that is to be taken when it is given."""
    context = visits.context(evening.locale, size=WIDE, reduced_motion="reduce")
    tab = Tab(context.new_page(), server.http)
    page = tab.page
    setup = SETUP.search(server.log())
    assert setup is not None, server.log()
    page.goto(f"{server.http}/{setup[0]}")
    page.locator(".setup-form input").first.fill(evening.owner)
    page.locator(".setup-form input").nth(1).fill(PASSWORD)
    page.locator(".setup-form [type=submit]").click()
    page.locator(".accent").first.wait_for()
    yield "setup", tab
    page.locator(".setup-form [type=submit]").click()
    tab.drawn()
    advert = fill(tab, server, evening)

    tab.sees(evening.advert[1])
    page.locator(".queue-button").click()
    page.locator(".queue-item").first.wait_for()
    yield "queue", tab
    page.keyboard.press("Escape")
    page.locator(f"[data-seq='{advert}']").focus()
    page.keyboard.press("Enter")
    page.locator(".menu-item", has=page.locator("path[d^='M12 3.5 5 6']")).click()
    page.locator(".deed-list").wait_for()
    yield "moderate", tab
    page.keyboard.press("Escape")

    tab.load("#/")
    page.evaluate("location.hash = '#/admin/overview'")
    page.locator(".overview-figure").first.wait_for()
    yield "admin", tab
    phone = Tab(context.new_page(), server.http)
    phone.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    phone.load()
    phone.page.evaluate("location.hash = '#/admin/people'")
    phone.page.locator(".admin-row").first.wait_for()
    yield "phone-admin", phone


def fill(tab: Tab, server: Server, evening: Evening) -> int:
    """What was said, reported, held and forbidden; the seq of the advertisement."""
    names = {who for who, _ in (*evening.lines, evening.advert, evening.held)}
    voices = {name: Voice(server, name) for name in sorted(names)}
    for who, text in evening.lines:
        voices[who].say(text)
    advertiser, advert = evening.advert
    seq = voices[advertiser].say(advert)
    reporter, why = evening.reported_by
    voices[reporter].ask("POST", "reports", {"room": 1, "seq": seq, "reason": why})
    newcomer, greeting = evening.held
    muted, reason = evening.muted
    for who, kind, said in ((newcomer, "hold", ""), (muted, "mute", reason)):
        wish = {"kind": kind, "person": voices[who].id, "room": None, "seconds": 3_600, "reason": said}
        ask(tab, "POST", "sanctions", wish)
    voices[newcomer].say(greeting)
    return seq
