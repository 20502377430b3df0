"""Browser contexts (each a browser of its own to the server) and the watch over their complaints."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from tests.browser.tab import Tab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

WIDE = (1280, 800)
PHONE = (360, 740)

# A violation that the console would not show is made to show there.
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}`);
});"""

# What Chromium itself says when a connection fails, which is not the page's doing.
NETWORK = r"WebSocket connection to .* failed|Failed to load resource: net::ERR_"


@contextmanager
def launched() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program is not None, "this needs Chromium (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


class Visits:
    """All pages of one test."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._complaints: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def context(
        self,
        locale: str = "en-US",
        *,
        size: tuple[int, int] = WIDE,
        finger: bool = False,
        dark: bool = False,
        **options: Any,
    ) -> BrowserContext:
        """A browser of its own: cookies and storage are shared with no other. `finger`: a phone."""
        context = self._browser.new_context(
            locale=locale,
            viewport={"width": size[0], "height": size[1]},
            is_mobile=finger,
            has_touch=finger,
            color_scheme="dark" if dark else "light",
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.add_init_script(TELL_VIOLATIONS)
        context.on("page", self._watch)
        self._contexts.append(context)
        return context

    def open(self, address: str, locale: str = "en-US", **options: Any) -> Tab:
        """A page in a browser of its own, its history drawn."""
        return self.tab(self.context(locale, **options), address)

    def tab(self, context: BrowserContext, address: str) -> Tab:
        """One more page of a browser."""
        tab = Tab(context.new_page(), address)
        tab.load()
        return tab

    def expect(self, pattern: str) -> None:
        """In this test, what matches is no complaint."""
        self._expected.append(re.compile(pattern))

    def expect_network_errors(self) -> None:
        """This test takes the network away: failed connections are no complaint."""
        self.expect(NETWORK)

    def complaints(self) -> list[str]:
        """Errors, warnings and violations that nobody expected."""
        return [
            text for text in self._complaints if not any(pattern.search(text) for pattern in self._expected)
        ]

    def settle(self) -> None:
        """Have what the pages said so far arrive here."""
        for context in self._contexts:
            for page in context.pages:
                page.evaluate("0")

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._complaints.append(f"exception: {error}"))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self._complaints.append(f"{message.type}: {message.text}")
