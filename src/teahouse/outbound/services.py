"""The services that take a notice: one table of addresses, bodies and what an answer means.

Texts go as plain text wherever a service has it: in Markdown, a message could
bring pictures that tell who read it, or call everyone in somebody else's group.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qs, quote

import msgspec

from teahouse.model.limits import Rate
from teahouse.outbound.notice import OPEN, Notice
from teahouse.outbound.retry import Verdict, by_status
from teahouse.outbound.wording import one_line, within_bytes, within_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.outbound.client import Answer
    from teahouse.outbound.url import Url


class Kind(StrEnum):
    """The services; the value is stored."""

    NTFY = "ntfy"
    BARK = "bark"
    FEISHU = "feishu"
    DINGTALK = "dingtalk"
    WECOM = "wecom"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Call:
    """One request that carries a notice."""

    url: str = field(repr=False)
    body: dict[str, Any] = field(repr=False)
    token: str = field(default="", repr=False)
    """For the header Authorization."""


@dataclass(frozen=True, slots=True)
class Service:
    """A row of the table."""

    names: dict[str, str]
    """What it is called, by language."""
    example: str
    """What an address looks like."""
    proof: Literal["none", "signature", "token"]
    """What the webhook's secret is for."""
    takes: Callable[[Url], bool]
    """Whether this is an address of the service, as far as its path tells. Any host: many run their own."""
    https: bool
    """Whether the service has no other; then http is a mistake."""
    call: Callable[[Url, str, Notice, float], Call]
    """From address, secret (or empty), notice and Unix time in seconds."""
    verdict: Callable[[Answer], Verdict]
    rate: Rate
    """What the service bears, less a little."""


def _path(pattern: str) -> Callable[[Url], bool]:
    return lambda url: re.fullmatch(pattern, url.path) is not None


def _path_and_key(path: str, key: str) -> Callable[[Url], bool]:
    return lambda url: url.path == path and len(parse_qs(url.query).get(key, ())) == 1


def _lines(notice: Notice, most_bytes: int) -> str:
    """Title, text and link, one below the other; the text alone gives way."""
    frame = [notice.title, notice.link]
    room = most_bytes - sum(len(part.encode("utf-8", "replace")) + 1 for part in frame)
    text = within_bytes(notice.text, room) if room > 0 else ""
    return "\n".join(part for part in (notice.title, text, notice.link) if part)


def _ntfy(url: Url, secret: str, notice: Notice, now: float) -> Call:
    # https://docs.ntfy.sh/publish/#publish-as-json: to the root, as headers hold no Chinese. Above 4,096 bytes the
    # message becomes a file.
    body = {"topic": url.path.strip("/"), "title": notice.title, "message": within_bytes(notice.text, 3_900)}
    if notice.link:
        body["click"] = notice.link
    return Call(f"{url.origin}/", body, secret)


def _bark(url: Url, secret: str, notice: Notice, now: float) -> Call:
    # https://github.com/Finb/bark-server/blob/master/docs/API_V2.md. Apple takes 4 KB with everything.
    text = within_json(notice.text, 2_400) or notice.title
    body = {"device_key": url.path.strip("/"), "title": notice.title, "body": text, "group": "Teahouse"}
    if notice.link:
        body["url"] = notice.link
    return Call(f"{url.origin}/push", body)


def _feishu(url: Url, secret: str, notice: Notice, now: float) -> Call:
    # open.feishu.cn, "自定义机器人使用指南": 20 KB. In a post, <at> in a text is text; in a plain message it calls people.
    lines: list[list[dict[str, str]]] = []
    if notice.text:
        lines.append([{"tag": "text", "text": within_bytes(notice.text, 8_000)}])
    if notice.link:
        lines.append([{"tag": "a", "text": OPEN[notice.language], "href": notice.link}])
    locale = "zh_cn" if notice.language == "zh-CN" else "en_us"
    post = {locale: {"title": notice.title, "content": lines or [[{"tag": "text", "text": notice.title}]]}}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": post}}
    if secret:
        moment = str(int(now))
        # The text to sign is the key, and what is signed is empty: so it is written there.
        body |= {"timestamp": moment, "sign": _hmac(f"{moment}\n{secret}", "")}
    return Call(str(url), body)


def _dingtalk(url: Url, secret: str, notice: Notice, now: float) -> Call:
    # open.dingtalk.com, "自定义机器人安全设置": 20,000 bytes; the signature goes into the query.
    address = str(url)
    if secret:
        moment = str(int(now * 1000))
        sign = _hmac(secret, f"{moment}\n{secret}")
        address += f"&timestamp={moment}&sign={quote(sign, safe='')}"
    return Call(
        address, {"msgtype": "text", "text": {"content": _lines(notice, 8_000)}, "at": {"isAtAll": False}}
    )


def _wecom(url: Url, secret: str, notice: Notice, now: float) -> Call:
    # developer.work.weixin.qq.com/document/path/91770: content at most 2,048 bytes.
    return Call(str(url), {"msgtype": "text", "text": {"content": _lines(notice, 2_048)}})


def _json(url: Url, secret: str, notice: Notice, now: float) -> Call:
    body = {"title": notice.title, "text": notice.text, "link": notice.link, "language": notice.language}
    return Call(str(url), body | {"at": int(now)}, secret)


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def _plain(answer: Answer) -> Verdict:
    return by_status(answer.status, answer.headers)


def _by_code(names: tuple[str, ...], good: int, busy: frozenset[int]) -> Callable[[Answer], Verdict]:
    """These answer 200 whatever happened, and tell it in the body."""

    def verdict(answer: Answer) -> Verdict:
        try:
            told = msgspec.json.decode(answer.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError):
            told = {}
        code = next((told[name] for name in names if isinstance(told.get(name), int)), None)
        detail = one_line(
            next((str(told[name]) for name in ("errmsg", "msg", "message") if told.get(name)), ""), 200
        )
        if not 200 <= answer.status < 300:
            return by_status(answer.status, answer.headers, detail)
        if code == good:
            return Verdict(True, "sent")
        if code is None:
            return Verdict(False, "bad_answer")
        return Verdict(False, f"refused_{code}", later=code in busy, detail=detail)

    return verdict


SERVICES: Final[dict[Kind, Service]] = {
    Kind.NTFY: Service(
        {"en": "ntfy", "zh-CN": "ntfy"}, "https://ntfy.sh/TOPIC", "token",
        _path(r"/[A-Za-z0-9_-]{1,64}/?"), False, _ntfy, _plain, Rate(20, 1 / 6),
    ),
    Kind.BARK: Service(
        {"en": "Bark", "zh-CN": "Bark"}, "https://api.day.app/KEY", "none",
        _path(r"/[A-Za-z0-9]{8,64}/?"), False, _bark, _by_code(("code",), 200, frozenset({500})), Rate(20, 1),
    ),
    Kind.FEISHU: Service(
        {"en": "Feishu", "zh-CN": "飞书"}, "https://open.feishu.cn/open-apis/bot/v2/hook/…", "signature",
        _path(r"/open-apis/bot/v2/hook/[A-Za-z0-9-]{8,64}"), True, _feishu,
        # 11232: too often.
        _by_code(("code", "StatusCode"), 0, frozenset({11232})), Rate(5, 1.5),
    ),
    Kind.DINGTALK: Service(
        {"en": "DingTalk", "zh-CN": "钉钉"}, "https://oapi.dingtalk.com/robot/send?access_token=…", "signature",
        _path_and_key("/robot/send", "access_token"), True, _dingtalk,
        # -1: busy. 130101, too often, closes the door for ten minutes: not worth waiting for.
        _by_code(("errcode",), 0, frozenset({-1})), Rate(10, 0.3),
    ),
    Kind.WECOM: Service(
        {"en": "WeCom", "zh-CN": "企业微信"}, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…", "none",
        _path_and_key("/cgi-bin/webhook/send", "key"), True, _wecom,
        # -1: busy. 45009: too often in this minute.
        _by_code(("errcode",), 0, frozenset({-1, 45009})), Rate(10, 0.3),
    ),
    Kind.JSON: Service(
        {"en": "JSON", "zh-CN": "JSON"}, "https://example.org/hook", "token",
        lambda url: True, False, _json, _plain, Rate(20, 1),
    ),
}  # fmt: skip
