"""Slack's way of writing as ours."""

from __future__ import annotations

import pytest

from teahouse.moves.room_writer import split
from teahouse.moves.shortcodes import emoji
from teahouse.moves.slack import milliseconds
from teahouse.moves.slack_text import translate

NAMES = {"U1": "Ann", "U2": "Ben_the_*great*"}
CHANNELS = {"C1": "tea"}


def ours(text: str) -> str:
    return translate(text, lambda user: NAMES.get(user, user), CHANNELS.get).body


@pytest.mark.parametrize(
    ("slack", "expected"),
    [
        ("plain", "plain"),
        ("*bold* and _it_ and ~gone~", "**bold** and _it_ and ~~gone~~"),
        ("2 * 3 * 4 ~ 5 a*b*c", "2 * 3 * 4 ~ 5 a*b*c"),
        ("*two words* *more*", "**two words** **more**"),
        ("`*code* <@U1> &lt;b&gt;` *b*", "`*code* @Ann <b>` **b**"),
        ("```\n*no* ~no~ <https://x.example|x>\n```", "```\n*no* ~no~ x\n```"),
        ("<@U1> <@U9> <@U2|old> <#C1> <#C9|other>", "@Ann @U9 @Ben_the_*great* #tea #other"),
        ("<!here> <!channel> <!subteam^S1|@brewers> <!date^1^{date}|today>", "@here @channel @brewers today"),
        ("<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"),
        ("<https://x.example/(a)|see [this]>", "[see (this)](https://x.example/(a%29)"),
        (
            "<mailto:a@b.example|a@b.example> <javascript:alert(1)|click>",
            "a@b.example click (javascript:alert(1))",
        ),
        ("&amp;lt; &lt;script&gt;", "&lt; <script>"),
        (":tea: :wave::skin-tone-5: :our-own: 10:30:00", "🍵 👋🏾 :our-own: 10:30:00"),
        ("&gt; quoted\nnot", "> quoted\nnot"),
        ("\ue0005\ue001 <@U1>", "5 @Ann"),
    ],
)
def test_texts(slack: str, expected: str) -> None:
    assert ours(slack) == expected


def test_whom_it_calls() -> None:
    text = translate("<@U2> <@U1> <@U2> `<@U3>` <!everyone>", str, CHANNELS.get)
    assert text.mentions == ("U2", "U1", "U3")
    assert text.everyone


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("+1", "👍"),
        ("tada", "🎉"),
        ("flag-cn", "🇨🇳"),
        ("jp", "🇯🇵"),
        ("thumbsup::skin-tone-2", "👍🏻"),
        ("party-parrot", None),
    ],
)
def test_emoji(name: str, sign: str | None) -> None:
    assert emoji(name) == sign


@pytest.mark.parametrize(
    ("ts", "at"),
    [("1600000000.000200", 1_600_000_000_000), ("1600000000.987", 1_600_000_000_987), ("1600000000", 1_600_000_000_000),
     ("1600000000.5", 1_600_000_000_500), ("", None), (None, None), ("-1.0", None), ("nan", None), ("9" * 30, None), ("１.0", None)],
)  # fmt: skip
def test_times(ts: str | None, at: int | None) -> None:
    assert milliseconds(ts) == at


@pytest.mark.parametrize(
    "body",
    ["", "short", "a" * 25, "茶" * 25, "one two three four five", "line\nline\nline\nline", "👍🏽" * 9],
)
def test_split_texts_have_all_of_it(body: str) -> None:
    parts = split(body, 10)
    assert all(len(part.encode()) <= 10 for part in parts)
    assert "".join("".join(parts).split()) == "".join(body.split())
