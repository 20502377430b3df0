"""The HTTP application without a socket, over a store in memory."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from teahouse.broker.memory import MemoryBroker
from teahouse.chat.context import Context
from teahouse.files.images import Images
from teahouse.http.api import create_app
from teahouse.http.page import Pages
from teahouse.http.services import Services
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.origin import OriginRule
from teahouse.model.pace import Pace
from teahouse.model.rules import Rules
from tests.gateway.fake_store import FakeStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from litestar.types import Message

    from teahouse.files.files import Files


class Answer(Struct):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Scene:
    """An application of one's own; `ready` is why no traffic should come (None: it may)."""

    def __init__(
        self,
        pages: Path = Path("nowhere"),
        limits: Limits | None = None,
        files: Files | None = None,
        context: Context | None = None,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.store = FakeStore(self.loop, prompt=True)
        self.meters = Meters()
        self.ready: str | None = None
        self.now = 0.0
        services = Services(
            context=context or Context(self.store.port, MemoryBroker(), lambda: 0, Rules(language="en")),
            limits=Limits.off() if limits is None else limits,
            meters=self.meters,
            rule=OriginRule(),
            cookie="teahouse_fake",
            secure=False,
            address=lambda peer, forwarded: peer,
            now=lambda: self.now,
            pace=Pace(lambda: self.meters.messages, lambda: self.now, lambda seconds, work: None),
            images=Images(1),
            ready=lambda: self.ready,
            files=files,
        )
        self.app = create_app(services, Pages(pages), "'none'")

    async def ask(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        incoming: Iterable[dict[str, Any]] | None = None,
    ) -> Answer:
        """One request and its whole answer; `incoming` are the messages that come in place of one with the body."""
        given = {"host": "localhost", "content-length": str(len(body)), **(headers or {})}
        bare, _, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": bare,
            "raw_path": bare.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
            "client": ("192.0.2.7", 5000),
            "server": ("localhost", 80),
            "state": {},
        }
        sent: list[Message] = []
        answered = asyncio.Event()
        messages = iter(incoming or [{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            for message in messages:
                return message
            await answered.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                answered.set()

        await self.app(cast(Any, scope), cast(Any, receive), send)
        start = cast(dict[str, Any], sent[0])
        told = {name.decode(): value.decode() for name, value in start["headers"]}
        parts = [cast(dict[str, Any], message).get("body", b"") for message in sent[1:]]
        return Answer(start["status"], told, b"".join(parts))
