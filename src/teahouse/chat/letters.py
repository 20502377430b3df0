"""What is written to people by mail: in the language of the place, or in both where it has none of its own."""

from __future__ import annotations

from typing import Final

_SUBJECT: Final = {"en": "A new password for {place}", "zh-CN": "重设 {place} 的密码"}
_TEXT: Final = {
    "en": """Hello {name},

somebody asked for a new password for your account at {place}. To choose one, open this within a day; it works once:

{url}

If it was not you, do nothing: your password stays as it is.
""",
    "zh-CN": """{name}，您好：

有人请求重设您在 {place} 的账号密码。请在一天之内打开下面的链接设置新密码，链接只能使用一次：

{url}

如果不是您本人的操作，请忽略这封邮件，您的密码不会改变。
""",
}


def reset_letter(place: str, language: str, name: str, url: str) -> tuple[str, str]:
    """Subject and text."""
    languages = [language] if language in _TEXT else list(_TEXT)
    fields = {"place": place, "name": name, "url": url}
    subject = " / ".join(_SUBJECT[each].format(**fields) for each in languages)
    return subject, "\n---\n\n".join(_TEXT[each].format(**fields) for each in languages)
