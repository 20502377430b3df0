"""A room that was exported is read without a network, a server or a script, on any screen."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from teahouse import setting_sources
from tests.moves.conftest import Place
from tests.moves.test_own import Teller, lived_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a room with something of everything, wide things too."""
    folder = tmp_path_factory.mktemp("exported")
    place = Place(setting_sources.load({"data": str(folder / "data")}, {}, None))

    async def make() -> None:
        await lived_in(place)
        async with place.store() as store:
            ann = (await store.people_by_name(["Ann"]))[0].person
            teller = Teller(store, 1)
            await teller.put(ann, "x" * 500)
            await teller.put(ann, "```\n" + "wide code " * 50 + "\n```")
            await teller.put(ann, "an answer to " + "something long " * 20, target=1)
        await place.export(folder / "tea.html", "Tea & talk", "html")
        await place.export(folder / "wide.html", "1", "html")

    # The browser's driver has a loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, make()).result()
    return folder / "tea.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_opens_offline_without_script_on_a_phone(chromium: Browser, page_file: Path, theme: str) -> None:
    context = chromium.new_context(
        offline=True,
        java_script_enabled=False,
        viewport={"width": 360, "height": 740},
        color_scheme=theme,  # type: ignore[arg-type]
    )
    try:
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        for name in ("wide.html", "tea.html"):
            page.goto(page_file.with_name(name).as_uri(), wait_until="load")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide == 0, f"{name} scrolls sideways"
        image = page.locator("img")
        image.scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('img').complete")
        assert image.evaluate("node => node.naturalWidth") == 64
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert (paper == "rgb(251, 250, 247)") == (theme == "light")
        assert page.get_by_text("edited", exact=True).first.is_visible()
        page.get_by_label("中文").check()
        assert page.get_by_text("已编辑", exact=True).first.is_visible()
        assert not page.get_by_text("edited", exact=True).first.is_visible()
        page.get_by_text("↩").first.click()
        assert page.url.endswith("#m1")
        assert all(url.startswith(("file:", "data:")) for url in asked)
        assert complaints == []
    finally:
        context.close()
