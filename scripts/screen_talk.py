"""What is said in the pictures of docs/screens, in both languages; scripts/screens.py says it."""

from __future__ import annotations

from msgspec import Struct


class Line(Struct, frozen=True):
    """Said by `who`, so many minutes before the picture; a leading @name whispers."""

    minutes: int
    who: str
    text: str


class Talk(Struct, frozen=True):
    """All that stands in the pictures of one language."""

    locale: str
    looks: str
    """Who looks at the pictures."""
    lobby: tuple[Line, ...]
    reacted: tuple[tuple[int, str, tuple[str, ...]], ...]
    """To which line of the lobby, with what, and who."""
    pinned: int
    rooms: tuple[tuple[str, str], ...]
    """Title and topic; the first one has the pictures and the poll."""
    pictures: Line
    answer: Line
    poll: Line
    options: tuple[str, ...]
    votes: tuple[tuple[str, int], ...]
    last: Line
    partner: str
    conversation: tuple[Line, ...]
    sought: str


ENGLISH = Talk(
    locale="en-GB",
    looks="June",
    lobby=(
        Line(1_084, "Maja", "The first-flush Darjeeling came today. Two hundred grams, who wants some?"),
        Line(1_081, "Oskar", "Me! Last year's was gone in a week."),
        Line(1_080, "雨前", "I would trade you some Longjing for it."),
        Line(1_062, "June", "Keep a pot for me, I am at the tasting until late."),
        Line(37, "Oskar", "Good morning. Which water do you take for a Longjing?"),
        Line(35, "雨前", "Eighty degrees, poured along the side of the cup. 龙井怕烫。"),
        Line(34, "雨前", "The second infusion is the best one."),
        Line(29, "Maja", "There is a good table at https://example.org/tea/temperatures"),
        Line(12, "Maja", "@June I kept fifty grams for you. Don't tell Oskar."),
        Line(4, "Oskar", "June, how was the tasting?"),
        Line(1, "June", "Lovely. Five teas, eleven people, and nobody wanted to go home."),
    ),
    reacted=((1, "😍", ("Oskar", "June")), (7, "🍵", ("Maja", "Oskar", "June")), (7, "👍", ("Oskar",))),
    pinned=8,
    rooms=(
        ("Next tasting", "Saturday at four, bring your own cup"),
        ("Pots and cups", "Clay, glass and what broke"),
        ("The reading corner", ""),
    ),
    pictures=Line(52, "Maja", "From the garden this morning"),
    answer=Line(49, "Oskar", "The hills go on my wall."),
    poll=Line(21, "Maja", "Which tea shall we begin with?"),
    options=("White peony", "Longjing", "Darjeeling, first flush", "Aged pu'er"),
    votes=(("Maja", 2), ("Oskar", 2), ("June", 1), ("雨前", 1)),
    last=Line(6, "雨前", "I bring the small cups."),
    partner="Maja",
    conversation=(
        Line(
            1_031,
            "Maja",
            "You asked how I brew the white one:\n- 85 °C, not hotter\n- **five grams** for a pot",
        ),
        Line(1_029, "Maja", "- three minutes, then a minute more each time"),
        Line(1_024, "June", "> five grams\n\nThat much! No wonder mine was thin."),
        Line(46, "Maja", "Can you take the list for Saturday?"),
        Line(44, "June", "Gladly. Eight so far, with Theo."),
        Line(43, "Maja", "Then two pots will do 🫖"),
    ),
    sought="Longjing",
)

CHINESE = Talk(
    locale="zh-CN",
    looks="小满",
    lobby=(
        Line(1_084, "雨前", "今年的明前龙井到了，两百克，谁要？"),
        Line(1_081, "阿福", "我要！去年的一个星期就喝完了。"),
        Line(1_080, "Maja", "I would trade you some Darjeeling for it."),
        Line(1_062, "小满", "给我留一壶，我在品茶会，回来得晚。"),
        Line(37, "阿福", "早上好。泡龙井用多少度的水？"),
        Line(35, "雨前", "八十度左右，沿着杯壁慢慢倒，龙井怕烫。"),
        Line(34, "雨前", "第二泡最好喝。"),
        Line(29, "Maja", "这里有张不错的表：https://example.org/tea/temperatures"),
        Line(12, "雨前", "@小满 给你留了五十克，别告诉阿福。"),
        Line(4, "阿福", "小满，昨天的品茶会怎么样？"),
        Line(1, "小满", "很好，五款茶，十一个人，谁都不想回家。"),
    ),
    reacted=((1, "😍", ("阿福", "小满")), (7, "🍵", ("Maja", "阿福", "小满")), (7, "👍", ("阿福",))),
    pinned=8,
    rooms=(
        ("下次品茶会", "周六下午四点，自带茶杯"),
        ("壶与杯", "紫砂、玻璃，还有摔碎的"),
        ("读书角", ""),
    ),
    pictures=Line(52, "雨前", "今早在茶园拍的"),
    answer=Line(49, "阿福", "那张山我要挂墙上。"),
    poll=Line(21, "雨前", "第一泡喝什么？"),
    options=("白牡丹", "明前龙井", "春摘大吉岭", "陈年普洱"),
    votes=(("雨前", 1), ("阿福", 1), ("小满", 0), ("Maja", 2)),
    last=Line(6, "Maja", "我带小杯子来。"),
    partner="雨前",
    conversation=(
        Line(1_031, "雨前", "你问的白茶这样泡：\n- 水温 85 °C，不能再高\n- 一壶放**五克**"),
        Line(1_029, "雨前", "- 先泡三分钟，之后每泡加一分钟"),
        Line(1_024, "小满", "> 一壶放五克\n\n这么多！难怪我泡的那么淡。"),
        Line(46, "雨前", "周六的名单你来记，好吗？"),
        Line(44, "小满", "好的。算上青山，已经八个人了。"),
        Line(43, "雨前", "那两壶就够了 🫖"),
    ),
    sought="龙井",
)

TALKS = {"en": ENGLISH, "zh-CN": CHINESE}
