"""The one way out: HTTP under the guard, bounded in time, bytes, redirects and kinds of answer.

Built on httpcore, which does the protocol and nothing on its own: no cookies, no
proxies from the environment, no redirects, no decompression, no credentials.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from teahouse import __version__
from teahouse.outbound.errors import (
    AnswerTooLargeError,
    BadUrlError,
    ConnectionFailedError,
    OutboundError,
    StatusError,
    TimeLimitError,
    TlsFailedError,
    TooManyRedirectsError,
    WrongTypeError,
)
from teahouse.outbound.guard import Guard
from teahouse.outbound.inflation import Inflation

if TYPE_CHECKING:
    import ssl

    import httpcore

    from teahouse.outbound.url import Url

USER_AGENT: Final = f"Teahouse/{__version__} (chat server; link previews and notices)"
SECONDS: Final = 5.0
REDIRECTS: Final = 3
ANSWER_BYTES: Final = 64 << 10
"""How much is read of what a service answers to a notice."""
CONNECTIONS: Final = 64
IDLE_CONNECTIONS: Final = 16
IDLE_SECONDS: Final = 15.0

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case; of a repeated one the first counts."""

    status: int
    url: Url
    """Where it came from, after redirects."""
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def type(self) -> str:
        """The media type in lower case, without parameters."""
        return media_type(self.headers)


@dataclass(frozen=True, slots=True)
class _Bounds:
    most_bytes: int
    cut: bool
    types: Collection[str] | None


class Client:
    """Requests under one guard. It belongs to one event loop; close it with `aclose`."""

    def __init__(self, guard: Guard, trust: ssl.SSLContext | None = None) -> None:
        """`trust` says which certificates are believed: the system's and Mozilla's by default."""
        self.guard = guard
        self._trust = trust
        self._pool: httpcore.AsyncConnectionPool | None = None
        self._making = asyncio.Lock()

    async def get(
        self,
        url: str,
        *,
        types: Collection[str],
        most_bytes: int,
        cut: bool = False,
        seconds: float = SECONDS,
        bearer: str | None = None,
    ) -> Answer:
        """What is there, if it has status 200 and one of these media types.

        At most three redirects are followed, each checked anew. `cut` takes the
        first `most_bytes` of a longer answer, which is an error otherwise. With a token
        (`bearer`) no redirect is followed, so that nobody else gets it.
        Raises OutboundError.
        """
        bounds = _Bounds(most_bytes, cut, types)
        headers = {"accept": ",".join(types), "accept-encoding": "gzip"}
        async with _limited(seconds):
            if bearer is None:
                return await self._follow(self.guard.check(url), headers, bounds)
            headers["authorization"] = f"Bearer {bearer}"
            answer = await self._ask(b"GET", self.guard.check(url), headers, None, bounds)
            if not isinstance(answer, Answer):
                raise TooManyRedirectsError
            return answer

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        most_bytes: int = ANSWER_BYTES,
        seconds: float = SECONDS,
    ) -> Answer:
        """Whatever is answered, cut at `most_bytes`; a redirect is not followed. Raises OutboundError."""
        bounds = _Bounds(most_bytes, True, None)
        async with _limited(seconds):
            answer = await self._ask(b"POST", self.guard.check(url), headers, body, bounds)
            assert isinstance(answer, Answer)
            return answer

    async def aclose(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None

    async def _follow(self, url: Url, headers: Mapping[str, str], bounds: _Bounds) -> Answer:
        for _ in range(REDIRECTS + 1):
            answer = await self._ask(b"GET", url, headers, None, bounds)
            if isinstance(answer, Answer):
                return answer
            url = url.join(answer)
            self.guard.check_url(url)
        raise TooManyRedirectsError

    async def _ask(
        self, method: bytes, url: Url, headers: Mapping[str, str], body: bytes | None, bounds: _Bounds
    ) -> Answer | str:
        """The answer, or for a GET where its redirect leads to."""
        pool = await self._connections()
        import httpcore  # after the pool: the first time it is loaded off the loop

        sent = {"host": url.authority, "user-agent": USER_AGENT, **headers}
        if body is not None:
            sent["content-length"] = str(len(body))
        request = httpcore.Request(
            method,
            httpcore.URL(
                scheme=url.scheme.encode(),
                host=url.host.encode(),
                port=url.port,
                target=url.target.encode(),
            ),
            headers=list(sent.items()),
            content=body,
        )
        try:
            response = await pool.handle_async_request(request)
            try:
                return await _taken(response, url, bounds)
            finally:
                await response.aclose()
        except (httpcore.NetworkError, httpcore.TimeoutException) as problem:
            raise _unreachable(problem) from None
        except httpcore.ProtocolError:
            raise ConnectionFailedError from None
        except OSError as problem:
            raise _unreachable(problem) from None

    async def _connections(self) -> httpcore.AsyncConnectionPool:
        async with self._making:
            if self._pool is None:
                # To read the certificates takes a tenth of a second.
                self._pool = await asyncio.to_thread(_pool, self.guard, self._trust)
            return self._pool


def media_type(headers: Mapping[str, str]) -> str:
    """The media type in lower case, without parameters; empty if none is told."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


async def _taken(response: httpcore.Response, url: Url, bounds: _Bounds) -> Answer | str:
    headers: dict[str, str] = {}
    for name, value in response.headers:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    if bounds.types is not None:
        if response.status in _REDIRECTS and "location" in headers:
            return _location(headers["location"])
        if response.status != 200:
            raise StatusError
        if media_type(headers) not in bounds.types:
            raise WrongTypeError
    length = headers.get("content-length", "")
    if not bounds.cut and length.isascii() and length.isdigit() and int(length) > bounds.most_bytes:
        raise AnswerTooLargeError
    inflation = Inflation(headers.get("content-encoding", ""), bounds.most_bytes, cut=bounds.cut)
    async for chunk in response.aiter_stream():
        if not inflation.feed(chunk):
            break
    return Answer(response.status, url, headers, inflation.body())


def _location(raw: str) -> str:
    # RFC 9110 has ASCII alone; servers send UTF-8.
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        raise BadUrlError from None


def _unreachable(problem: Exception) -> OutboundError:
    import ssl

    seen: BaseException | None = problem
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return TlsFailedError()
        seen = seen.__cause__ or seen.__context__
    return ConnectionFailedError()


def _pool(guard: Guard, trust: ssl.SSLContext | None) -> httpcore.AsyncConnectionPool:
    # httpcore, TLS and the certificates cost memory that an idle server should not have.
    import httpcore

    from teahouse.outbound.dialler import Dialler

    return httpcore.AsyncConnectionPool(
        ssl_context=trust or _usual_trust(),
        max_connections=CONNECTIONS,
        max_keepalive_connections=IDLE_CONNECTIONS,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=Dialler(guard),
    )


def _usual_trust() -> ssl.SSLContext:
    import ssl

    import certifi

    # The system's, because an owner may have an authority of their own there; certifi's, because small images have none.
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())
    return trust


@asynccontextmanager
async def _limited(seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise TimeLimitError from None
