"""A fourth walk: accounts, links, and all by which a place is kept in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.accounts import PASSWORD, ask
from tests.browser.chorus import Voice
from tests.harness.http import browse, unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.harness.server import Server

SETUP = re.compile(r"#/setup/\S+")
OWNER = "林墨"
MAJA = "Maja"
SPAM = "Donaudampfschifffahrtsge"
# A report of it has a reason in either language.
REASON = "7 " * 60


class Keeping:
    """A place with an owner, a private room, and something of everything that waits for who keeps it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        setup = SETUP.search(server.log())
        assert setup is not None, server.log()
        house = {"name": "Teahouse", "language": "auto", "guests": True, "accent": ""}
        token = setup[0].rpartition("/")[2]
        self._post("links/use", {"token": token, "name": OWNER, "password": PASSWORD, "house": house})
        made = self._post("sessions", {"name": OWNER, "password": PASSWORD, "credential": "token"})
        self._bearer = {"Authorization": f"Bearer {made['token']}"}
        self.maja, self.spam, held, shadow = (Voice(server, name) for name in (MAJA, SPAM, "阿福", "Oskar"))
        self.names = [OWNER, MAJA, SPAM, "阿福", "Oskar"]
        account = self.maja.ask("POST", "account", {"password": PASSWORD, "credential": "token"})
        assert account["role"] == "member"
        self.room = int(self.owner("POST", "rooms", {"title": "7", "access": "private"})["id"])
        self.owner("PUT", f"rooms/{self.room}/members/{self.maja.id}", {"role": "moderator"})
        self.owner("PUT", f"rooms/{self.room}/members/{self.spam.id}", {"role": "member"})
        self.said = self.spam.say("7 " * 90 + "w" * 120)
        for who in (held, shadow):
            who.ask("POST", "reports", {"room": 1, "seq": self.said, "reason": REASON})
        sanctions = ((held.id, "hold", 86_400), (shadow.id, "shadow", None), (self.spam.id, "hold", 600))
        for person, kind, seconds in sanctions:
            wish = {"kind": kind, "person": person, "room": None, "seconds": seconds, "reason": REASON}
            self.owner("POST", "sanctions", wish)
        held.say("7 7 7")
        held.say("w" * 300)

    def _post(self, path: str, content: Any) -> Any:
        with browse(self.server.http, headers={"Origin": self.server.http}) as http:
            answer = http.post(f"/api/v1/{path}", json=content)
        assert answer.is_success, answer.text
        return answer.json()

    def owner(self, method: str, path: str, content: Any = None) -> Any:
        """What the server answers the owner."""
        with browse(self.server.http, headers=self._bearer) as http:
            answer = http.request(method, f"/api/v1/{path}", json=content or {})
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def link(self, path: str, content: Any = None) -> str:
        """The address within the page of a link that the owner makes."""
        return "#" + str(self.owner("POST", path, content)["url"]).partition("#")[2]


def setting_up(tab: Tab) -> Iterator[str]:
    """Bring a tab, open at the link of a new place, through what its owner sees; nothing is sent."""
    page = tab.page
    expect(page.locator(".setup-form")).to_be_visible()
    yield "the first step of setting up"
    page.locator(".setup-form input").first.fill("7")
    page.locator(".setup-form input").nth(1).fill(PASSWORD)
    page.locator(".setup-form [type=submit]").click()
    expect(page.locator(".accent").first).to_be_visible()
    page.locator(".setup-form .choice").nth(1).locator("label").nth(1).click()
    page.locator(".accent").nth(2).click()
    yield "the second step of setting up"


def keeping(tab: Tab, here: Keeping, *, phone: bool) -> Iterator[str]:
    """Bring a visitor's tab into one state after the other, at last the owner's; yields what each is called."""
    yield from _links(tab, here)
    yield from _a_guest(tab, here)
    ask(tab, "POST", "sessions", {"name": OWNER, "password": PASSWORD})
    tab.reload()
    tab.until("name => document.querySelector('.name-chip')?.title === name", OWNER)
    yield from _order(tab, here, phone=phone)
    yield from _the_account(tab, phone=phone)


def _links(tab: Tab, here: Keeping) -> Iterator[str]:
    page = tab.page
    card = page.locator(".arrival-card:not(.quiet)")
    links = {
        "an invitation": here.link(f"rooms/{here.room}/invites", {"uses": 2, "hours": 24}),
        "a new password": here.link(f"people/{here.maja.id}/reset-link"),
        "another device": here.link("device-links"),
    }
    for name, link in links.items():
        page.evaluate("link => { location.hash = link; }", link)
        expect(card.locator(".form-actions")).to_be_visible()
        yield name
        card.locator(".form-actions .sheet-button:not(.main)").click()
        expect(card).to_have_count(0)
    page.evaluate("() => { location.hash = '#/invite/77777777777777777777'; }")
    expect(card).to_be_visible()
    yield "a link that was used"
    card.locator(".sheet-button.main").click()
    expect(card).to_have_count(0)


def _a_guest(tab: Tab, here: Keeping) -> Iterator[str]:
    page = tab.page
    page.locator(".name-chip").click()
    page.locator(".name-way").click()
    form = page.locator("dialog[open] form")
    form.locator("input").first.fill("7")
    form.locator("input").nth(1).fill("7")
    form.locator("[type=submit]").click()
    expect(page.locator("dialog[open] [role=alert]")).not_to_be_empty()
    yield "a wrong password"
    page.locator(".account-forgot").click()
    expect(form.locator("input")).to_have_count(1)
    yield "a forgotten password"
    tab.press("Escape")
    expect(form).to_have_count(0)
    me = unique("Trinker")
    here.names.append(me)
    tab.rename(me)
    tab.write("7")
    page.locator(".send").click()
    tab.sees("7")
    page.locator(".name-chip").click()
    page.locator(".name-way").click()
    form.locator("[type=password]").fill("7")
    yield "a name that is kept"
    tab.press("Escape")
    expect(form).to_have_count(0)
    person = int(ask(tab, "GET", "me")["you"]["id"])
    wish = {"kind": "mute", "person": person, "room": None, "seconds": 600, "reason": REASON}
    here.owner("POST", "sanctions", wish)
    expect(page.locator(".closed-room")).to_be_visible()
    yield "muted"


def _order(tab: Tab, here: Keeping, *, phone: bool) -> Iterator[str]:
    page = tab.page
    dialog = page.locator("dialog[open].deed-dialog")
    # Each deed is asked for in the same form; a ban has all of it.
    for deed in ("list", "takeBack", "ban"):
        page.locator(f"[data-seq='{here.said}']").focus()
        tab.press("Enter")
        page.locator(".menu-item", has=page.locator("path[d^='M12 3.5 5 6']")).click()
        expect(dialog.locator(".deed-list")).to_be_visible()
        if deed == "list":
            yield "what can be done about somebody"
        else:
            nth = {"takeBack": 0, "ban": 3}[deed]
            dialog.locator(".menu-item").nth(nth).click()
            expect(dialog.locator(".preset").first).to_be_visible()
            yield f"the question before: {deed}"
        tab.press("Escape")
        expect(dialog).to_have_count(0)
    # What waits leads there, from the figures of the place.
    page.evaluate("() => { location.hash = '#/admin/overview'; }")
    page.locator(".overview-figure.waits a").first.click()
    for part in range(3):
        page.locator(".queue [role=tab]").nth(part).click()
        expect(page.locator(".queue-item").first).to_be_visible()
        yield f"part {part} of what waits"
    tab.press("Escape")
    expect(page.locator(".queue-panel")).to_have_count(0)
    page.evaluate("room => { location.hash = `#/r/${room}`; }", here.room)
    expect(page.locator(".room-header .access.private")).to_be_visible()
    page.locator(".room-more").click()
    page.locator("#room-menu [role=menuitem]", has=page.locator("path[d^='M4 20l1']")).click()
    page.locator(".room-dialog [role=tab]").nth(1).click()
    page.locator(".order-row .plain-button").first.click()
    expect(page.locator(".order-sure")).to_be_visible()
    yield "before a member is removed"
    tab.press("Escape")
    expect(page.locator(".room-dialog")).to_have_count(0)


def _the_account(tab: Tab, *, phone: bool) -> Iterator[str]:
    page = tab.page
    if phone:
        page.locator(".rail-button").click()
    page.locator("button.menu-button").click()
    page.locator(".account-line .sheet-button").click()
    parts = page.locator(".account-part")
    expect(parts.first).to_be_visible()
    for part in range(parts.count()):
        _unfold(parts.nth(part))
        yield f"part {part} of the account"
    tab.press("Escape")
    expect(parts).to_have_count(0)


def _unfold(part: Locator) -> None:
    part.locator("summary").click()
    expect(part.locator(".account-part-inside")).to_be_visible()
