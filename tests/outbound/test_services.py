"""What each service gets, and what its answers mean."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from teahouse.outbound.notice import OPEN, TITLES, Notice, Reason, notice
from teahouse.outbound.retry import Outcome
from teahouse.outbound.services import SERVICES, Kind
from tests.outbound.webhook_scene import GOOD, LINK, NOTICE, NOW, scene


@pytest.mark.parametrize("kind", Kind)
async def test_each_service_gets_title_text_and_link(kind: Kind) -> None:
    async with scene() as each:
        each.answers(kind, GOOD[kind])
        assert await each.webhooks.deliver(each.webhook(kind), NOTICE) == Outcome(True, "sent")
        request = each.last
        assert request.method == "POST"
        assert request.headers["content-type"].startswith("application/json")
        text = msgspec.json.decode(request.body)
        told = str(text)
        for part in ("小明 在“大堂”提到了你", "今晚 喝茶？", LINK):
            assert part in told
        assert "authorization" not in request.headers
        assert len(each.receiver.received) == 1


async def test_the_body_of_each_service() -> None:
    async with scene() as each:
        bodies: dict[Kind, Any] = {}
        for kind in Kind:
            each.answers(kind, GOOD[kind])
            await each.webhooks.deliver(each.webhook(kind), NOTICE)
            bodies[kind] = each.last.json()
        lines = f"{NOTICE.title}\n今晚 喝茶？\n{LINK}"
        assert bodies == {
            Kind.NTFY: {
                "topic": "my_topic-1",
                "title": NOTICE.title,
                "message": "今晚 喝茶？",
                "click": LINK,
            },
            Kind.BARK: {
                "device_key": "ynJ5Ft4atkMkWeo2PAvFhF",
                "title": NOTICE.title,
                "body": "今晚 喝茶？",
                "url": LINK,
                "group": "Teahouse",
            },
            Kind.FEISHU: {
                "msg_type": "post",
                "content": {
                    "post": {
                        "zh_cn": {
                            "title": NOTICE.title,
                            "content": [
                                [{"tag": "text", "text": "今晚 喝茶？"}],
                                [{"tag": "a", "text": "查看消息", "href": LINK}],
                            ],
                        }
                    }
                },
            },
            Kind.DINGTALK: {"msgtype": "text", "text": {"content": lines}, "at": {"isAtAll": False}},
            Kind.WECOM: {"msgtype": "text", "text": {"content": lines}},
            Kind.JSON: {
                "title": NOTICE.title,
                "text": "今晚 喝茶？",
                "link": LINK,
                "language": "zh-CN",
                "at": int(NOW),
            },
        }


async def test_feishu_is_signed() -> None:
    async with scene() as each:
        each.answers(Kind.FEISHU, GOOD[Kind.FEISHU])
        assert (await each.webhooks.deliver(each.webhook(Kind.FEISHU, "S3cret"), NOTICE)).ok
        body = each.last.json()
        assert body["timestamp"] == "1700000000"
        key = f"{body['timestamp']}\nS3cret".encode()
        assert body["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


async def test_dingtalk_is_signed() -> None:
    async with scene() as each:
        each.answers(Kind.DINGTALK, GOOD[Kind.DINGTALK])
        assert (await each.webhooks.deliver(each.webhook(Kind.DINGTALK, "SECabc"), NOTICE)).ok
        query = {key: values[0] for key, values in parse_qs(urlsplit(each.last.target).query).items()}
        assert (query["access_token"], query["timestamp"]) == ("abc123", "1700000000250")
        signed = hmac.new(b"SECabc", f"{query['timestamp']}\nSECabc".encode(), hashlib.sha256).digest()
        assert query["sign"] == base64.b64encode(signed).decode()


@pytest.mark.parametrize("kind", [Kind.NTFY, Kind.JSON])
async def test_a_token_goes_along(kind: Kind) -> None:
    async with scene() as each:
        each.answers(kind, GOOD[kind])
        assert (await each.webhooks.deliver(each.webhook(kind, "tk_abc"), NOTICE)).ok
        assert each.last.headers["authorization"] == "Bearer tk_abc"


@pytest.mark.parametrize(
    ("kind", "body", "code", "detail"),
    [
        (Kind.DINGTALK, {"errcode": 310000, "errmsg": "sign not match"}, "refused_310000", "sign not match"),
        (Kind.DINGTALK, {"errcode": 130101, "errmsg": "too fast"}, "refused_130101", "too fast"),
        (Kind.WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}, "refused_93000", "invalid webhook url"),
        (Kind.FEISHU, {"code": 19021, "msg": "sign match fail"}, "refused_19021", "sign match fail"),
        (Kind.FEISHU, {"StatusCode": 1}, "refused_1", ""),
        (Kind.BARK, {"code": 400, "message": "failed to get device token"}, "refused_400", "failed to get device token"),
        (Kind.DINGTALK, ["no object"], "bad_answer", ""),
        (Kind.WECOM, {"errcode": "0"}, "bad_answer", ""),
    ],
)  # fmt: skip
async def test_a_no_with_status_200_is_a_no_and_is_not_repeated(
    kind: Kind, body: object, code: str, detail: str
) -> None:
    async with scene() as each:
        each.answers(kind, body)
        outcome = await each.webhooks.deliver(each.webhook(kind), NOTICE)
        assert outcome == Outcome(False, code, tries=1, detail=detail)
        assert len(each.receiver.received) == 1


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["茶", "👩\u200d💻", '\\"', "x"])
async def test_long_texts_are_cut_to_what_the_service_takes(kind: Kind, text: str) -> None:
    limits = {
        Kind.NTFY: 4_096 + 600,
        Kind.BARK: 4_096,
        Kind.FEISHU: 20_000,
        Kind.DINGTALK: 20_000,
        Kind.WECOM: 4_096,
        Kind.JSON: 16_384,
    }
    long = notice(Reason.DIRECT, "茶" * 500, "x", '茶👩\u200d💻"' * 5_000, LINK + "/" + "x" * 200, "zh-CN")
    async with scene() as each:
        each.answers(kind, GOOD[kind])
        assert (await each.webhooks.deliver(each.webhook(kind), long)).ok
        assert len(each.last.body) <= limits[kind]
        assert long.link in str(each.last.json())
        if kind is Kind.WECOM:
            assert len(each.last.json()["text"]["content"].encode()) <= 2_048
        if kind is Kind.NTFY:
            assert len(each.last.json()["message"].encode()) <= 4_096


def test_every_service_and_every_reason_is_told_in_both_languages() -> None:
    assert set(SERVICES) == set(Kind)
    assert set(TITLES) == set(Reason)
    told: list[set[str]] = [set(texts) for texts in (*TITLES.values(), OPEN)]
    told += [set(service.names) for service in SERVICES.values()]
    assert all(languages == {"en", "zh-CN"} for languages in told)


def test_a_notice_is_one_line_of_each() -> None:
    told = notice(Reason.MENTION, "a\u202eb\n", "r{sender}\x00", "x\n\ny", LINK, "en")
    assert told == Notice("ab mentioned you in r{sender}", "x y", LINK, "en")
