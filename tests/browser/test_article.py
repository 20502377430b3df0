"""A page like the tutorial's, from another origin, in one room with the real page."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Dialog, Page

    from tests.browser.visits import Visits
    from tests.harness.server import Server

    OpenPage = Callable[[Server, str | None], Page]

FOLDER = Path(__file__).resolve().parents[1] / "article"


class Files(SimpleHTTPRequestHandler):
    """Serves a folder and keeps quiet about it."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    """The address at which the folder of the page is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=FOLDER)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def open_page(files: str, visits: Visits) -> OpenPage:
    """Opens the tutorial's page; the prompt is answered with a name, or cancelled with None."""

    def open_(server: Server, name: str | None) -> Page:
        page = visits.context().new_page()

        def answer(dialog: Dialog) -> None:
            if name is None:
                dialog.dismiss()
            else:
                dialog.accept(name)

        page.on("dialog", answer)
        page.goto(f"{files}/page.html?port={server.port}")
        return page

    return open_


def test_both_pages_see_each_other(fresh_server: Server, visits: Visits, open_page: OpenPage) -> None:
    modern = visits.open(fresh_server.http)
    modern.named("Modern", "the real page is here")
    classic = open_page(fresh_server, "Classic")
    expect(classic.locator("#people li")).to_have_count(2)
    assert sorted(classic.locator("#people li").all_text_contents()) == ["Classic", "Modern"]
    expect(classic.locator("#count")).to_have_text("2")
    modern.until_people("Classic", "Modern")

    words = classic.locator("#words")
    words.fill("greetings from the tutorial")
    words.press("Enter")
    modern.sees("greetings from the tutorial")
    assert modern.shown()[-1].author == "Classic"
    expect(classic.locator("#messages p").last).to_have_text("Classic: greetings from the tutorial")
    modern.say("greetings back")
    expect(classic.locator("#messages p").last).to_have_text("Modern: greetings back")

    # Whispers go both ways, and are marked.
    modern.say_to("@Classic only for you", "only for you")
    modern.press("Backspace")  # takes the chip away: what follows is for all
    expect(classic.locator("#messages p").last).to_contain_text("only for you")
    words.fill("@Modern and this for you")
    words.press("Enter")
    modern.sees("and this for you")
    assert modern.shown()[-1].marks == ["whisper: Whisper, only for you"]

    # What the modern page does beyond the dialogue never reaches the old one.
    modern.rename("Modernised")
    modern.write("typing")
    modern.field.fill("")
    modern.say("done")
    expect(classic.locator("#messages p").last).to_have_text("Modernised: done")
    expect(classic.locator("#messages")).not_to_contain_text("unknown type")
    # As durable as any: a fresh load has it.
    modern.reload()
    assert "greetings from the tutorial" in modern.texts()
    classic.close()
    modern.until_people("Modernised")


def test_markup_comes_out_as_text(fresh_server: Server, visits: Visits, open_page: OpenPage) -> None:
    modern = visits.open(fresh_server.http)
    modern.say("<img src=x onerror=alert(1)> from the page")
    attack = "<img src=x onerror=\"document.title='owned'\">"
    classic = open_page(fresh_server, "<b>bold</b>")
    other = open_page(fresh_server, "<img onerror=alert(1)>")
    for page in (classic, other):
        expect(page.locator("#people li")).to_have_count(3)
        assert page.locator("#people img, #people b").count() == 0
    words = classic.locator("#words")
    words.fill(attack)
    words.press("Enter")
    modern.sees(attack)
    modern.say("<b>not bold</b>")
    for page in (classic, other):
        expect(page.locator("#messages p").last).to_contain_text("<b>not bold</b>")
        assert page.locator("#messages img").count() == 0
        assert page.locator("#messages p:last-child b").count() == 1, "only the page's own, around the name"
        assert page.title() == "chat"
    assert modern.page.locator(".log img, .people img").count() == 0


@pytest.mark.parametrize("name", [None, "", "Taken"], ids=["cancelled", "empty", "taken"])
def test_a_name_is_given_where_none_can_be_had(
    house: Server, visits: Visits, open_page: OpenPage, name: str | None
) -> None:
    modern = visits.open(house.http)
    if name == "Taken":
        modern.rename("Taken")
    modern.say(f"before ({name})")
    classic = open_page(house, name)
    expect(classic.locator("#messages p").first).not_to_be_empty()
    words = classic.locator("#words")
    words.fill(f"who am I? ({name})")
    words.press("Enter")
    modern.sees(f"who am I? ({name})")
    given = modern.shown()[-1].author
    assert given not in ("", "null", "undefined", "Taken")
    expect(classic.locator("#people")).to_contain_text(given)
