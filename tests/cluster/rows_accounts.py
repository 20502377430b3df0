"""Accounts, sessions and links: made on node a, and good (or over) on node b."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import httpx

from tests.cluster.meeting import Meeting, ask, guest
from tests.cluster.rows_changes import Row
from tests.harness.http import Guest, unique
from tests.harness.talk import talking

API = "/api/v1"
PASSWORD = "correct horse"
WITHIN = 2.0
"""Seconds in which an ended session has no connection any more, on any node."""


async def member(two: Meeting, stem: str = "Member") -> Guest:
    """Somebody who has just made an account on node a, with the new session's token."""
    before = await guest(two.a, stem)
    answer = await ask(two.a, "POST", f"{API}/account", before, {"password": PASSWORD})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["you"], told["role"]) == ({"id": before.id, "name": before.name}, "member")
    return Guest(before.id, before.name, told["token"])


async def admin(two: Meeting) -> Guest:
    """Somebody whom the database calls an admin."""
    made = await member(two, "Admin")
    connection = await asyncpg.connect(two.cluster.database)
    try:
        await connection.execute("UPDATE people SET role = 'admin' WHERE id = $1", made.id)
        await connection.execute("UPDATE meta SET rights = rights + 1")
    finally:
        await connection.close()
    return made


async def me(two: Meeting, who: Guest) -> int:
    """How node b answers to that token."""
    return (await ask(two.b, "GET", f"{API}/me", who)).status_code


async def sign_in(two: Meeting, name: str, password: str) -> httpx.Response:
    """On node b, as a program."""
    body = {"name": name, "password": password, "credential": "token"}
    return await ask(two.b, "POST", f"{API}/sessions", None, body)


async def post_account(two: Meeting) -> None:
    """The guest's session is over on node b too, its connection closed; the new one is good."""
    before = await guest(two.a, "Keeper")
    async with talking(two.b, before) as talk:
        answer = await ask(two.a, "POST", f"{API}/account", before, {"password": PASSWORD})
        assert answer.status_code == 200, answer.text
        async with asyncio.timeout(WITHIN):
            assert await talk.closed() == 4401
    after = Guest(before.id, before.name, answer.json()["token"])
    assert (await me(two, before), await me(two, after)) == (401, 200)
    again = await ask(two.b, "POST", f"{API}/account", after, {"password": PASSWORD})
    assert again.status_code == 403


async def put_password(two: Meeting) -> None:
    """All other sessions are over on node b within two seconds, sockets and all."""
    ann = await member(two)
    other = Guest(ann.id, ann.name, (await sign_in(two, ann.name, PASSWORD)).json()["token"])
    async with talking(two.b, other) as talk:
        body = {"old": PASSWORD, "new": "battery staple"}
        answer = await ask(two.a, "PUT", f"{API}/account/password", ann, body)
        assert answer.status_code == 204, answer.text
        async with asyncio.timeout(WITHIN):
            assert await talk.closed() == 4401
    assert (await me(two, ann), await me(two, other)) == (200, 401)
    assert (await sign_in(two, ann.name, PASSWORD)).status_code == 401
    assert (await sign_in(two, ann.name, "battery staple")).status_code == 200


async def put_email(two: Meeting) -> None:
    ann = await member(two)
    address = f"{ann.id}@example.org"
    answer = await ask(two.a, "PUT", f"{API}/account/email", ann, {"email": address})
    assert answer.status_code == 204, answer.text
    told = (await ask(two.b, "GET", f"{API}/account", ann)).json()
    assert (told["email"], told["email_claimed"]) == (None, address), "no letter has confirmed it"


async def post_sessions(two: Meeting) -> None:
    ann = await member(two)
    body = {"name": ann.name.upper(), "password": PASSWORD, "credential": "token"}
    answer = await ask(two.a, "POST", f"{API}/sessions", None, body)
    assert answer.status_code == 200, answer.text
    assert await me(two, Guest(ann.id, ann.name, answer.json()["token"])) == 200


async def post_resets(two: Meeting) -> None:
    """The same answer on each node, for whoever there is and is not."""
    ann = await member(two)
    answers = [
        await ask(node, "POST", f"{API}/resets", ann, {"name": name})
        for node in (two.a, two.b)
        for name in (ann.name, unique("Nobody"))
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, b"")}


async def delete_one(two: Meeting) -> None:
    ann = await member(two)
    other = Guest(ann.id, ann.name, (await sign_in(two, ann.name, PASSWORD)).json()["token"])
    listed = (await ask(two.b, "GET", f"{API}/sessions", other)).json()["sessions"]
    (handle,) = [each["id"] for each in listed if each["current"]]
    async with talking(two.b, other) as talk:
        answer = await ask(two.a, "DELETE", f"{API}/sessions/{handle}", ann, {})
        assert answer.status_code == 204, answer.text
        async with asyncio.timeout(WITHIN):
            assert await talk.closed() == 4401
    assert (await me(two, ann), await me(two, other)) == (200, 401)


async def delete_others(two: Meeting) -> None:
    ann = await member(two)
    other = Guest(ann.id, ann.name, (await sign_in(two, ann.name, PASSWORD)).json()["token"])
    async with talking(two.b, other) as talk:
        assert (await ask(two.a, "DELETE", f"{API}/sessions", ann, {})).status_code == 204
        async with asyncio.timeout(WITHIN):
            assert await talk.closed() == 4401
    assert (await me(two, ann), await me(two, other)) == (200, 401)


async def post_renewal(two: Meeting) -> None:
    """What was the session's secret is over on node b within two seconds, sockets and all."""
    ann = await member(two)
    async with talking(two.b, ann) as talk:
        answer = await ask(two.a, "POST", f"{API}/session/renewal", ann, {})
        assert answer.status_code == 200, answer.text
        async with asyncio.timeout(WITHIN):
            assert await talk.closed() == 4401
    assert (await me(two, ann), await me(two, Guest(ann.id, ann.name, answer.json()["token"]))) == (401, 200)


async def post_tokens(two: Meeting) -> None:
    ann = await member(two)
    answer = await ask(two.a, "POST", f"{API}/tokens", ann, {"label": "bot"})
    assert answer.status_code == 201, answer.text
    assert await me(two, Guest(ann.id, ann.name, answer.json()["token"])) == 200
    listed = (await ask(two.b, "GET", f"{API}/sessions", ann)).json()["sessions"]
    assert {answer.json()["id"]: ("token", "bot")}.items() <= {
        each["id"]: (each["kind"], each["label"]) for each in listed
    }.items()


async def used(two: Meeting, url: str, **more: Any) -> httpx.Response:
    """A link from node a, used on node b by a program that is nobody yet."""
    body = {"token": url.rpartition("/")[2], **more}
    return await ask(two.b, "POST", f"{API}/links/use", None, body, Origin=two.b.http)


async def post_reset_link(two: Meeting) -> None:
    by, ann = await admin(two), await member(two)
    refused = await ask(two.a, "POST", f"{API}/people/{by.id}/reset-link", ann, {})
    assert refused.status_code == 403
    answer = await ask(two.a, "POST", f"{API}/people/{ann.id}/reset-link", by, {})
    assert answer.status_code == 201, answer.text
    told = await used(two, answer.json()["url"], password="battery staple")
    assert (told.status_code, told.json()["you"]["id"]) == (200, ann.id)
    assert await me(two, ann) == 401
    assert (await sign_in(two, ann.name, "battery staple")).status_code == 200


async def post_device_links(two: Meeting) -> None:
    answer = await ask(two.a, "POST", f"{API}/device-links", two.anna, {})
    assert answer.status_code == 201, answer.text
    url = answer.json()["url"]
    assert url.startswith(f"{two.a.http}/#/device/")
    told = await used(two, url)
    assert (told.status_code, told.json()["you"]["id"]) == (200, two.anna.id)
    (cookie,) = told.headers.get_list("set-cookie")
    assert "HttpOnly" in cookie


async def post_links_look(two: Meeting) -> None:
    url = (await ask(two.a, "POST", f"{API}/device-links", two.anna, {})).json()["url"]
    body = {"token": url.rpartition("/")[2]}
    for node in (two.a, two.b, two.b):
        answer = await ask(node, "POST", f"{API}/links/look", None, body, Origin=node.http)
        told = answer.json()
        assert (told["kind"], told["person"]) == ("device", two.anna.name)


async def post_links_use(two: Meeting) -> None:
    """Of both nodes at once, one."""
    url = (await ask(two.a, "POST", f"{API}/device-links", two.anna, {})).json()["url"]
    body = {"token": url.rpartition("/")[2]}
    answers = await asyncio.gather(
        *(
            ask(node, "POST", f"{API}/links/use", None, body, Origin=node.http)
            for node in (two.a, two.b, two.a, two.b)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]


WRITES: dict[tuple[str, str], Row] = {
    ("POST", f"{API}/account"): post_account,
    ("PUT", f"{API}/account/password"): put_password,
    ("PUT", f"{API}/account/email"): put_email,
    ("POST", f"{API}/sessions"): post_sessions,
    ("POST", f"{API}/resets"): post_resets,
    ("DELETE", f"{API}/sessions/{{handle:str}}"): delete_one,
    ("DELETE", f"{API}/sessions"): delete_others,
    ("POST", f"{API}/session/renewal"): post_renewal,
    ("POST", f"{API}/tokens"): post_tokens,
    ("POST", f"{API}/people/{{person:int}}/reset-link"): post_reset_link,
    ("POST", f"{API}/device-links"): post_device_links,
    ("POST", f"{API}/links/look"): post_links_look,
    ("POST", f"{API}/links/use"): post_links_use,
}
