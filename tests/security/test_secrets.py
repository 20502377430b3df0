"""No secret in any frame, answer, export or log: everything that anybody got in a lively place is looked through."""

from __future__ import annotations

import base64
import hashlib
import io
import sqlite3
import zipfile
from contextlib import AsyncExitStack, asynccontextmanager, closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.harness.http import Guest, unique
from tests.harness.talk import LOBBY, Talk, talking
from tests.security import table
from tests.security.cells import ask
from tests.security.town import PASSWORD, ROLES, Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.slow

FAR = "127.0.0.7"
"""The address of somebody who comes from elsewhere."""

WORD, EMAIL, TOPIC = "xylophone in the attic", "ivy@far.example", "topic-that-nobody-knows"


class Ivy:
    """Comes from elsewhere, with everything that is a secret: password, address of mail, webhook, links, tokens."""

    def __init__(self, town: Town) -> None:
        self.tokens: list[str] = []
        self.http = httpx.Client(
            base_url=town.server.http, timeout=10, transport=httpx.HTTPTransport(local_address=FAR)
        )
        self.name = unique("Ivy")
        first = self.done("POST", "guests", {"name": self.name, "credential": "token"})
        self.id = first["you"]["id"]
        self.become(first["token"])
        self.become(self.done("POST", "account", {"password": WORD, "email": EMAIL})["token"])
        wish = {"name": self.name, "password": WORD, "credential": "token"}
        self.become(self.done("POST", "sessions", wish)["token"])
        self.tokens.append(self.done("POST", "tokens", {"label": "bot"})["token"])
        self.tokens.append(town.link(self.done("POST", "device-links", {})))
        hook = {"kind": "ntfy", "url": f"https://ntfy.example.org/{TOPIC}", "secret": "tk_hook"}
        self.done("POST", "pushes/webhooks", hook)
        self.done("PUT", "account/password", {"old": WORD, "new": f"{WORD} too"})

    @property
    def guest(self) -> Guest:
        return Guest(self.id, self.name, self.tokens[2])

    def close(self) -> None:
        self.http.close()

    def become(self, token: str) -> None:
        self.tokens.append(token)
        self.http.headers["Authorization"] = f"Bearer {token}"

    def done(self, method: str, path: str, body: object) -> dict[str, Any]:
        answer = self.http.request(method, f"/api/v1/{path}", json=body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found


async def test_no_secret_is_in_anything_that_anybody_gets(town: Town) -> None:
    known, seen = secrets(town), Seen()
    async with AsyncExitStack() as stack:
        talks = {
            role: await stack.enter_async_context(talking(town.server, town.people[role].guest))
            for role in ROLES
            if role != "banned"
        }
        ivy = stack.enter_context(closing(Ivy(town)))
        known |= {f"a token of Ivy's: {number}": token for number, token in enumerate(ivy.tokens)}
        async with from_far(town, ivy.guest) as far:
            await lively(town, ivy, far, talks)
        for role, talk in talks.items():
            mark = unique("the end")
            town.ann.say(LOBBY, mark)
            await talk.event("message.created", body=mark)
            seen.add(f"the socket of {role}", talk.seen)
    for role in ROLES:
        for (what, case), row in table.rows(table.ROUTES).items():
            if what.startswith("GET ") and row[ROLES.index(role)] != "-":
                answer = ask(town, what, case, role)
                seen.add(f"{what}:{case} as {role}", f"{answer.headers}", content=answer.content)
    seen.add("the log", town.server.log())
    assert len(seen.found) > 300
    assert "the scene is over" in seen.found["the socket of guest"]
    assert ivy.name in seen.found["GET /audit: as admin"], "the audit tells who did what"
    assert EMAIL not in "".join(seen.found.values())
    known |= secrets(town)
    assert len(known) > 60
    assert "the private key of notices" in known
    # Each is found where it is: this looks for what it says.
    for name, secret in known.items():
        assert leaks({"planted": f"<{secret}>"}, {name: secret}), name
    assert leaks(seen.found, known) == []


class Seen:
    """All that was got, by where from; archives are opened."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def add(self, where: str, text: str, content: bytes = b"") -> None:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"\n".join(archive.read(name) for name in archive.namelist())
        self.found[where] = text + content.decode("utf-8", "replace")


def leaks(seen: dict[str, str], known: dict[str, str]) -> list[str]:
    """Which secret is where."""
    whole = "\n".join(seen.values())
    return [
        f"{name} in {where}"
        for name, secret in known.items()
        if secret in whole
        for where, text in seen.items()
        if secret in text
    ]


def secrets(town: Town) -> dict[str, str]:
    """What nobody may ever see, by what it is; of bytes each way in which they may be written."""
    found = {
        "a password": PASSWORD, "Ivy's password": WORD, "a hash of passwords": "argon2", "where Ivy is": FAR,
        "Ivy's topic": TOPIC, "Ivy's secret of a webhook": "tk_hook", "Ivy's address of mail": EMAIL,
    }  # fmt: skip
    for caller in town.callers:
        if caller.guest is not None:
            found[f"the token of {caller.guest.name}"] = caller.guest.token
            found |= written(
                f"its hash, {caller.guest.name}", hashlib.sha256(caller.guest.token.encode()).digest()
            )
    with closing(sqlite3.connect(town.server.database, timeout=10)) as database:
        for number, (secret,) in enumerate(database.execute("SELECT secret FROM credentials")):
            found[f"hash of a password {number}"] = secret
        for number, (digest,) in enumerate(database.execute("SELECT token_hash FROM links")):
            found |= written(f"hash of a link {number}", digest)
        (secret, keys) = database.execute("SELECT secret, push_keys FROM meta").fetchone()
    found |= written("the secret of the store", secret)
    if keys:
        found["the private key of notices"] = keys
    return found


def written(name: str, secret: bytes) -> dict[str, str]:
    return {
        f"{name}, hex": secret.hex(),
        f"{name}, base64": base64.b64encode(secret).decode().rstrip("="),
        f"{name}, base64url": base64.urlsafe_b64encode(secret).decode().rstrip("="),
    }


@asynccontextmanager
async def from_far(town: Town, guest: Guest) -> AsyncIterator[Talk]:
    async with connect(
        town.server.ws, additional_headers=guest.bearer, proxy=None, local_addr=(FAR, 0), ping_interval=None
    ) as socket:
        talk = Talk(socket)
        await talk.event("hello")
        await talk.load()
        yield talk


async def lively(town: Town, ivy: Ivy, far: Talk, talks: dict[str, Talk]) -> None:
    """Ivy comes, speaks, is reported, held, muted and banned with her addresses; links and tokens are made and used."""
    said = await far.say("here I am", mentions=[town.member.id])
    await far.ask("person.rename", name=ivy.name)
    await far.ask("status.set", away=True, text="out for tea")
    town.member.done("POST", "reports", {"room": LOBBY, "seq": said["seq"], "reason": "rude"})
    for kind in ("hold", "shadow", "mute"):
        made = town.moderator.done("POST", "sanctions", {"kind": kind, "person": ivy.id, "reason": "loud"})
        await far.ask("message.send", room=LOBBY, body=f"while {kind}")
        if kind != "mute":
            town.moderator.done("DELETE", f"sanctions/{made['id']}")
    reset = town.link(town.admin.done("POST", f"people/{ivy.id}/reset-link"))
    ivy.tokens.append(reset)
    invite = town.ann.done("POST", f"rooms/{town.den}/invites", {"uses": None})
    ivy.tokens.append(town.link(invite))
    town.guest("Invited").done("POST", "links/use", {"token": town.link(invite)})
    town.owner.done("GET", "pushes")
    wish = {"kind": "ban", "person": ivy.id, "addresses": True, "erase": True, "reason": "enough"}
    town.moderator.done("POST", "sanctions", wish)
    assert await far.closed() == 4403
    refused = ivy.http.get("/api/v1/me")
    assert refused.status_code == 403
    assert (
        ivy.http.post("/api/v1/guests", json={"name": "Ivy again", "credential": "token"}).status_code == 403
    )
    await talks["guest"].say("the scene is over")
