"""Webhooks: which are taken, how often they are tried, and that the guard stands before them."""

from __future__ import annotations

import pytest

from teahouse.outbound.guard import Allowance, Guard
from teahouse.outbound.retry import Outcome
from teahouse.outbound.services import SERVICES, Kind
from teahouse.outbound.url import parse
from teahouse.outbound.webhooks import BadWebhookError, Webhooks, check_webhook
from tests.outbound.receiver import LOOPBACK, Names, client_for, receiving
from tests.outbound.webhook_scene import GOOD, NOTICE, NOW, PATHS, scene


@pytest.mark.parametrize(
    ("kind", "busy"),
    [
        (Kind.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}),
        (Kind.DINGTALK, {"errcode": -1, "errmsg": "系统繁忙"}),
        (Kind.FEISHU, {"code": 11232, "msg": "frequency limited"}),
    ],
)
async def test_what_is_busy_gets_it_again(kind: Kind, busy: object) -> None:
    async with scene() as each:
        each.answers(kind, busy, busy, GOOD[kind])
        assert await each.webhooks.deliver(each.webhook(kind), NOTICE) == Outcome(True, "sent", tries=3)
        assert each.slept == [1.0, 5.0]


async def test_four_tries_and_no_more() -> None:
    async with scene() as each:
        each.answers(Kind.NTFY, {}, status=503)
        outcome = await each.webhooks.deliver(each.webhook(Kind.NTFY), NOTICE)
        assert (outcome.ok, outcome.code, outcome.tries) == (False, "status_503", 4)
        assert each.slept == [1.0, 5.0, 25.0]
        assert len(each.receiver.received) == 4


@pytest.mark.parametrize(
    ("seconds", "slept"), [("3", [3.0, 5.0, 25.0]), ("61", []), ("soon", [1.0, 5.0, 25.0])]
)
async def test_a_service_may_say_how_long_to_wait(seconds: str, slept: list[float]) -> None:
    async with scene() as each:
        each.answers(Kind.NTFY, {}, status=429, headers={"retry-after": seconds})
        assert not (await each.webhooks.deliver(each.webhook(Kind.NTFY), NOTICE)).ok
        assert each.slept == slept


async def test_a_name_that_leads_inside_is_refused_at_sending_too() -> None:
    names = Names({"ntfy.example": ["127.0.0.1"]})
    async with receiving() as receiver, client_for(receiver, names, ()) as client:
        webhook = check_webhook(client.guard, Kind.NTFY, receiver.url("/topic", "ntfy.example"))
        outcome = await Webhooks(client, lambda: 0.0, lambda: NOW).deliver(webhook, NOTICE)
        assert outcome == Outcome(False, "address_refused", tries=1)
        assert receiver.connections == 0


async def test_no_more_is_sent_than_a_service_bears() -> None:
    async with scene() as each:
        each.answers(Kind.WECOM, GOOD[Kind.WECOM])
        webhook = each.webhook(Kind.WECOM)
        outcomes = [await each.webhooks.deliver(webhook, NOTICE) for _ in range(12)]
        assert [outcome.code for outcome in outcomes] == ["sent"] * 10 + ["rate_limited"] * 2
        assert outcomes[-1].tries == 0
        each.now += 60
        assert (await each.webhooks.deliver(webhook, NOTICE)).ok


@pytest.mark.parametrize(
    ("kind", "address", "code"),
    [
        (Kind.NTFY, "https://ntfy.sh/", "wrong_service"),
        (Kind.NTFY, "https://ntfy.sh/a/b", "wrong_service"),
        (Kind.BARK, "https://api.day.app/", "wrong_service"),
        (Kind.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/", "wrong_service"),
        (Kind.FEISHU, "https://oapi.dingtalk.com/robot/send?access_token=x", "wrong_service"),
        (Kind.FEISHU, "http://open.feishu.cn/open-apis/bot/v2/hook/0d2b7f6e", "https_needed"),
        (Kind.DINGTALK, "https://oapi.dingtalk.com/robot/send", "wrong_service"),
        (Kind.DINGTALK, "http://oapi.dingtalk.com/robot/send?access_token=x", "https_needed"),
        (Kind.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", "wrong_service"),
        (Kind.JSON, "https://127.0.0.1/", "address_refused"),
        (Kind.JSON, "https://[::ffff:169.254.169.254]/", "address_refused"),
        (Kind.JSON, "https://hook.example:6379/", "port_refused"),
        (Kind.JSON, "file:///etc/passwd", "scheme_refused"),
        (Kind.JSON, "https://user:word@hook.example/", "bad_url"),
        (Kind.JSON, "", "bad_url"),
    ],
)
def test_addresses_that_are_not_taken(kind: Kind, address: str, code: str) -> None:
    with pytest.raises(BadWebhookError) as caught:
        check_webhook(Guard(), kind, address)
    assert (caught.value.code, caught.value.field) == (code, "url")


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        (Kind.WECOM, "x"),
        (Kind.BARK, "x"),
        (Kind.JSON, "a\r\nX: y"),
        (Kind.NTFY, "茶"),
        (Kind.JSON, "x" * 257),
    ],
)
def test_secrets_that_are_not_taken(kind: Kind, secret: str) -> None:
    guard = Guard(Allowance(LOOPBACK))
    with pytest.raises(BadWebhookError) as caught:
        check_webhook(guard, kind, f"https://hook.example{PATHS[kind]}", secret)
    assert (caught.value.code, caught.value.field) == ("bad_secret", "secret")


def test_a_webhook_shows_its_secrets_to_nobody() -> None:
    webhook = check_webhook(
        Guard(), Kind.DINGTALK, " https://oapi.dingtalk.com/robot/send?access_token=abc ", " SEC1 "
    )
    assert (webhook.url, webhook.secret) == ("https://oapi.dingtalk.com/robot/send?access_token=abc", "SEC1")
    assert "abc" not in repr(webhook)
    assert "SEC1" not in repr(webhook)
    call = SERVICES[Kind.DINGTALK].call
    assert "abc" not in repr(call(parse(webhook.url), webhook.secret, NOTICE, NOW))
