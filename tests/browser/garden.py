"""A room of two, of whom one keeps it in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.harness.http import unique

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.visits import Visits
    from tests.harness.server import Server


class Garden:
    """A room of Anna's, in which Bert is too."""

    def __init__(self, server: Server, visits: Visits, *, private: bool = False) -> None:
        self.title = unique("Garden")
        self.anna, self.bert = visits.open(server.http), visits.open(server.http)
        self.anna.named(unique("Anna"), "hello from Anna")
        self.bert.named(unique("Bert"), "hello from Bert")
        self.bert_name = self.bert.name()
        self.make(private=private)

    def make(self, *, private: bool) -> None:
        page = self.anna.page
        page.get_by_role("button", name="New room").click()
        dialog = page.get_by_role("dialog", name="New room")
        dialog.get_by_label("Title").fill(self.title)
        if private:
            dialog.get_by_text("Invited", exact=True).click()
        dialog.get_by_role("button", name="Create").click()
        expect(page.locator(".room-title")).to_have_text(self.title)
        if not private:
            self.enter()

    def enter(self) -> None:
        """Bert goes there and speaks."""
        self.link().click()
        expect(self.bert.page.locator(".room-title")).to_have_text(self.title)
        self.bert.drawn()
        self.bert.say("roses")
        self.anna.sees("roses")

    def link(self) -> Locator:
        return self.bert.page.locator(".room-link", has_text=self.title)

    def does(self, deed: str, confirm: str, *, reason: str = "") -> None:
        """Anna does something about Bert, from the menu of his message."""
        self.anna.said("roses").click(button="right")
        self.anna.page.get_by_role("menuitem", name=re.compile("^Moderate")).click()
        self.anna.page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{deed}")).click()
        dialog = self.anna.page.get_by_role("dialog")
        expect(dialog.get_by_label("Reason")).to_be_focused()
        dialog.get_by_label("Reason").fill(reason)
        dialog.get_by_role("button", name=confirm, exact=True).click()
        expect(dialog).to_have_count(0)

    def undoes(self) -> None:
        """In the toast, where it was told."""
        toast = self.anna.page.locator(".done-toast")
        toast.get_by_role("button", name="Undo").click()
        expect(toast).to_contain_text("Undone.")

    def queue(self, part: str) -> Locator:
        """What waits for Anna."""
        if self.anna.page.locator(".queue").count() == 0:
            self.anna.page.get_by_role("button", name="About this room").click()
            self.anna.page.get_by_role("menuitem", name="Review queue").click()
        self.anna.page.get_by_role("tab", name=re.compile(f"^{part}")).click()
        return self.anna.page.locator(".queue-item")
