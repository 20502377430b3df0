"""What a person is told where the page is not open: one table of sentences in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from teahouse.outbound.wording import one_line

Language = Literal["en", "zh-CN"]

TITLE: Final = 120
TEXT: Final = 4_000
NAME: Final = 48


class Reason(StrEnum):
    """Why somebody is told."""

    MENTION = "mention"
    EVERYONE = "everyone"
    REPLY = "reply"
    WHISPER = "whisper"
    DIRECT = "direct"
    TEST = "test"


TITLES: Final[dict[Reason, dict[Language, str]]] = {
    Reason.MENTION: {"en": "{sender} mentioned you in {room}", "zh-CN": "{sender} 在“{room}”提到了你"},
    Reason.EVERYONE: {"en": "{sender} called everyone in {room}", "zh-CN": "{sender} 在“{room}”叫了所有人"},
    Reason.REPLY: {"en": "{sender} replied to you in {room}", "zh-CN": "{sender} 在“{room}”回复了你"},
    Reason.WHISPER: {
        "en": "{sender} whispers to you in {room}",
        "zh-CN": "{sender} 在“{room}”对你说悄悄话",
    },
    Reason.DIRECT: {"en": "{sender} wrote to you", "zh-CN": "{sender} 给你发来私信"},
    Reason.TEST: {"en": "Notices from {room} will arrive here", "zh-CN": "“{room}”的通知会发到这里"},
}
MANY_IN: Final[dict[Language, str]] = {
    "en": "{count} messages for you in {room}",
    "zh-CN": "“{room}”有 {count} 条给你的消息",
}
MANY_FROM: Final[dict[Language, str]] = {
    "en": "{count} messages from {senders}",
    "zh-CN": "{senders} 发来 {count} 条消息",
}
LAST: Final[dict[Language, str]] = {"en": "{sender}: {text}", "zh-CN": "{sender}：{text}"}
COMMA: Final[dict[Language, str]] = {"en": ", ", "zh-CN": "、"}
LOBBY: Final[dict[Language, str]] = {"en": "Lobby", "zh-CN": "大堂"}
"""What the room with which every place begins is called as long as it has no title."""
OPEN: Final[dict[Language, str]] = {"en": "Open the message", "zh-CN": "查看消息"}


@dataclass(frozen=True, slots=True)
class Notice:
    """`title` is one line; `text` may be empty; `link` leads to the message, empty if there is none."""

    title: str
    text: str
    link: str
    language: Language


def notice(reason: Reason, sender: str, room: str, text: str, link: str, language: Language) -> Notice:
    """A notice in the receiver's language. For a test `room` is the name of the place."""
    title = TITLES[reason][language].format(sender=one_line(sender, NAME), room=one_line(room, NAME))
    return Notice(one_line(title, TITLE), one_line(text, TEXT), link, language)


def merged(senders: list[str], room: str | None, text: str, link: str, language: Language) -> Notice:
    """One notice of several messages: `senders` of each, in order; `room` is None in a conversation.

    `text` is that of the last one.
    """
    last = one_line(senders[-1], NAME)
    if room is None:
        names = COMMA[language].join(dict.fromkeys(one_line(sender, NAME) for sender in senders))
        title = MANY_FROM[language].format(count=len(senders), senders=names)
    else:
        title = MANY_IN[language].format(count=len(senders), room=one_line(room, NAME))
    told = LAST[language].format(sender=last, text=one_line(text, TEXT))
    return Notice(one_line(title, TITLE), told, link, language)
