"""Rows of signing in by other means, of proofs of work, and of who goes: begun on node a, ended on node b."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg

from tests.cluster.meeting import Meeting, ask, guest
from tests.cluster.rows_accounts import API, admin, me, member
from tests.cluster.rows_changes import Row
from tests.harness.authenticator import Authenticator
from tests.harness.http import Guest, unique
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    import httpx

    from tests.harness.cluster import Node


def origin(node: Node) -> str:
    return f"http://localhost:{urlsplit(node.http).port}"


async def by_name(
    node: Node, method: str, path: str, who: Guest | None, body: object = None
) -> httpx.Response:
    """A request to localhost: browsers have no passkeys for addresses."""
    headers = {"Host": origin(node).removeprefix("http://"), "Origin": origin(node)}
    return await ask(node, method, f"{API}/{path}", who, {} if body is None else body, **headers)


async def passkey(two: Meeting, who: Guest) -> tuple[Authenticator, int]:
    """Options of node a, answered to node b."""
    options = (await by_name(two.a, "POST", "passkeys/options", who)).json()
    made = Authenticator(origin(two.b))
    body = {"credential": made.create(options), "label": "key"}
    answer = await by_name(two.b, "POST", "passkeys", who, body)
    assert answer.status_code == 201, answer.text
    return made, answer.json()["id"]


async def add_passkey(two: Meeting) -> None:
    who = await member(two)
    _, made = await passkey(two, who)
    (listed,) = (await ask(two.a, "GET", f"{API}/account", who)).json()["passkeys"]
    assert (listed["id"], listed["label"]) == (made, "key")


async def rename_passkey(two: Meeting) -> None:
    who = await member(two)
    _, made = await passkey(two, who)
    answer = await by_name(two.a, "PATCH", f"passkeys/{made}", who, {"label": " phone "})
    assert answer.status_code == 204, answer.text
    (listed,) = (await ask(two.b, "GET", f"{API}/account", who)).json()["passkeys"]
    assert listed["label"] == "phone"
    # Another's is as if there were none.
    other = await by_name(two.a, "PATCH", f"passkeys/{made}", await member(two), {"label": "mine"})
    assert other.status_code == 404


async def drop_passkey(two: Meeting) -> None:
    who = await member(two)
    _, made = await passkey(two, who)
    assert (await by_name(two.a, "DELETE", f"passkeys/{made}", who)).status_code == 204
    assert (await ask(two.b, "GET", f"{API}/account", who)).json()["passkeys"] == []


async def passkey_sign_in(two: Meeting) -> None:
    who = await member(two)
    key, _ = await passkey(two, who)
    asked = (await by_name(two.a, "POST", "passkeys/sign-in/options", None)).json()
    body = {"credential": key.get(asked["options"]), "state": asked["state"]}
    answer = await by_name(two.b, "POST", "passkeys/sign-in", None, body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"you": {"id": who.id, "name": who.name}, "role": "member"}
    # The counter is one for all nodes: what was taken there is old here.
    key.origin = origin(two.a)
    again = (await by_name(two.a, "POST", "passkeys/sign-in/options", None)).json()
    key.count = 0
    stale = {"credential": key.get(again["options"]), "state": again["state"]}
    assert (await by_name(two.a, "POST", "passkeys/sign-in", None, stale)).status_code == 401


async def drop_oidc(two: Meeting) -> None:
    who = await member(two)
    connection = await asyncpg.connect(two.cluster.database)
    try:
        made = await connection.fetchval(
            "INSERT INTO credentials (person, kind, subject, secret, created_at)"
            " VALUES ($1, 'oidc', $2, '', 0) RETURNING id",
            who.id,
            unique("https://id.example.org sub"),
        )
    finally:
        await connection.close()
    assert len((await ask(two.b, "GET", f"{API}/account", who)).json()["oidc"]) == 1
    assert (await ask(two.a, "DELETE", f"{API}/oidc/{made}", who, {})).status_code == 204
    assert (await ask(two.b, "GET", f"{API}/account", who)).json()["oidc"] == []


async def post_challenge(two: Meeting) -> None:
    """What node a asks, node b takes as answered."""
    by = await admin(two)
    wish = {"name": unique("Flood"), "credential": "token"}
    assert (await ask(two.b, "PATCH", f"{API}/admin/house", by, {"challenge": "on"})).status_code == 200
    try:
        refused = await ask(two.b, "POST", f"{API}/guests", body=wish)
        assert refused.json()["error"]["code"] == "challenge_required"
        asked = (await ask(two.a, "POST", f"{API}/challenge", body={})).json()
        proof = {"challenge": asked["challenge"], "nonce": _solved(asked["challenge"], asked["bits"])}
        made = await ask(two.b, "POST", f"{API}/guests", body={**wish, "proof": proof})
        assert made.status_code == 201, made.text
    finally:
        await ask(two.b, "PATCH", f"{API}/admin/house", by, {"challenge": None})


async def delete_me(two: Meeting) -> None:
    """What was said is gone from node b's screens, the connection there is closed, the name is free."""
    leaver = await guest(two.a, "Leaver")
    async with talking(two.b, leaver) as talk:
        path = f"{API}/rooms/{LOBBY}/messages"
        said = (await ask(two.a, "POST", path, leaver, {"body": "to be gone"})).json()["seq"]
        await two.heard(said)
        answer = await ask(two.a, "DELETE", f"{API}/me", leaver, {"name": leaver.name})
        assert answer.status_code == 204, answer.text
        assert (await two.there.event("message.recalled", target=said))["sender"]["id"] == leaver.id
        assert await talk.closed() == 4401
    assert await me(two, leaver) == 401
    again = await ask(two.b, "POST", f"{API}/guests", body={"name": leaver.name, "credential": "token"})
    assert again.status_code == 201, again.text
    assert again.json()["you"]["id"] != leaver.id


def _solved(challenge: str, bits: int) -> str:
    nonce = 0
    while int.from_bytes(hashlib.sha256(f"{challenge}:{nonce}".encode()).digest(), "big") >> (256 - bits):
        nonce += 1
    return str(nonce)


WRITES: dict[tuple[str, str], Row] = {
    ("POST", "/api/v1/challenge"): post_challenge,
    ("POST", "/api/v1/passkeys/options"): add_passkey,
    ("POST", "/api/v1/passkeys"): add_passkey,
    ("PATCH", "/api/v1/passkeys/{credential:int}"): rename_passkey,
    ("DELETE", "/api/v1/passkeys/{credential:int}"): drop_passkey,
    ("POST", "/api/v1/passkeys/sign-in/options"): passkey_sign_in,
    ("POST", "/api/v1/passkeys/sign-in"): passkey_sign_in,
    ("DELETE", "/api/v1/oidc/{name:str}"): drop_oidc,
    ("DELETE", "/api/v1/me"): delete_me,
}
