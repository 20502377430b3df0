"""Makes docs/screens/*.png: the real page with a conversation of two days, for the READMEs.

Run `make page` first, then: .venv/bin/python scripts/screens.py
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.screen_keeping import EVENINGS, keeping  # noqa: E402
from scripts.screen_talk import TALKS, Line, Talk  # noqa: E402
from tests.browser.tab import Tab  # noqa: E402
from tests.browser.visits import PHONE, WIDE, Visits, launched  # noqa: E402
from tests.harness.server import Server  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = ROOT / "docs" / "screens"
NOW = datetime(2026, 3, 21, 10, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
LOBBY = 1

# Drawn here, so that no picture has an owner: hills, a cup from above, leaves.
DRAWINGS = {
    "hills": (
        960,
        640,
        """<rect width="960" height="640" fill="#e9eee0"/><circle cx="700" cy="170" r="62" fill="#f3d9a6"/>
        <path d="M0 330Q240 190 480 300T960 250V640H0Z" fill="#b9cbb1"/>
        <path d="M0 420Q260 300 520 400T960 350V640H0Z" fill="#7fa07a"/>
        <path d="M0 520Q300 400 600 500T960 450V640H0Z" fill="#3f6f52"/>
        <g fill="none" stroke="#2c5740" stroke-width="7"><path d="M0 560Q300 440 600 540T960 490"/>
        <path d="M0 600Q300 480 600 580T960 530"/><path d="M0 640Q300 520 600 620T960 570"/></g>""",
    ),
    "cup": (
        800,
        640,
        """<rect width="800" height="640" fill="#d9c7ab"/><circle cx="410" cy="330" r="250" fill="#b79d78"/>
        <circle cx="400" cy="320" r="240" fill="#f7f3ea"/><circle cx="400" cy="320" r="206" fill="#fffdf7"/>
        <circle cx="400" cy="320" r="184" fill="#c9b35a"/>
        <path d="M300 260Q390 190 480 250" fill="none" stroke="#e2d388" stroke-width="14"/>
        <path d="M380 380q50-50 110-10q-50 50-110 10Z" fill="#5c7a3a"/>""",
    ),
    "leaves": (
        800,
        640,
        """<rect width="800" height="640" fill="#24382d"/><g fill="#7fa860">
        <path d="M400 600Q180 470 220 210Q390 330 400 600Z"/>
        <path d="M400 600Q620 470 590 180Q420 320 400 600Z" fill="#95bb70"/>
        <path d="M400 600Q330 330 410 80Q490 330 400 600Z" fill="#b4d18b"/></g>
        <g fill="none" stroke="#3c5f3a" stroke-width="4"><path d="M400 600Q300 400 230 230"/>
        <path d="M400 600Q500 400 582 200"/><path d="M400 600V110"/></g>""",
    ),
}


def main() -> None:
    """All pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with launched() as chromium, tempfile.TemporaryDirectory() as folder:
        for language, talk in TALKS.items():
            visits = Visits(chromium)
            server = Server(Path(folder) / language, "--limits", "off")
            server.folder.mkdir()
            try:
                server.start()
                take(visits, server, language, talk)
            finally:
                visits.close()
                server.close()
            take_keeping(Visits(chromium), Path(folder) / f"{language}-kept", language)


def take_keeping(visits: Visits, folder: Path, language: str) -> None:
    """The pictures in which a place is kept in order, in one language."""
    server = Server(folder, "--limits", "off", "--link-previews", "off")
    server.folder.mkdir()
    try:
        server.start()
        for stem, tab in keeping(visits, server, EVENINGS[language]):
            shoot(tab, f"{stem}-{language}.png")
    finally:
        visits.close()
        server.close()


def take(visits: Visits, server: Server, language: str, talk: Talk) -> None:
    """The pictures in one language."""
    people = come(visits, server, talk)
    times = fill(people, server, talk, drawings(visits))
    server.stop()
    set_times(server, times)
    server.start()
    last = talk.lobby[-1].text
    for tab in people.values():
        tab.back_and_sees(last)
    room, direct = (room for room in times if room != LOBBY)
    # A browser of its own: the one that talked keeps the messages with the times at which they were said.
    looks = people.pop(talk.looks)
    context = visits.context(talk.locale, storage_state=looks.page.context.storage_state())
    looks.page.close()
    shots: list[tuple[str, tuple[int, int], bool, int, Callable[[Tab], None]]] = [
        ("lobby-light", WIDE, False, LOBBY, stays),
        ("lobby-dark", WIDE, True, LOBBY, stays),
        ("phone-light", PHONE, False, LOBBY, stays),
        ("phone-dark", PHONE, True, LOBBY, stays),
        ("search", WIDE, False, LOBBY, lambda tab: seeks(tab, talk.sought)),
        ("poll", WIDE, False, room, stays),
        ("file", WIDE, False, room, opens_picture),
        ("conversation", WIDE, False, direct, stays),
    ]
    for stem, size, dark, shown, act in shots:
        company = [talk.partner] if shown == direct else list(people)
        for who in company:
            people[who].page.evaluate("hash => { location.hash = hash; }", f"#/r/{shown}")
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        tab = Tab(page, server.http)
        tab.load(f"#/r/{shown}")
        # Who is here is told once a second at most.
        tab.until(
            "n => document.querySelector('.people-button span').textContent === String(n)", len(company) + 1
        )
        act(tab)
        shoot(tab, f"{stem}-{language}.png")
        page.close()


def shoot(tab: Tab, name: str) -> None:
    """Write the picture, once all that is in it is loaded."""
    tab.until("() => document.fonts.status === 'loaded'")
    tab.until("() => [...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    path = FOLDER / name
    tab.page.screenshot(path=path)
    print(path.relative_to(ROOT))


def stays(tab: Tab) -> None:
    """What is open is what is shown."""


def opens_picture(tab: Tab) -> None:
    tab.page.locator(".pictures button").first.click()
    tab.page.locator("dialog[open] img").wait_for()


def seeks(tab: Tab, words: str) -> None:
    tab.page.locator(".search-button").click()
    tab.page.locator(".search-field").fill(words)
    tab.page.locator(".hit").first.wait_for()
    tab.until("() => document.querySelector('.panel-body')?.getAttribute('aria-busy') !== 'true'")


def drawings(visits: Visits) -> list[tuple[str, bytes]]:
    """Names and PNG files."""
    page = visits.context().new_page()
    made = []
    for name, (width, height, inside) in DRAWINGS.items():
        page.set_viewport_size({"width": width, "height": height})
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{inside}</svg>'
        page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
        made.append((f"{name}.png", page.screenshot()))
    page.close()
    return made


def come(visits: Visits, server: Server, talk: Talk) -> dict[str, Tab]:
    """Everyone comes in, and those who have something to say in the lobby say it; all stay."""
    people: dict[str, Tab] = {}
    for line in talk.lobby:
        if line.who not in people:
            people[line.who] = visits.open(server.http, talk.locale)
            people[line.who].rename(line.who)
        written = line.text
        text = written.partition(" ")[2] if written.startswith("@") else written
        people[line.who].say_to(written, text)
    return people


class Asker:
    """Requests in the name of somebody whose page is open."""

    def __init__(self, people: dict[str, Tab], address: str) -> None:
        self._people = people
        self._address = address

    def ask(self, who: str, method: str, path: str, body: Any) -> Any:
        """What the server answers; `body` is JSON, or the bytes of a file."""
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        answer = self._people[who].page.context.request.fetch(
            f"{self._address}/api/v1{path}",
            method=method,
            data=body,
            headers={"origin": self._address, "content-type": kind},
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json() if answer.body() else None

    def say(self, room: int, line: Line, **more: Any) -> int:
        """The seq of what was said."""
        sent = self.ask(line.who, "POST", f"/rooms/{room}/messages", {"body": line.text, **more})
        return int(sent["seq"])


def fill(
    people: dict[str, Tab], server: Server, talk: Talk, pictures: list[tuple[str, bytes]]
) -> dict[int, list[int]]:
    """All but the words of the lobby; of each room, how many minutes ago its messages were said."""
    asker = Asker(people, server.http)
    for nth, emoji, fans in talk.reacted:
        for who in fans:
            asker.ask(who, "PUT", f"/rooms/{LOBBY}/messages/{nth}/reactions/{quote(emoji)}", {})
    asker.ask(talk.looks, "PUT", f"/rooms/{LOBBY}/messages/{talk.pinned}/pin", {})

    host = talk.pictures.who
    made = [
        asker.ask(host, "POST", "/rooms", {"title": title, "topic": topic}) for title, topic in talk.rooms
    ]
    room = int(made[0]["id"])
    files = [asker.ask(host, "POST", f"/files?name={name}", data)["id"] for name, data in pictures]
    seq = asker.say(room, talk.pictures, files=files)
    asker.say(room, talk.answer, reply_to=seq)
    poll = asker.say(room, talk.poll, options=talk.options)
    for who, option in talk.votes:
        if who in people:
            asker.ask(who, "PUT", f"/rooms/{room}/messages/{poll}/vote", {"option": option})
    asker.say(room, talk.last)
    asker.ask(talk.looks, "PUT", f"/rooms/{room}/messages/{seq}/reactions/{quote('🌿')}", {})

    partner = asker.ask(talk.partner, "GET", "/me", None)["you"]["id"]
    direct = int(asker.ask(talk.looks, "POST", "/conversations", {"people": [partner]})["id"])
    for line in talk.conversation:
        asker.say(direct, line)
    return {
        LOBBY: [line.minutes for line in talk.lobby],
        room: [line.minutes for line in (talk.pictures, talk.answer, talk.poll, talk.last)],
        direct: [line.minutes for line in talk.conversation],
    }


def set_times(server: Server, times: dict[int, list[int]]) -> None:
    """Spread the conversations over two days; nobody came or went meanwhile."""
    with closing(sqlite3.connect(server.database)) as database, database:
        for room, minutes in times.items():
            said = database.execute(
                "SELECT seq FROM events WHERE room = ? AND kind = 'message.created' ORDER BY seq", (room,)
            ).fetchall()
            assert len(said) == len(minutes)
            for (seq,), ago in zip(said, minutes, strict=True):
                at = int((NOW - timedelta(minutes=ago)).timestamp() * 1000)
                database.execute("UPDATE events SET at = ? WHERE room = ? AND seq = ?", (at, room, seq))


if __name__ == "__main__":
    main()
