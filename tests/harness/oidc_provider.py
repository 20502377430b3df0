"""A real OpenID provider in a process of its own: discovery, keys, code flow with PKCE, RS256.

Whoever comes is who the parameter `as` of the authorization request says, at once; `fault`
makes the answer wrong in one way. `python -m tests.harness.oidc_provider PORT`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.harness.server import free_port

CLIENT_ID = "teahouse"
CLIENT_SECRET = "its secret: with & and %"
READY_WITHIN = 20.0
REALM = "/realms/tea"


class Provider(ThreadingHTTPServer):
    """Codes, keys and what was given out."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.issuer = f"http://127.0.0.1:{port}{REALM}"
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}
        self.access: dict[str, dict[str, str]] = {}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Provider

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests read the process's output."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        issuer = self.server.issuer
        match url.path.removeprefix(REALM):
            case "/.well-known/openid-configuration":
                self._json(
                    {
                        "issuer": issuer,
                        "authorization_endpoint": f"{issuer}/authorize",
                        "token_endpoint": f"{issuer}/token",
                        "jwks_uri": f"{issuer}/keys",
                        "userinfo_endpoint": f"{issuer}/userinfo",
                        "response_types_supported": ["code"],
                        "subject_types_supported": ["public"],
                        "id_token_signing_alg_values_supported": ["RS256"],
                        "code_challenge_methods_supported": ["S256"],
                    }
                )
            case "/keys":
                self._json({"keys": [self.server.key.as_dict(private=False)]})
            case "/authorize":
                self._authorize(query)
            case "/userinfo":
                bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
                asked = self.server.access.get(bearer)
                if asked is None:
                    self._json({"error": "invalid_token"}, 401)
                else:
                    self._json({"sub": asked["as"], "name": asked.get("userinfo", "")})
            case "/rotate":
                self.server.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})
                self._json({})
            case _:
                self._json({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        basic = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        name, _, secret = basic.partition(":")
        if (unquote_plus(name), unquote_plus(secret)) != (CLIENT_ID, CLIENT_SECRET):
            self._json({"error": "invalid_client"}, 401)
            return
        asked = self.server.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            self._json({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe(16)
        self.server.access[token] = asked
        self._json({"access_token": token, "token_type": "Bearer", "id_token": self._id_token(asked)})

    def _authorize(self, query: dict[str, str]) -> None:
        sound = (
            query.get("response_type") == "code"
            and query.get("client_id") == CLIENT_ID
            and query.get("code_challenge_method") == "S256"
            and "openid" in query.get("scope", "").split()
            and all(query.get(name) for name in ("state", "nonce", "code_challenge", "redirect_uri", "as"))
        )
        if not sound:
            self._json({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = query
        answer = {"code": code, "state": query["state"], "iss": self.server.issuer}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.server.issuer,
            "sub": asked["as"],
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        if "userinfo" not in asked:
            claims["preferred_username"] = asked.get("name", asked["as"])
        key: Any = self.server.key
        algorithm = "RS256"
        match asked.get("fault"):
            case "nonce":
                claims["nonce"] = "another"
            case "audience":
                claims["aud"] = "somebody-else"
            case "issuer":
                claims["iss"] = "https://id.example.org"
            case "expired":
                claims |= {"iat": now - 7_200, "exp": now - 3_600}
            case "key":
                key = RSAKey.generate_key(2048, {"kid": "one"})
            case "shared":
                # The well-known confusion: a signature by the public key taken for a secret (RFC 8725 section 2.1).
                key, algorithm = OctKey.import_key(self.server.key.as_pem(private=False)), "HS256"
            case _:
                pass
        return jwt.encode({"alg": algorithm, "kid": "one"}, claims, key, algorithms=[algorithm])

    def _json(self, answer: object, status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provider() -> Iterator[str]:
    """The issuer's address, while its process runs."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}{REALM}"
    process = subprocess.Popen([sys.executable, "-m", __name__, str(port)])
    try:
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                urllib.request.urlopen(f"{issuer}/keys", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, "the provider ended"
                assert time.monotonic() < deadline, "the provider does not listen"
                time.sleep(0.05)  # between two tries; the deadline decides
        yield issuer
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    Provider(int(sys.argv[1])).serve_forever()
