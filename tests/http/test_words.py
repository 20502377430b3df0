"""Trying the word filter: for who may change it, with the words that are given, and without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from teahouse.model.people import Role
from tests.http.test_admin import ADMIN, at_desk, code, told

if TYPE_CHECKING:
    from pathlib import Path

TRY = f"{ADMIN}/words/try"
WORDS = [{"word": "casino", "action": "mask"}, {"word": "发票", "action": "hold"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the cаsino is open", {"action": "mask", "text": "the ●●●●●● is open"}),
        ("代开发 票", {"action": "hold", "text": "代开发 票"}),
        ("casinos of old", {"action": None, "text": "casinos of old"}),
    ],
    ids=["look-alike", "chinese", "another-word"],
)
async def test_a_text_is_tried_on_the_words_that_are_given(
    tmp_path: Path, text: str, expected: dict[str, object]
) -> None:
    async with at_desk(tmp_path) as (desk, _):
        await desk.enrol("Ada", Role.ADMIN)
        assert told(await desk.ask("Ada", "POST", TRY, {"text": text, "words": WORDS})) == expected
        assert told(await desk.ask("Ada", "GET", f"{ADMIN}/house"))["filter_words"]["value"] == []


async def test_only_who_may_change_the_filter_may_try_it(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, _):
        for name, role in (("Gus", Role.GUEST), ("Mod", Role.MODERATOR)):
            await desk.enrol(name, role)
            refused = await desk.ask(name, "POST", TRY, {"text": "tea", "words": WORDS})
            assert code(refused) == (403, "not_allowed")
        assert (await desk.ask(None, "POST", TRY, {"text": "tea", "words": []})).status == 403


async def test_what_is_no_word_is_refused_as_it_is_when_it_is_saved(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, _):
        await desk.enrol("Ada", Role.ADMIN)
        for words in ([{"word": "x" * 101, "action": "hold"}], [{"word": "tea", "action": "eat"}]):
            assert (await desk.ask("Ada", "POST", TRY, {"text": "tea", "words": words})).status == 400
