"""The server's disk is full: what one says is kept, the page says why it waits, and it goes out by itself."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.harness.full import ShortFiles

if TYPE_CHECKING:
    from tests.browser.visits import Visits
    from tests.harness.server import Server

WORDS = "茶凉了也不丢"
WHY = "服务器存满了，暂时发不了。"


def test_what_is_said_on_a_full_disk_waits_and_goes_out_by_itself(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http, "zh-CN")
    tab.named("小满", "有地方")
    disk = ShortFiles(house)
    disk.fill()
    try:
        tab.enter(WORDS)
        waiting = tab.page.locator(".said.held")
        expect(waiting).to_contain_text(WORDS)
        expect(waiting).to_contain_text(WHY)
        # Also for who closes the page meanwhile; and what was said before is there to read.
        tab.keeps(WORDS)
        tab.reload()
        tab.sees("有地方")
        expect(tab.page.locator(".said.held")).to_contain_text(WHY)
        assert WORDS not in tab.texts()
    finally:
        with suppress(ProcessLookupError):
            disk.make_room()
    tab.sees(WORDS)
    expect(tab.page.locator(".said.held")).to_have_count(0)
    assert tab.own_texts() == []
    assert tab.texts() == ["有地方", WORDS]
