"""A third walk: a room of one's own, and what its owner decides in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.features import Gathering
from tests.harness.http import unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.tab import Tab
    from tests.browser.tour import Scene

MAKE_ROOM = """async (title) => {
  const body = JSON.stringify({ title, access: "private" });
  const answer = await fetch("/api/v1/rooms", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  return (await answer.json()).id;
}"""


def own_room(tab: Tab, scene: Scene, *, phone: bool) -> Iterator[str]:
    """Bring a tab into one state after the other that the owner of a room sees; yields what each is called."""
    here = Gathering(tab, scene, phone=phone)
    page = here.page
    room: int = page.evaluate(MAKE_ROOM, unique("7"))
    page.evaluate("room => { location.hash = `#/r/${room}`; }", room)
    expect(page.locator(".room-header .access.private")).to_be_visible()
    page.locator(".room-more").click()
    expect(page.locator(".menu-slow")).to_be_visible()
    yield "the menu of a room of one's own"
    page.locator("#room-menu [role=menuitem]", has=page.locator("path[d^='M4 20l1']")).click()
    for part in range(4):
        page.locator(".room-dialog [role=tab]").nth(part).click()
        expect(page.locator(".room-dialog .order-wait")).to_have_count(1 if part == 2 else 0)
        yield f"part {part} of the room"
    page.locator(".room-dialog [role=tab]").nth(2).click()
    page.locator(".invite-form [type=submit]").click()
    expect(page.locator(".invite-made svg")).to_be_visible()
    yield "an invitation"
    here.over(".room-dialog")
    page.locator(".room-more").click()
    page.locator("#room-menu [role=menuitem]", has=page.locator("path[d^='M12 3.5 5 6']")).click()
    for part in range(3):
        page.locator(".queue [role=tab]").nth(part).click()
        expect(page.locator(".queue-panel .panel-note")).to_be_visible()
        yield f"part {part} of what waits"
    here.over(".queue-panel")
    page.evaluate("location.hash = '#/r/1'")
    expect(page.locator(".room-header .access")).to_have_count(0)
    here.menu(here.theirs)
    page.locator(".menu-item", has=page.locator("path[d^='M6 21V4']")).click()
    expect(page.locator(".deed-dialog .preset").first).to_be_visible()
    yield "a report"
    here.over(".deed-dialog")
    tab.drawn()
