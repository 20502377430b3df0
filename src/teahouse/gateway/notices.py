"""What the article's dialogue says in `system` notices, in the reader's language."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "bad_json": ("That was not a JSON object.", "这不是 JSON 对象。"),
    "unknown_type": ("Only login and user are understood here.", "这里只认 login 和 user 两种类型。"),
    "not_signed_in": ("Log in with a name first.", "请先用一个名字登录。"),
    "logged_in": ("You have a name already.", "你已经有名字了。"),
    "not_allowed": ("Guests may not come in here.", "这里不接待访客。"),
    "rate_limited": ("Too fast; this was not sent.", "太快了，这一条没有发出。"),
    "flood": ("Far too fast; good-bye.", "实在太快了，先断开一会儿。"),
    "too_late": ("No name came within two minutes.", "两分钟内没有收到名字。"),
    "too_large": ("The text is longer than 16 KB; it was not sent.", "内容超过 16 KB，没有发出。"),
    "bad_text": (
        "The text has characters that are not allowed; it was not sent.",
        "内容含有不允许的字符，没有发出。",
    ),
    "storage_full": (
        "The server cannot store anything now; it was not sent.",
        "服务器暂时存不下，没有发出。",
    ),
    "unavailable": ("The server is restarting; it was not sent.", "服务器正在重启，没有发出。"),
    "restart": ("The server is restarting; come back in a moment.", "服务器正在重启，请稍后再来。"),
    "name_given": ("You are {name} here.", "你在这里的名字是 {name}。"),
    "nobody": ("Nobody here is called {name}; nothing was sent.", "这里没有叫 {name} 的人，没有发出。"),
    "message_gone": ("That message is not there any more.", "那条消息已经不在了。"),
    "room_not_found": ("This room is not for guests.", "这个房间不对访客开放。"),
    "challenge_required": (
        "Too many people come right now; come by the page, or later.",
        "现在来的人太多，请改用网页进来，或稍后再试。",
    ),
    "banned": ("You may not come in here any more.", "你已不能再进入这里。"),
    "muted": ("You may not say anything here for now; it was not sent.", "你现在不能在这里发言，没有发出。"),
    "words_refused": (
        "This has words that are not wanted here; it was not sent.",
        "含有这里不允许的词语，没有发出。",
    ),
    "slow_mode": (
        "This room is slow; wait a little. It was not sent.",
        "这个房间开了慢速模式，请稍等，没有发出。",
    ),
    "room_closed": ("Nothing new can be said in this room.", "这里现在不能发言。"),
    "file": ("[file: {name}]", "［文件：{name}］"),
    "edited": ("{name} changed a message: {body}", "{name} 改了一条消息：{body}"),
    "recalled": ("{name} took a message back.", "{name} 撤回了一条消息。"),
    "internal": ("Something went wrong; it was not sent.", "出了点问题，没有发出。"),
}
"""Code → English, Chinese. Most codes are those of `model/errors`."""

REFUSALS = frozenset(TEXTS) - {"restart", "name_given", "file", "edited", "recalled"}


def text(language: str, code: str, **values: str) -> str:
    """The notice for `code`, with its values filled in; not yet escaped."""
    english, chinese = TEXTS.get(code, TEXTS["internal"])
    return (chinese if language.startswith("zh") else english).format(**values)
