"""Files of a message: pasted, on their way, looked at, refused, and never run."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.harness.http import unique

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import FilePayload, Route

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server

UPWARD_BYTES_PER_S = 600_000
TOO_LARGE = 26_000_000

PUT_INTO_CLIPBOARD = """async (content) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
}"""

# How far the upload was each time that it was drawn.
KEEP_PROGRESS = """() => {
  window.progress = [];
  const look = () => {
    const bar = document.querySelector(".tray progress");
    if (bar && bar.value !== window.progress.at(-1)) window.progress.push(bar.value);
    requestAnimationFrame(look);
  };
  look();
}"""

COUNT_SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift" });
}"""

PLACES = """() => [...document.querySelectorAll("[data-seq], .picture, .box")].map((element) => {
  const { top, left, width, height } = element.getBoundingClientRect();
  return [top, left, width, height].map(Math.round);
})"""

COLOURS = """["", "-name", "-head"].map((part) => {
  const style = getComputedStyle(document.querySelector(`.lightbox${part}`));
  return [style.color, style.backgroundColor, style.borderBottomColor];
})"""

TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"

RAN = "window.top.ran = true; document.title = 'ran'; fetch('/api/v1/me?ran')"
SVG = (
    f"<svg xmlns='http://www.w3.org/2000/svg' width='80' height='80' onload=\"{RAN}\">"
    f"<script>{RAN}</script><rect width='80' height='80'/></svg>"
)
HTML = f'<!doctype html><title>page</title><script>{RAN}</script><img src=x onerror="{RAN}">'


def picture(width: int, height: int, *, seed: int = 60) -> bytes:
    """A PNG that does not get smaller."""
    made = io.BytesIO()
    Image.effect_noise((width, height), seed).save(made, "PNG")
    return made.getvalue()


def choose(tab: Tab, *files: FilePayload | Path) -> None:
    """Pick files by the dialog of the system."""
    field = tab.page.locator("#attach-files")
    field.set_input_files(list(files))  # type: ignore[arg-type]


def png(name: str, width: int = 300, height: int = 200) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": picture(width, height)}


def test_a_pasted_image_goes_up_in_sight_and_moves_nothing(house: Server, visits: Visits) -> None:
    context = visits.context(permissions=["clipboard-read", "clipboard-write"])
    tab, other = visits.tab(context, house.http), visits.open(house.http)
    for number in range(12):
        tab.say(f"something above it {number}")
    other.say(unique("I look on"))
    tab.page.evaluate(PUT_INTO_CLIPBOARD, base64.b64encode(picture(900, 800)).decode())
    session = context.new_cdp_session(tab.page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": UPWARD_BYTES_PER_S}
    session.send("Network.emulateNetworkConditions", slow)
    tab.page.evaluate(KEEP_PROGRESS)
    tab.write("my new pot")
    tab.press("Control+v")
    tray = tab.page.get_by_role("list", name="Files of this message")
    expect(tray.get_by_role("listitem")).to_have_count(1)
    expect(tray.get_by_role("progressbar")).to_have_count(1)
    expect(tray).to_contain_text(re.compile(r"\d+%"))
    # The picture of it is there before it is up, and the text is one's own all the while.
    expect(tray.locator("img")).to_have_attribute("src", re.compile("^blob:"))
    tab.write("!")
    expect(tab.field).to_have_value("my new pot!")
    expect(tray).to_contain_text("Ready")
    drawn = tab.page.evaluate("window.progress")
    print("progress as it was drawn:", drawn)
    assert drawn == sorted(drawn)
    assert len([value for value in drawn if 0 < value < 100]) >= 2

    # What the others see, first with the picture still on its way.
    waiting: list[Route] = []
    other.page.route("**/files/**", lambda route: waiting.append(route))
    tab.press("Enter")
    other.sees("my new pot!")
    other.until("() => document.querySelector('.picture img') !== null")
    while not waiting:
        other.page.evaluate(TWO_FRAMES)
    other.page.evaluate(TWO_FRAMES)
    before = other.page.evaluate(PLACES)
    other.page.evaluate(COUNT_SHIFTS)
    for route in waiting:
        route.continue_()
    other.page.unroute("**/files/**")
    for page in (tab, other):
        page.until("() => document.querySelector('.picture img').naturalWidth > 0")
    other.page.evaluate(TWO_FRAMES)
    assert other.page.evaluate(PLACES) == before
    assert other.page.evaluate("window.shifts") == 0
    assert other.at_end()

    # Nor when one comes back, and it is the last thing of the room.
    fresh = visits.context()
    fresh.add_init_script(f"({COUNT_SHIFTS})()")
    late = visits.tab(fresh, house.http)
    late.until("() => document.querySelector('.picture img')?.naturalWidth > 0")
    late.page.evaluate(TWO_FRAMES)
    assert late.at_end()
    assert late.page.evaluate("window.shifts") <= 0.02


def test_an_upload_can_be_cancelled_and_a_message_waits_for_its_files(house: Server, visits: Visits) -> None:
    tab, other = visits.open(house.http), visits.open(house.http)
    tab.say(unique("here"))
    waiting: list[Route] = []
    tab.page.route("**/api/v1/files?**", lambda route: waiting.append(route))
    choose(tab, png("one.png"), png("two.png"))
    tray = tab.page.get_by_role("list", name="Files of this message")
    expect(tray.get_by_role("listitem")).to_have_count(2)
    tray.get_by_role("button", name=re.compile("^Remove .*one.png")).click()
    expect(tray.get_by_role("listitem")).to_have_count(1)
    text = unique("with a picture")
    tab.enter(text)
    # It goes out by itself once the file is up.
    expect(tab.page.locator(".send")).to_contain_text("Waiting for files")
    expect(tab.field).to_have_value(text)
    assert text not in tab.own_texts() + tab.texts()
    for route in waiting:
        route.continue_()
    tab.page.unroute("**/api/v1/files?**")
    for page in (tab, other):
        page.sees(text)
        expect(page.said(text).get_by_role("button", name=re.compile("two.png"))).to_have_count(1)
        expect(page.said(text).get_by_role("button", name=re.compile("one.png"))).to_have_count(0)
    expect(tab.field).to_have_value("")
    expect(tray).to_have_count(0)


def test_pictures_are_looked_at_by_keyboard(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.say(unique("look"))
    choose(tab, png("first.png"), png("second.png", 900, 1_400), png("third.png"))
    tray = tab.page.get_by_role("list", name="Files of this message")
    expect(tray.get_by_text("Ready")).to_have_count(3)
    text = unique("three pictures")
    tab.say(text)
    first = tab.said(text).get_by_role("button", name=re.compile("first.png"))
    first.focus()
    tab.press("Enter")
    box = tab.page.get_by_role("dialog")
    shown = box.locator("img.lightbox-picture")
    expect(shown).to_have_attribute("alt", "first.png")
    expect(box).to_contain_text("1 / 3")
    # Pictures stand on dark in the light theme too, with all that is around them.
    light = tab.page.evaluate(COLOURS)
    tab.page.emulate_media(color_scheme="dark")
    assert tab.page.evaluate(COLOURS) == light
    tab.page.emulate_media(color_scheme="light")
    for key, name in (
        ("ArrowRight", "second"),
        ("ArrowRight", "third"),
        ("ArrowRight", "third"),
        ("ArrowLeft", "second"),
    ):
        tab.press(key)
        expect(shown).to_have_attribute("alt", f"{name}.png")
    tab.until("() => document.querySelector('.lightbox-picture').naturalWidth === 900")
    fits = shown.bounding_box()
    assert fits is not None
    assert fits["height"] <= 800
    tab.press("+")
    expect(box.get_by_role("button", name="Fit to the window")).to_have_attribute("aria-pressed", "true")
    tab.until("() => document.querySelector('.lightbox-picture').getBoundingClientRect().height >= 1399")
    tab.press("-")
    expect(box.get_by_role("button", name="Enlarge")).to_have_attribute("aria-pressed", "false")
    # The focus stays inside, and goes back to where it was.
    for _ in range(8):
        tab.press("Tab")
        assert tab.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    tab.press("Escape")
    expect(box).to_have_count(0)
    expect(first).to_be_focused()


@pytest.mark.parametrize("name", ["drawing.svg", "page.html"])
def test_what_could_run_does_not(house: Server, visits: Visits, name: str) -> None:
    tab = visits.open(house.http)
    tab.say(unique("watch out"))
    content = (SVG if name.endswith("svg") else HTML).encode()
    # A browser tells the type by the name; the server looks at the content.
    mime = "image/svg+xml" if name.endswith("svg") else "text/html"
    choose(tab, {"name": name, "mimeType": mime, "buffer": content})
    expect(tab.page.get_by_role("list", name="Files of this message")).to_contain_text("Ready")
    text = unique("a file")
    tab.say(text)
    card = tab.said(text).get_by_role("link")
    expect(card).to_contain_text(name)
    expect(tab.said(text).locator("img, iframe, object, embed, svg[onload]")).to_have_count(0)
    assert tab.page.evaluate("window.ran") is None

    # A press saves it.
    with tab.page.expect_download() as saved:
        card.click()
    assert saved.value.suggested_filename == name

    # Opened by its address, where it would be of this origin: it is saved, or stands there without a script.
    address = card.evaluate("(link) => link.href")
    asked: list[str] = []
    page = tab.page.context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_download() as saved:
        page.evaluate("(address) => { location.href = address; }", address)
    assert saved.value.suggested_filename == name
    assert page.url == "about:blank"
    assert not any(url.endswith("?ran") for url in asked)
    # Within a page of this origin: as a frame it is refused, and as a picture it draws nothing that runs.
    headers: dict[str, Any] = tab.page.evaluate(
        "(address) => fetch(address).then((answer) => Object.fromEntries(answer.headers))", address
    )
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["content-type"].split(";")[0] not in (
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
    )
    assert tab.page.evaluate("window.ran") is None


def test_what_cannot_be_sent_is_told_and_the_text_stays(
    house: Server, visits: Visits, tmp_path: Path
) -> None:
    visits.expect("status of 4(13|15|22)")  # what the server refuses stands in the console, too
    tab = visits.open(house.http)
    tab.say(unique("two files follow"))
    draft = "a text that I do not want to lose"
    tab.write(draft)
    large = tmp_path / "film.mkv"
    with large.open("wb") as file:
        file.truncate(TOO_LARGE)
    program = tmp_path / "holiday.png"
    program.write_bytes(b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00" + bytes(4_000))
    tray = tab.page.get_by_role("list", name="Files of this message")

    choose(tab, large)
    expect(tray.get_by_role("alert")).to_have_text("26 MB is too large: files can be up to 25 MB.")
    expect(tab.field).to_have_value(draft)
    choose(tab, program)
    expect(tray.get_by_role("alert").last).to_have_text(
        "Programs cannot be sent. Put it into a zip file first."
    )
    expect(tab.field).to_have_value(draft)

    # Sent as it is, nothing goes out without a word.
    tab.press("Enter")
    expect(tab.page.get_by_role("alert").filter(has_text="Not sent: a file was not uploaded.")).to_have_count(
        1
    )
    expect(tab.field).to_have_value(draft)
    assert draft not in tab.texts() + tab.own_texts()
    for name in ("film.mkv", "holiday.png"):
        tray.get_by_role("button", name=re.compile(f"^Remove .*{name}")).click()
    expect(tray).to_have_count(0)
    expect(tab.field).to_have_value(draft)
    tab.press("Enter")
    tab.sees(draft)
    assert list((house.data / "files").rglob("*.exe")) == []
