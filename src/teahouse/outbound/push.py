"""Web Push (RFC 8030): a notice for a browser whose page is closed."""

from __future__ import annotations

import asyncio
import random
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from teahouse.outbound import url
from teahouse.outbound.push_message import MOST_PAYLOAD, PushTokens, encrypt
from teahouse.outbound.retry import MOST_TRIES, Outcome, Verdict, by_status, tried
from teahouse.outbound.wording import one_line, within_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from teahouse.outbound.client import Client
    from teahouse.outbound.notice import Notice
    from teahouse.outbound.push_keys import PushKeys, Subscription

TTL: Final = 24 * 3_600
"""Seconds for which the service keeps a push for a browser that is not there."""
TEXT_BYTES: Final = 2_000
_TOPIC: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Urgency(StrEnum):
    """Whether a sleeping phone is woken (RFC 8030, section 5.3)."""

    VERY_LOW = "very-low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


def notice_payload(notice: Notice, tag: str) -> bytes:
    """What the service worker gets: {title, text, link, tag, language} as JSON, cut to what a push may hold.

    Notices of one `tag` replace each other on the screen.
    """
    told = {
        "title": notice.title,
        "text": within_json(notice.text, TEXT_BYTES),
        "link": notice.link,
        "tag": tag,
        "language": notice.language,
    }
    payload = msgspec.json.encode(told)
    # A link may be long.
    return payload if len(payload) <= MOST_PAYLOAD else msgspec.json.encode({**told, "text": "", "link": ""})


class Push:
    """Sends pushes; `send` is for a task of its own, as it may try again for half a minute."""

    def __init__(
        self,
        client: Client,
        keys: PushKeys,
        subject: str | None,
        time: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`subject`: the public_url if it is https. `time` is Unix time in seconds."""
        self._client = client
        self._tokens = PushTokens(keys, subject, time)
        self._sleep = sleep
        self._chance = chance

    async def send(
        self,
        subscription: Subscription,
        payload: bytes,
        *,
        ttl: int = TTL,
        urgency: Urgency = Urgency.NORMAL,
        topic: str | None = None,
        tries: int = MOST_TRIES,
    ) -> Outcome:
        """Send it, up to `tries` times while that may help.

        A push with the same `topic` (1 to 32 characters of base64url, else
        ValueError) replaces one that was not fetched yet. `gone` in the outcome:
        the subscription is there no more (404, 410), forget it. Other codes: as
        of `Webhooks.deliver`. ValueError for a payload above MOST_PAYLOAD bytes.
        """
        if topic is not None and not _TOPIC.fullmatch(topic):
            raise ValueError("a topic has 1 to 32 characters of base64url")
        body = encrypt(payload, subscription)
        headers = {
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(ttl),
            "urgency": urgency.value,
        }
        if topic is not None:
            headers["topic"] = topic
        return await tried(
            lambda: self._attempt(subscription.endpoint, body, headers), self._sleep, self._chance, tries
        )

    async def _attempt(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Verdict:
        authorization = self._tokens.authorization(url.parse(endpoint).origin)
        answer = await self._client.post(endpoint, body, {**headers, "authorization": authorization})
        if answer.status in {404, 410}:
            return Verdict(False, f"status_{answer.status}", gone=True)
        detail = one_line(answer.body[:400].decode("utf-8", "replace"), 200)
        return by_status(answer.status, answer.headers, detail)
