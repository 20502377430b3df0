"""Signing in with an OpenID provider: the code flow with PKCE (OpenID Connect Core 1.0, RFC 7636).

What is asked of the provider goes through the guarded client; what it says is checked by
Authlib. Nothing is kept but its description and keys, for a while.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode

import msgspec
from msgspec import Struct

from teahouse.outbound.errors import OutboundError

if TYPE_CHECKING:
    from teahouse.outbound.client import Client

SCOPE: Final = "openid profile email"
KEPT_SECONDS: Final = 600.0
KEYS_AGAIN_SECONDS: Final = 10.0
"""Keys that are not known are asked for no more often than this."""

LEEWAY_SECONDS: Final = 60
MOST_BYTES: Final = 256 << 10
JSON: Final = ("application/json", "application/jwk-set+json")
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "EdDSA")
"""Signatures by a key that only the provider has; never none, never one by a shared secret."""


class ProviderError(Exception):
    """The provider cannot be asked, or says what is not to be believed; the text is for the log alone."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What the owner says of the provider. `name` is on the button and in our address."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)


class Claims(Struct, frozen=True):
    """Who somebody is there. `names` are what to call them, the best first."""

    subject: str
    names: tuple[str, ...] = ()
    label: str = ""


class Attempt(Struct, frozen=True):
    """What comes back to the same browser, and is compared: made anew for each attempt."""

    state: str
    nonce: str
    verifier: str


class _Metadata(Struct, frozen=True):
    """The description at .well-known/openid-configuration (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(Struct, frozen=True):
    id_token: str
    access_token: str = ""


class Provider:
    """One provider. `now` is steady seconds, `unix` Unix seconds."""

    def __init__(
        self,
        registration: Registration,
        client: Client,
        now: Callable[[], float],
        unix: Callable[[], float],
    ) -> None:
        self.name = registration.name
        self.issuer = registration.issuer
        self._registration = registration
        self._client = client
        self._now = now
        self._unix = unix
        self._metadata: tuple[float, _Metadata] | None = None
        self._keys: tuple[float, Any] | None = None
        self._asking = asyncio.Lock()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def address(self, attempt: Attempt, redirect_uri: str) -> str:
        """Where the browser goes to be asked who it is. ProviderError."""
        metadata = await self._described()
        parameters = {
            "response_type": "code",
            "client_id": self._registration.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": await asyncio.to_thread(_code_challenge, attempt.verifier),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in metadata.authorization_endpoint else "?"
        return metadata.authorization_endpoint + joint + urlencode(parameters)

    async def claims(self, attempt: Attempt, code: str, redirect_uri: str) -> Claims:
        """Who came back with this code. ProviderError."""
        metadata = await self._described()
        tokens = await self._exchange(metadata, attempt, code, redirect_uri)
        told = await self._checked(metadata, tokens, attempt.nonce)
        names = _names(told)
        if not names and metadata.userinfo_endpoint and tokens.access_token:
            more = await self._get(metadata.userinfo_endpoint, dict[str, Any], bearer=tokens.access_token)
            # Section 5.3.2: what is of somebody else must not be used.
            names = _names(more) if more.get("sub") == told["sub"] else ()
        return Claims(str(told["sub"]), names, next(iter(names), ""))

    async def _described(self) -> _Metadata:
        async with self._asking:
            known = self._metadata
            if known is None or known[0] + KEPT_SECONDS < self._now():
                url = f"{self.issuer}/.well-known/openid-configuration"
                metadata = await self._get(url, _Metadata)
                # Section 4.3: exactly; a slash at the end is the one thing that owners leave out.
                if metadata.issuer.removesuffix("/") != self.issuer:
                    raise ProviderError("it describes another issuer")
                known = self._metadata = (self._now(), metadata)
            return known[1]

    async def _exchange(self, metadata: _Metadata, attempt: Attempt, code: str, redirect_uri: str) -> _Tokens:
        """The tokens for a code (section 3.1.3)."""
        registration = self._registration
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": registration.client_id,
            "code_verifier": attempt.verifier,
        }
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        if registration.client_secret:
            if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
                # RFC 6749 section 2.3.1: both are form-encoded first.
                pair = f"{quote_plus(registration.client_id)}:{quote_plus(registration.client_secret)}"
                headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
            else:
                form["client_secret"] = registration.client_secret
        try:
            answer = await self._client.post(metadata.token_endpoint, urlencode(form).encode(), headers)
        except OutboundError as problem:
            raise ProviderError(f"the token endpoint: {problem.code}") from None
        if answer.status != 200:
            raise ProviderError(f"the token endpoint answers {answer.status}")
        tokens: _Tokens = _decoded(answer.body, _Tokens)
        return tokens

    async def _checked(self, metadata: _Metadata, tokens: _Tokens, nonce: str) -> dict[str, Any]:
        """What the ID token says, if all of section 3.1.3.7 holds."""
        options = {
            "iss": {"essential": True, "value": metadata.issuer},
            "aud": {"essential": True, "value": self._registration.client_id},
        }
        parameters = {
            "nonce": nonce,
            "client_id": self._registration.client_id,
            "access_token": tokens.access_token or None,
        }

        def check(keys: Any) -> dict[str, Any]:
            from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
            from joserfc import jwt

            token = jwt.decode(tokens.id_token, keys, algorithms=list(ALGORITHMS))
            claims = CodeIDToken(token.claims, token.header, options, parameters)
            claims.validate(now=int(self._unix()), leeway=LEEWAY_SECONDS)
            return dict(claims)

        for again in (False, True):
            keys = await self._current_keys(metadata, again=again)
            try:
                told = await asyncio.to_thread(check, keys)
            except Exception as problem:
                # Whatever the libraries say of it: it is the provider's word, or whoever claims to be it.
                if again:
                    raise ProviderError(f"the ID token is refused: {type(problem).__name__}") from None
                continue
            if not isinstance(told.get("sub"), str) or not 0 < len(told["sub"]) <= 255:
                raise ProviderError("the ID token names nobody")
            return told
        raise AssertionError

    async def _current_keys(self, metadata: _Metadata, *, again: bool) -> Any:
        """The provider's keys; asked for `again` where they may have been changed."""
        async with self._asking:
            known = self._keys
            old = KEYS_AGAIN_SECONDS if again else KEPT_SECONDS
            if known is None or known[0] + old < self._now():
                raw = await self._get(metadata.jwks_uri, dict[str, Any])
                known = self._keys = (self._now(), await asyncio.to_thread(_key_set, raw))
            return known[1]

    async def _get(self, url: str, type_: Any, bearer: str | None = None) -> Any:
        try:
            answer = await self._client.get(url, types=JSON, most_bytes=MOST_BYTES, bearer=bearer)
        except OutboundError as problem:
            raise ProviderError(f"{url}: {problem.code}") from None
        return _decoded(answer.body, type_)


def _decoded(body: bytes, type_: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ProviderError("what it answers is not what it should be") from None


def _names(told: dict[str, Any]) -> tuple[str, ...]:
    """What somebody may be called (section 5.1)."""
    names = [told.get(claim) for claim in ("preferred_username", "name", "nickname", "given_name")]
    email = told.get("email")
    if isinstance(email, str):
        names.append(email.partition("@")[0])
    return tuple(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name.strip()))


def _code_challenge(verifier: str) -> str:
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

    return str(create_s256_code_challenge(verifier))


def _key_set(raw: dict[str, Any]) -> Any:
    from joserfc.jwk import KeySet

    try:
        return KeySet.import_key_set(raw)  # type: ignore[arg-type]
    except Exception:
        raise ProviderError("its keys cannot be read") from None
