"""Webhooks and a receiver that stands for every service, under the service's own name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec

from teahouse.outbound.guard import Guard
from teahouse.outbound.notice import Reason, notice
from teahouse.outbound.services import Kind
from teahouse.outbound.webhooks import Webhook, Webhooks, check_webhook
from tests.outbound.receiver import Names, Received, Receiver, Sent, client_for, receiving

LINK = "https://tea.example/r/1/42"
NOTICE = notice(Reason.MENTION, "小明", "大堂", "今晚\n喝茶？", LINK, "zh-CN")
NOW = 1_700_000_000.25

HOSTS = {
    Kind.NTFY: "ntfy.example",
    Kind.BARK: "api.day.app",
    Kind.FEISHU: "open.feishu.cn",
    Kind.DINGTALK: "oapi.dingtalk.com",
    Kind.WECOM: "qyapi.weixin.qq.com",
    Kind.JSON: "pages.example",
}
PATHS = {
    Kind.NTFY: "/my_topic-1",
    Kind.BARK: "/ynJ5Ft4atkMkWeo2PAvFhF",
    Kind.FEISHU: "/open-apis/bot/v2/hook/0d2b7f6e-1111-4222-8333-944455556666",
    Kind.DINGTALK: "/robot/send?access_token=abc123",
    Kind.WECOM: "/cgi-bin/webhook/send?key=0d2b7f6e-1111",
    Kind.JSON: "/hook?id=7",
}
CALLED = {Kind.NTFY: "/", Kind.BARK: "/push"}
GOOD = {
    Kind.NTFY: {"id": "x", "event": "message"},
    Kind.BARK: {"code": 200, "message": "success"},
    Kind.FEISHU: {"code": 0, "msg": "success", "StatusCode": 0},
    Kind.DINGTALK: {"errcode": 0, "errmsg": "ok"},
    Kind.WECOM: {"errcode": 0, "errmsg": "ok"},
    Kind.JSON: {},
}


@dataclass
class Scene:
    """A receiver under the services' names, and webhooks whose clock stands still until they sleep."""

    receiver: Receiver
    webhooks: Webhooks
    guard: Guard
    slept: list[float] = field(default_factory=list)
    now: float = 100.0

    def webhook(self, kind: Kind, secret: str = "") -> Webhook:
        return check_webhook(self.guard, kind, self.receiver.url(PATHS[kind], HOSTS[kind]), secret)

    def answers(
        self, kind: Kind, *bodies: object, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """What the service says, one after the other; the last for ever."""
        left = list(bodies)

        def answering(_: Received) -> Sent:
            body = left.pop(0) if len(left) > 1 else left[0]
            return Sent(status, headers or {}, msgspec.json.encode(body))

        self.receiver.answers[CALLED.get(kind, PATHS[kind].partition("?")[0])] = answering

    @property
    def last(self) -> Received:
        return self.receiver.received[-1]


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    names = Names({host: ["127.0.0.1"] for host in HOSTS.values()})
    async with receiving() as receiver, client_for(receiver, names) as client:

        async def sleep(seconds: float) -> None:
            made.slept.append(seconds)
            made.now += seconds

        webhooks = Webhooks(client, lambda: made.now, lambda: NOW, sleep, lambda: 1.0)
        made = Scene(receiver, webhooks, client.guard)
        yield made
