"""The page's service worker, as the tests ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browser.tab import Tab

# The worker has the page, and the page has the worker.
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  return (await caches.match("/")) !== undefined && navigator.serviceWorker.controller !== null;
}"""


def wait(tab: Tab, condition: str, argument: Any = None) -> None:
    """Until an async function of the page gives true."""
    for _ in range(300):
        if tab.page.evaluate(condition, argument):
            return
        tab.page.wait_for_timeout(50)
    raise AssertionError(f"did not come to hold: {condition} of {argument!r}")
