"""The page without its server, over new versions of it, and installed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.stand_in import StandIn, built, newer
from tests.browser.tab import Tab
from tests.browser.worker import KEPT, wait
from tests.harness.http import unique

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.visits import Visits
    from tests.harness.server import Server

KEEP_ALL = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: true });
}"""

CACHED = """async () => {
  const paths = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
  return paths.sort();
}"""

# What is on the screen is written for the next start a second later, what one says at once.
ON_DISK = """async ([store, text]) => {
  const database = await new Promise((done) => {
    const opening = indexedDB.open("teahouse");
    opening.onsuccess = () => done(opening.result);
  });
  const asking = database.transaction(store).objectStore(store).getAll();
  await new Promise((done) => { asking.onsuccess = done; });
  database.close();
  return JSON.stringify(asking.result).includes(text);
}"""


def keep_all(tab: Tab, site: str) -> list[str]:
    """Has the worker keep every part of the page that it knows of, and tells their paths."""
    tab.page.evaluate(KEEP_ALL)
    parts = sorted(set(re.findall(r"assets/[\w.-]+", tab.page.request.get(f"{site}/sw.js").text())))
    wait(
        tab,
        f"async (parts) => {{ const kept = await ({CACHED})();"
        " return parts.every((part) => kept.includes(`/${part}`)); }",
        parts,
    )
    return parts


def test_the_last_history_stands_there_and_what_is_written_goes_out_once(
    fresh_server: Server, visits: Visits
) -> None:
    visits.expect_network_errors()
    context = visits.context()
    tab = visits.tab(context, fresh_server.http)
    name = unique("Hermit")
    tab.named(name, "the kettle is on")
    tab.say("the cups are warm")
    link = f"#/r/1/{tab.last_seq() - 1}"
    wait(tab, KEPT)
    wait(tab, ON_DISK, ["past", "the cups are warm"])
    tab.page.goto(f"{fresh_server.http}/{link}")
    tab.drawn()
    fresh_server.stop()

    tab.page.reload()
    tab.sees("the kettle is on")
    tab.sees("the cups are warm")
    assert tab.page.evaluate("location.hash") == link
    assert tab.name() == name
    tab.enter("said to nobody yet")
    expect(tab.page.locator("[data-key]")).to_have_count(1)
    wait(tab, ON_DISK, ["outbox", "said to nobody yet"])
    # A page that is closed and opened again has it still.
    tab.page.reload()
    tab.sees("the cups are warm")
    expect(tab.page.locator("[data-key] .said-text")).to_have_text("said to nobody yet")

    fresh_server.start()
    tab.back_and_sees("said to nobody yet")
    expect(tab.page.locator("[data-key]")).to_have_count(0)
    other = visits.open(fresh_server.http)
    assert other.texts().count("said to nobody yet") == 1
    assert tab.texts().count("said to nobody yet") == 1
    assert other.texts()[-1] == "said to nobody yet"


def test_a_network_that_is_gone_is_no_obstacle(house: Server, visits: Visits) -> None:
    visits.expect_network_errors()
    context = visits.context("zh-CN")
    tab = visits.tab(context, house.http)
    tab.named(unique("山人"), "水开了")
    wait(tab, KEPT)
    wait(tab, ON_DISK, ["past", "水开了"])
    context.set_offline(True)
    tab.page.reload()
    tab.sees("水开了")
    context.set_offline(False)
    tab.back_and_sees("水开了")
    tab.say("又连上了")


def test_nothing_of_the_api_or_of_people_is_kept(house: Server, visits: Visits) -> None:
    visits.expect("status of 404")
    context = visits.context()
    tab = visits.tab(context, house.http)
    tab.named(unique("Keeper"), "nothing to see")
    wait(tab, KEPT)
    statuses = tab.page.evaluate(
        "async (paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status))",
        ["/api/v1/me", "/api/v1/rooms", "/healthz", "/files/none/none.png", "/icons/192.png"],
    )
    assert statuses == [200, 200, 200, 404, 200]
    parts = keep_all(tab, house.http)
    assert any(part.startswith("assets/Settings-") for part in parts)
    cached = tab.page.evaluate(CACHED)
    assert "/" in cached
    assert "/icons/192.png" in cached
    strange = [
        path
        for path in cached
        if path != "/" and not path.startswith(("/assets/", "/icons/", "/favicon.svg", "/manifest"))
    ]
    assert strange == []
    assert not any(word in path for path in cached for word in ("katex", "lowlight", "woff"))


def test_a_broken_server_does_not_take_the_page_away(tmp_path: Path, visits: Visits) -> None:
    visits.expect_network_errors()
    visits.expect("502|503|404|WebSocket")
    with StandIn(built()) as server:
        context = visits.context()
        page = context.new_page()
        tab = Tab(page, server.http)
        page.goto(server.http)
        wait(tab, KEPT)
        for status in (502, 503):
            server.trouble = status
            page.reload()
            expect(page.locator("#composer")).to_be_visible()
        # A refusal of what stands before the server is shown: one may have to sign in there.
        server.trouble = 401
        visits.expect("401")
        page.reload()
        expect(page.locator("body")).to_contain_text("trouble 401")
        server.trouble = None
        server.stuck = True
        page.goto(server.http)
        expect(page.locator("#composer")).to_be_visible()
        server.stuck = False


def test_a_new_version_takes_over_and_open_pages_keep_their_parts(tmp_path: Path, visits: Visits) -> None:
    visits.expect_network_errors()
    visits.expect("404|WebSocket")
    with StandIn(built()) as server:
        context = visits.context()
        old = Tab(context.new_page(), server.http)
        old.page.goto(server.http)
        wait(old, KEPT)
        keep_all(old, server.http)
        version = old.page.locator("meta[name=build]")
        assert version.count() == 0

        server.folder = newer(built(), tmp_path / "newer")
        young = Tab(context.new_page(), server.http)
        young.page.goto(server.http)
        expect(young.page.locator("meta[name=build]")).to_have_attribute("content", "newer")
        young.page.evaluate("navigator.serviceWorker.ready.then((it) => it.update())")
        wait(young, f"async () => (await ({CACHED})()).some((path) => path.includes('newer'))")
        # What draws the settings is on the server no more.
        old.page.get_by_role("button", name="Settings").first.click()
        expect(old.page.locator("#menu")).to_be_visible()
        server.close()
        young.page.reload()
        expect(young.page.locator("meta[name=build]")).to_have_attribute("content", "newer")


def test_it_can_be_installed(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    session = tab.page.context.new_cdp_session(tab.page)
    # The browsers of the tests forget everything, which is all that there may be against it.
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in errors] == ["in-incognito"]
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert manifest["name"] == "Teahouse"
    for icon in manifest["icons"]:
        answer = tab.page.request.get(f"{house.http}{icon['src']}")
        assert answer.headers["content-type"] == icon["type"]
        width = tab.page.evaluate(
            """async (src) => {
              const image = new Image();
              image.src = src;
              await image.decode();
              return image.naturalWidth;
            }""",
            icon["src"],
        )
        assert icon["sizes"] in ("any", f"{width}x{width}")
