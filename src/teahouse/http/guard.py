"""Around the whole HTTP application: the Host rule, security headers, request ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from teahouse.model.errors import TeahouseError
from teahouse.model.ids import new_key
from teahouse.model.origin import OriginRule, check_host
from teahouse.protocol import codec
from teahouse.protocol.errors import ErrorBody

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; "
    "trusted-types teahouse"
)


class Guard:
    """An ASGI application in front of another. Health checks come by any Host name."""

    def __init__(
        self,
        app: ASGIApp,
        rule: OriginRule,
        frame_ancestors: str,
        admit: Callable[[Scope], Awaitable[None]],
    ) -> None:
        """`admit` raises BannedError for a request from where nobody may come."""
        self._app = app
        self._admit = admit
        self._rule = rule
        policy = CONTENT_SECURITY_POLICY.format(ancestors=frame_ancestors)
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:
            await self._app(scope, receive, send)
            return
        request_id = new_key().hex
        scope["state"]["request_id"] = request_id

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = {name for name, _ in message["headers"]}
                # A file has a policy of its own, which is stricter.
                own = [(name, value) for name, value in self._headers if name not in named]
                own.append((b"x-request-id", request_id.encode()))
                if b"cache-control" not in named:
                    own.append((b"cache-control", b"no-store"))
                message["headers"] = [*message["headers"], *own]
            await send(message)

        if scope["method"] == "HEAD":
            # Answered as GET (RFC 9110 section 9.3.2); the server leaves the body out.
            scope = {**scope, "method": HttpMethod.GET}
            scope["state"]["head"] = True
        host = next((value for name, value in scope["headers"] if name == b"host"), None)
        try:
            if scope["path"] not in ("/healthz", "/readyz", "/metrics"):
                check_host(self._rule, host.decode("latin-1") if host is not None else None)
            await self._admit(scope)
        except TeahouseError as error:
            await _refuse(send_guarded, error, request_id)
            return
        await self._app(scope, receive, send_guarded)


async def _refuse(send: Send, error: TeahouseError, request_id: str) -> None:
    body = codec.encode(ErrorBody.of(error, request_id))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
