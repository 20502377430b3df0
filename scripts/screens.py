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
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.tab import Tab  # noqa: E402
from tests.browser.visits import PHONE, WIDE, Visits, launched  # noqa: E402
from tests.harness.server import Server  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
NOW = datetime(2026, 3, 21, 10, 24, tzinfo=ZoneInfo("Asia/Shanghai"))

# (minutes before now, who, what); a leading @name whispers. The first of all is who looks at the picture.
SAID: dict[str, list[tuple[int, str, str]]] = {
    "en": [
        (1_084, "Maja", "The first-flush Darjeeling came today. Two hundred grams, who wants some?"),
        (1_081, "Oskar", "Me! Last year's was gone in a week."),
        (1_080, "雨前", "I would trade you some Longjing for it."),
        (1_062, "June", "Keep a pot for me, I am at the tasting until late."),
        (37, "Oskar", "Good morning. Which water do you take for a Longjing?"),
        (35, "雨前", "Eighty degrees, poured along the side of the cup. 龙井怕烫。"),
        (34, "雨前", "The second infusion is the best one."),
        (29, "Maja", "There is a good table at https://example.org/tea/temperatures"),
        (12, "Maja", "@June I kept fifty grams for you. Don't tell Oskar."),
        (4, "Oskar", "June, how was the tasting?"),
        (1, "June", "Lovely. Five teas, eleven people, and nobody wanted to go home."),
    ],
    "zh-CN": [
        (1_084, "雨前", "今年的明前龙井到了，两百克，谁要？"),
        (1_081, "阿福", "我要！去年的一个星期就喝完了。"),
        (1_080, "Maja", "I would trade you some Darjeeling for it."),
        (1_062, "小满", "给我留一壶，我在品茶会，回来得晚。"),
        (37, "阿福", "早上好。泡龙井用多少度的水？"),
        (35, "雨前", "八十度左右，沿着杯壁慢慢倒，龙井怕烫。"),
        (34, "雨前", "第二泡最好喝。"),
        (29, "Maja", "这里有张不错的表：https://example.org/tea/temperatures"),
        (12, "雨前", "@小满 给你留了五十克，别告诉阿福。"),
        (4, "阿福", "小满，昨天的品茶会怎么样？"),
        (1, "小满", "很好，五款茶，十一个人，谁都不想回家。"),
    ],
}
LOOKS = {"en": "June", "zh-CN": "小满"}
LOCALES = {"en": "en-GB", "zh-CN": "zh-CN"}


def main() -> None:
    """All pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with launched() as chromium, tempfile.TemporaryDirectory() as folder:
        for language in SAID:
            visits = Visits(chromium)
            server = Server(Path(folder) / language, "--limits", "off")
            server.folder.mkdir()
            try:
                server.start()
                take(visits, server, language)
            finally:
                visits.close()
                server.close()


def take(visits: Visits, server: Server, language: str) -> None:
    """The pictures in one language."""
    people = talk(visits, server, language)
    server.stop()
    set_times(server, language)
    server.start()
    last = SAID[language][-1][2]
    for tab in people.values():
        tab.back_and_sees(last)
    context = people[LOOKS[language]].page.context
    for width, stem in ((WIDE, "lobby"), (PHONE, "phone")):
        for light in ("light", "dark"):
            page = context.new_page()
            page.clock.set_fixed_time(NOW)
            page.set_viewport_size({"width": width[0], "height": width[1]})
            page.emulate_media(color_scheme="dark" if light == "dark" else "light", reduced_motion="reduce")
            tab = Tab(page, server.http)
            tab.load()
            tab.sees(last)
            # Who is here is told once a second at most.
            tab.until(
                "n => document.querySelector('.people-button span').textContent === String(n)", len(people)
            )
            tab.until("() => document.fonts.status === 'loaded'")
            path = FOLDER / f"{stem}-{light}-{language}.png"
            page.screenshot(path=path)
            print(path.relative_to(ROOT))
            page.close()


def talk(visits: Visits, server: Server, language: str) -> dict[str, Tab]:
    """Everyone comes in and says it; who said it and stays."""
    people: dict[str, Tab] = {}
    for _, name, written in SAID[language]:
        if name not in people:
            people[name] = visits.open(server.http, LOCALES[language])
            people[name].rename(name)
        text = written.partition(" ")[2] if written.startswith("@") else written
        people[name].say_to(written, text)
    return people


def set_times(server: Server, language: str) -> None:
    """Spread the conversation over two days; nobody came or went meanwhile."""
    with closing(sqlite3.connect(server.database)) as database, database:
        for seq, (minutes, _, _) in enumerate(SAID[language], start=1):
            at = int((NOW - timedelta(minutes=minutes)).timestamp() * 1000)
            changed = database.execute("UPDATE events SET at = ? WHERE seq = ?", (at, seq))
            assert changed.rowcount == 1


if __name__ == "__main__":
    main()
