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
    Reason.MENTION: {"en": "{sender} mentioned you in {room}", "zh-CN": "{sender} 在「{room}」提到了你"},
    Reason.EVERYONE: {"en": "{sender} called everyone in {room}", "zh-CN": "{sender} 在「{room}」叫了所有人"},
    Reason.REPLY: {"en": "{sender} replied to you in {room}", "zh-CN": "{sender} 在「{room}」回复了你"},
    Reason.WHISPER: {
        "en": "{sender} whispers to you in {room}",
        "zh-CN": "{sender} 在「{room}」对你说悄悄话",
    },
    Reason.DIRECT: {"en": "{sender} wrote to you", "zh-CN": "{sender} 给你发来私信"},
    Reason.TEST: {"en": "Notices from {room} will arrive here", "zh-CN": "「{room}」的通知会发到这里"},
}
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
