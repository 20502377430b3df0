"""Notices sent to where a person asked for them, by the table of `services.py`."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from teahouse.model.limits import Bucket
from teahouse.outbound import url
from teahouse.outbound.errors import OutboundError
from teahouse.outbound.retry import MOST_TRIES, Outcome, Verdict, tried
from teahouse.outbound.services import SERVICES, Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from teahouse.outbound.client import Client
    from teahouse.outbound.guard import Guard
    from teahouse.outbound.notice import Notice

MOST_SECRET: Final = 256
_KEPT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a person wants notices. The URL is a secret too: whoever has it can write there."""

    kind: Kind
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


class BadWebhookError(Exception):
    """A webhook that cannot be kept. `field` is url or secret; `code` is stable, `bad_secret` or as below.

    Codes of a URL: those of RefusedError, `https_needed`, and `wrong_service` for
    one that does not look like the service's (show its `example`).
    """

    def __init__(self, code: str, field: str = "url") -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def check_webhook(guard: Guard, kind: Kind, address: str, secret: str = "") -> Webhook:
    """The webhook as it is kept, its URL canonical. Raises BadWebhookError.

    What the name leads to is checked at each sending, as it may change.
    """
    service = SERVICES[kind]
    try:
        found = guard.check(address.strip())
    except OutboundError as problem:
        raise BadWebhookError(problem.code) from None
    if service.https and found.scheme != "https":
        raise BadWebhookError("https_needed")
    if not service.takes(found):
        raise BadWebhookError("wrong_service")
    secret = secret.strip()
    printable = len(secret) <= MOST_SECRET and secret.isascii() and (secret.isprintable() or not secret)
    if not printable or (secret and service.proof == "none"):
        raise BadWebhookError("bad_secret", "secret")
    return Webhook(kind, str(found), secret)


class Webhooks:
    """Sends notices; `deliver` is for a task of its own, as it may try again for half a minute."""

    def __init__(
        self,
        client: Client,
        clock: Callable[[], float],
        time: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`clock` never goes back, `time` is Unix time; both in seconds."""
        self._client = client
        self._clock = clock
        self._time = time
        self._sleep = sleep
        self._chance = chance
        self._buckets: dict[str, Bucket] = {}

    async def deliver(self, webhook: Webhook, notice: Notice, *, tries: int = MOST_TRIES) -> Outcome:
        """Send it, up to `tries` times while that may help. Raises nothing.

        Codes: `sent`; `rate_limited` (nothing was sent, the service would bear no
        more); those of OutboundError; `status_N`; `refused_N` with the service's
        own number; `bad_answer`. A webhook that answered in time may still get a
        notice twice: none of these services knows a key.
        """
        if self._bucket(webhook).take(self._clock()):
            return Outcome(False, "rate_limited", tries=0)
        return await tried(lambda: self._attempt(webhook, notice), self._sleep, self._chance, tries)

    async def _attempt(self, webhook: Webhook, notice: Notice) -> Verdict:
        service = SERVICES[webhook.kind]
        # Built anew each time: a signature is good for minutes only.
        call = service.call(url.parse(webhook.url), webhook.secret, notice, self._time())
        headers = {"content-type": "application/json; charset=utf-8", "accept": "application/json"}
        if call.token:
            headers["authorization"] = f"Bearer {call.token}"
        return service.verdict(await self._client.post(call.url, msgspec.json.encode(call.body), headers))

    def _bucket(self, webhook: Webhook) -> Bucket:
        if len(self._buckets) >= _KEPT:
            now = self._clock()
            self._buckets = {key: each for key, each in self._buckets.items() if not each.is_full(now)}
        return self._buckets.setdefault(webhook.url, Bucket(SERVICES[webhook.kind].rate))
