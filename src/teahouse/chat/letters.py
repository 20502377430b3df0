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


_CONFIRM_SUBJECT: Final = {"en": "Is this your address, at {place}?", "zh-CN": "确认您在 {place} 的邮箱"}
_CONFIRM_TEXT: Final = {
    "en": """Hello {name},

your account at {place} has this address now. Open this within a day to confirm it; it works once:

{url}

Until then nothing else is sent here. If you have no such account, do nothing: nobody can use your address.
""",
    "zh-CN": """{name}，您好：

您在 {place} 的账号填写了这个邮箱。请在一天之内打开下面的链接确认，链接只能使用一次：

{url}

确认之前，不会再有别的邮件发到这里。如果您没有这个账号，请忽略这封邮件，没有人能使用您的邮箱。
""",
}


def reset_letter(place: str, language: str, name: str, url: str) -> tuple[str, str]:
    """Subject and text of the letter for a new password."""
    return _letter(_SUBJECT, _TEXT, place, language, name, url)


def confirming_letter(place: str, language: str, name: str, url: str) -> tuple[str, str]:
    """Subject and text of the letter that asks whether an address is right."""
    return _letter(_CONFIRM_SUBJECT, _CONFIRM_TEXT, place, language, name, url)


def _letter(
    subjects: dict[str, str], texts: dict[str, str], place: str, language: str, name: str, url: str
) -> tuple[str, str]:
    languages = [language] if language in texts else list(texts)
    fields = {"place": place, "name": name, "url": url}
    subject = " / ".join(subjects[each].format(**fields) for each in languages)
    return subject, "\n---\n\n".join(texts[each].format(**fields) for each in languages)
