"""Where people are told of what they miss, through the whole server and a receiver that it may reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from tests.harness.http import Guest, browse, error_of, register, unique
from tests.harness.server import Server
from tests.harness.talk import talking
from tests.outbound.authority import authority
from tests.outbound.receiver import Receiver, Sent, receiving
from tests.outbound.test_push import Browser

PUSHES = "/api/v1/pushes"


class House:
    """A server whose owner allows the receiver, and people with their tokens."""

    def __init__(self, server: Server, receiver: Receiver) -> None:
        self.server = server
        self.receiver = receiver

    async def guest(self, stem: str) -> Guest:
        return await asyncio.to_thread(register, self.server.http, unique(stem))

    async def ask(
        self, method: str, path: str, guest: Guest, body: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        def asked() -> httpx.Response:
            with browse(self.server.http) as http:
                json = {} if body is None and method != "GET" else body
                return http.request(method, path, json=json, headers={**guest.bearer, **headers})

        return await asyncio.to_thread(asked)

    async def add(self, guest: Guest, kind: str, url: str, secret: str = "", **more: str) -> httpx.Response:
        body = {"kind": kind, "url": url, "secret": secret, **more}
        return await self.ask("POST", f"{PUSHES}/webhooks", guest, body)

    async def got(self, count: int) -> list[Any]:
        """What came, once there are so many."""
        async with asyncio.timeout(10):
            while len(self.receiver.received) < count:
                await asyncio.sleep(0.01)  # another process sends it
        return self.receiver.received


@asynccontextmanager
async def opened(folder: Path, *flags: str) -> AsyncIterator[House]:
    async with receiving() as receiver:
        root = folder / "root.pem"
        root.write_bytes(authority().root)
        server = Server(
            folder,
            *("--outbound-networks", "127.0.0.1", "--outbound-ports", str(receiver.port)),
            *("--limits", "off", *flags),
            variables={"SSL_CERT_FILE": str(root)},
        )
        try:
            await asyncio.to_thread(server.start)
            yield House(server, receiver)
        finally:
            server.close()


async def test_a_mention_reaches_who_is_away_and_not_who_is_here(tmp_path: Path) -> None:
    async with opened(tmp_path, "--public-url", "https://tea.example") as house:
        house.receiver.answers["/hook"] = lambda _: Sent(200)
        house.receiver.answers["/push"] = lambda _: Sent(201)
        ann, ben, cat = [await house.guest(stem) for stem in ("Ann", "Ben", "Cat")]
        url = house.receiver.url("/hook")
        assert (await house.add(cat, "json", url, "s3cret", language="zh-CN")).status_code == 201
        assert (await house.add(ben, "json", house.receiver.url("/here"))).status_code == 201
        browser = Browser()
        taken = browser.subscription(house.receiver.url("/push"))
        body = {"endpoint": taken.endpoint, "p256dh": taken.p256dh, "auth": taken.auth}
        answer = await house.ask("POST", f"{PUSHES}/browsers", cat, body, **{"accept-language": "en"})
        assert answer.status_code == 201
        async with talking(house.server, ben), talking(house.server, ann) as speaker:
            seq = (await speaker.say("tea?", mentions=[ben.id, cat.id]))["seq"]
            by_target = {each.target: each for each in await house.got(2)}
        assert sorted(by_target) == ["/hook", "/push"], "nobody who is here"
        hook = by_target["/hook"]
        assert hook.headers["authorization"] == "Bearer s3cret"
        told = hook.json()
        assert told["title"] == f"{ann.name} 在“大堂”提到了你"
        assert told["text"] == "tea?"
        assert told["link"] == f"https://tea.example/#/r/1/{seq}"
        pushed = msgspec.json.decode(browser.read(by_target["/push"].body))
        assert pushed["title"] == f"{ann.name} mentioned you in Lobby"
        assert pushed["link"] == f"/#/r/1/{seq}"


async def test_what_is_kept_is_told_without_its_secrets_and_to_its_person_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ann, ben = await house.guest("Ann"), await house.guest("Ben")
        url = house.receiver.url("/a-secret-topic")
        added = (await house.add(ann, "ntfy", url, "token")).json()
        assert added == {"id": added["id"], "kind": "ntfy", "host": "127.0.0.1"}
        listed = (await house.ask("GET", PUSHES, ann)).json()
        assert listed["yours"] == [added]
        assert len(listed["public_key"]) == 87
        assert {service["kind"] for service in listed["services"]} == {
            "ntfy", "bark", "feishu", "dingtalk", "wecom", "json",
        }  # fmt: skip
        assert "a-secret-topic" not in str(listed["yours"])
        assert (await house.ask("GET", PUSHES, ben)).json()["yours"] == []
        mine = f"{PUSHES}/{added['id']}"
        assert error_of(await house.ask("POST", f"{mine}/test", ben))["code"] == "not_found"
        assert (await house.ask("DELETE", mine, ben)).status_code == 204
        assert (await house.ask("GET", PUSHES, ann)).json()["yours"] == [added]
        assert (await house.ask("DELETE", mine, ann)).status_code == 204
        assert (await house.ask("GET", PUSHES, ann)).json()["yours"] == []
        nobody = Guest(id=0, name="", token="none")
        assert error_of(await house.ask("GET", PUSHES, nobody))["code"] == "not_signed_in"


async def test_a_trial_tells_what_the_service_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ann = await house.guest("Ann")
        answers = iter(
            (
                Sent(200, {}, b'{"code": 200}'),
                Sent(200, {}, b'{"code": 400, "message": "no such device"}'),
                Sent(200, {}, b"<html>"),
                Sent(503),
            )
        )
        house.receiver.answers["/push"] = lambda _: next(answers)
        url = house.receiver.url("/abcdefgh12345678")
        added = (await house.add(ann, "bark", url)).json()
        told = [(await house.ask("POST", f"{PUSHES}/{added['id']}/test", ann)).json() for _ in range(4)]
        assert told == [
            {"ok": True, "code": "sent", "detail": ""},
            {"ok": False, "code": "refused_400", "detail": "no such device"},
            {"ok": False, "code": "bad_answer", "detail": ""},
            {"ok": False, "code": "status_503", "detail": ""},
        ]
        assert len(house.receiver.received) == 4


@pytest.mark.parametrize(
    ("kind", "url", "secret", "code", "field"),
    [
        ("json", "nonsense", "", "bad_url", "url"),
        ("json", "ftp://files.example/x", "", "bad_url", "url"),
        ("json", "https://me:secret@hook.example/", "", "bad_url", "url"),
        ("json", "http://10.0.0.1/", "", "address_refused", "url"),
        ("json", "http://[::ffff:127.0.0.1]/", "", "address_refused", "url"),
        ("json", "http://169.254.169.254/", "", "address_refused", "url"),
        ("json", "https://hook.example:22/", "", "port_refused", "url"),
        ("feishu", "http://open.feishu.cn/open-apis/bot/v2/hook/abcdefgh", "", "https_needed", "url"),
        ("wecom", "https://qyapi.weixin.qq.com/elsewhere", "", "wrong_service", "url"),
        ("json", "https://hook.example/", "\n two\nlines", "bad_secret", "secret"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "x", "bad_secret", "secret"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_its_reason(
    server: Server, kind: str, url: str, secret: str, code: str, field: str
) -> None:
    guest = register(server.http, unique("Ann"))
    with browse(server.http, headers=guest.bearer) as http:
        answer = http.post(f"{PUSHES}/webhooks", json={"kind": kind, "url": url, "secret": secret})
        assert answer.status_code == 400
        error = error_of(answer)
        assert (error["code"], error["field"]) == (code, field)
        assert http.get(PUSHES).json()["yours"] == []


def test_a_browser_that_is_none_is_refused(server: Server) -> None:
    guest = register(server.http, unique("Ann"))
    good = Browser().subscription("https://push.example/x")
    with browse(server.http, headers=guest.bearer) as http:
        for field, wrong in (("endpoint", "http://127.0.0.1/x"), ("p256dh", "AAAA"), ("auth", "AAAA")):
            body = {"endpoint": good.endpoint, "p256dh": good.p256dh, "auth": good.auth, field: wrong}
            error = error_of(http.post(f"{PUSHES}/browsers", json=body))
            assert (error["code"], error["field"]) == ("bad_field", field)


def test_what_the_owner_turned_off_is_not_offered(start_server: Any) -> None:
    server = start_server("--limits", "off", "--webhooks", "off")
    guest = register(server.http, unique("Ann"))
    with browse(server.http, headers=guest.bearer) as http:
        listed = http.get(PUSHES).json()
        assert listed["services"] == []
        assert listed["public_key"]
        body = {"kind": "json", "url": "https://hook.example/"}
        assert error_of(http.post(f"{PUSHES}/webhooks", json=body))["code"] == "not_found"
