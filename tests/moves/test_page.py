"""The page of a room: what is in it, and that nothing in it can do anything."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from teahouse.model.people import Person, Role
from teahouse.moves import page
from teahouse.moves.errors import MoveError
from teahouse.moves.markdown import to_html
from teahouse.moves.page import size_of
from teahouse.protocol.parts import Extras
from teahouse.settings import Language
from teahouse.store.port import Past
from tests.moves.conftest import MakePlace
from tests.moves.test_own import Teller, lived_in


async def test_everything_of_a_room_is_in_its_page(sqlite_place: MakePlace, tmp_path: Path) -> None:
    here = sqlite_place()
    await lived_in(here)
    report = await here.export(tmp_path / "tea.html", "Tea & talk", "html")
    assert (report.messages, report.files) == (7, 1)
    text = (tmp_path / "tea.html").read_text()
    for part in (
        "<title>Tea &amp; talk</title>", "What we drink", "hello <strong>everybody</strong> 茶", "edited", "已编辑",
        'data:image/png;base64,', "🍵 2", "听雨的茶客, Ann", "black — 2", "The poll is closed", "sips",
        'href="https://tea.example/x"', '<article id="m1">', '<a class="reply" href="#m1">', "Content-Security-Policy",
    ):  # fmt: skip
        assert part in text, part
    assert not re.search(r"<script|<link|\son\w+=|@import|url\(", text)
    assert set(re.findall(r'(?:src|href)="([^"#:]+)', text)) <= {"data", "https"}


async def test_all_rooms_are_pages_in_a_folder(sqlite_place: MakePlace, tmp_path: Path) -> None:
    here = sqlite_place()
    await lived_in(here)
    await here.export(tmp_path / "pages", form="html")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["1-lobby.html", "2-Tea-talk.html"]
    with pytest.raises(MoveError, match="there already"):
        await here.export(tmp_path / "pages", form="html")


async def test_what_one_person_says_in_a_row_stands_under_one_name(
    sqlite_place: MakePlace, tmp_path: Path
) -> None:
    here = sqlite_place()
    async with here.store() as store:
        ann = await store.add_person("Ann", Role.MEMBER, None, 1, 0)
        ben = await store.add_person("Ben", Role.MEMBER, None, 1, 0)
        room = (await store.add_room("room-1", "Tea", "", ann.id, 1)).info.id
        teller = Teller(store, room)
        minute, midnight = 60_000, 1_600_041_600_000
        whisper = {"to": ann, "visible_to": (ann.id, ben.id)}
        benny = Person(ben.id, "Benny")
        told: list[tuple[Person, int, dict[str, Any]]] = [
            (ann, 0, {}),
            (ann, 4, {}),  # 2: within a few minutes
            (ann, 5, {}),
            (ben, 5, {}),
            (ben, 5, whisper),
            (ben, 5, whisper),  # 6
            (ben, 5, {}),
            (ben, 5, {"extras": Extras(action=True)}),  # 8: what they do stands alone
            (ben, 5, {}),
            (benny, 6, {}),
            (benny, 6, {}),  # 11
            (benny, 9, {}),  # the next day
        ]
        for sender, minutes, more in told:
            at = midnight + (minutes - 9) * minute
            await teller.put(sender, "said", past=Past(at=at), **more)
    await here.export(tmp_path / "tea.html", str(room), "html", private=True)
    text = (tmp_path / "tea.html").read_text()
    assert re.findall(r'id="m(\d+)" class="more"', text) == ["2", "6", "11"]
    assert re.findall(r'id="m(\d+)" class="action"', text) == ["8"]
    # Who reads it aloud hears each name, and each message has its time and place.
    assert text.count('<span class="name">') == text.count('<a class="at"') == 12


@pytest.mark.parametrize(("language", "title"), [("en", "Lobby"), ("zh-CN", "大堂")])
async def test_a_lobby_without_a_title_is_called_as_in_the_chat(
    sqlite_place: MakePlace, tmp_path: Path, language: str, title: str
) -> None:
    here = sqlite_place()
    here.settings = replace(here.settings, language=Language(language))
    await here.export(tmp_path / "lobby.html", "lobby", "html")
    text = (tmp_path / "lobby.html").read_text()
    assert f"<title>{title}</title>" in text
    assert re.search(r"<h1><span[^>]+>大堂</span><span[^>]+>Lobby</span></h1>", text)


async def test_images_beyond_the_bound_are_listed(
    sqlite_place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "IMAGES_BYTES", 10)
    here = sqlite_place()
    await lived_in(here)
    report = await here.export(tmp_path / "tea.html", "2", "html")
    assert report.notes == {"images that are only listed, as the page would be too large": 1}
    assert "data:image/png;base64," not in (tmp_path / "tea.html").read_text()
    assert "📎 leaf.png" in (tmp_path / "tea.html").read_text()


async def test_a_name_or_title_is_never_markup(sqlite_place: MakePlace, tmp_path: Path) -> None:
    here = sqlite_place()
    async with here.store() as store:
        ann = await store.add_person("<b>Ann", Role.GUEST, None, 1, 0)
        room = (await store.add_room("room-1", "<script>1</script>", "<img src=x>", ann.id, 1)).info.id
        teller = Teller(store, room)
        first = await teller.put(ann, "<script>alert(1)</script> <img src=x onerror=y>")
        await teller.put(ann, "answer", target=first)
    await here.export(tmp_path / "x.html", str(room), "html")
    text = (tmp_path / "x.html").read_text()
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>\n"),
        ("a\nb", "<p>a<br>\nb</p>\n"),
        ("<b>x</b> &amp;", "<p>&lt;b&gt;x&lt;/b&gt; &amp;amp;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>\n"),
        ("![x](https://x.example/a.png)", '<p>!<a href="https://x.example/a.png" rel="noopener noreferrer nofollow" target="_blank">x</a></p>\n'),
        ("看 https://x.example/a?b=1&c，好", '<p>看 <a href="https://x.example/a?b=1&amp;c" rel="noopener noreferrer nofollow" target="_blank">https://x.example/a?b=1&amp;c</a>，好</p>\n'),
        ("```py\n<b>\n```", '<pre><code class="language-py">&lt;b&gt;\n</code></pre>\n'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
    ],
)  # fmt: skip
def test_texts(text: str, expected: str) -> None:
    assert to_html(text) == expected


def test_a_text_that_nests_without_end_costs_little() -> None:
    for text in ("> " * 8_000 + "x", "[" * 16_000, "*a " * 5_000, "`" * 16_000, "- " * 8_000):
        assert to_html(text)


def test_sizes() -> None:
    assert [size_of(size) for size in (5, 1_500, 2_000_000, 3_000_000_000, 5 * 10**12)] == [
        "5 B", "1.5 KB", "2.0 MB", "3.0 GB", "5000.0 GB",
    ]  # fmt: skip
