"""One's own data: all of it to take along, and all of it gone, from the disk too."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.http import browse, error_of, register, unique
from tests.wire.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.harness.server import Server, Start

LOBBY = 1
PASSWORD = "a long enough one"
SECRETS = ("xylophone", "quizzical", "zephyrous", "wyvernkeep")


@pytest.fixture
def house(start_server: Start) -> Server:
    return start_server("--limits", "off")


@pytest.fixture
def two(house: Server) -> Iterator[tuple[Caller, Caller]]:
    callers = [Caller(house, register(house.http, unique(name))) for name in ("Ann", "Ben")]
    yield callers[0], callers[1]
    for caller in callers:
        caller.http.close()


def exported(caller: Caller) -> tuple[zipfile.ZipFile, dict[str, list[dict[str, Any]]]]:
    """The archive, and the lines of each of its lists."""
    answer = caller.ask("GET", "me/export")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    lists = {
        name: [json.loads(line) for line in archive.read(name).splitlines()]
        for name in archive.namelist()
        if name.endswith(".jsonl")
    }
    return archive, lists


def upload(caller: Caller, content: bytes, name: str) -> str:
    answer = caller.http.post("/api/v1/files", params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_the_export_has_all_that_is_one_s_own_and_nothing_of_others(two: tuple[Caller, Caller]) -> None:
    ann, ben = two
    file = upload(ann, b"a list of teas", "teas.txt")
    ann.say(LOBBY, "about tea 茶", files=[file])
    whisper = ann.say(LOBBY, "psst", to=ben.id)
    gone = ann.say(LOBBY, "taken back")
    edited = ann.say(LOBBY, "first")
    ben.say(LOBBY, "Ben's own")
    ben.say(LOBBY, "for Ann alone", to=ann.id)
    ann.done("DELETE", gone)
    ann.done("PATCH", edited, {"body": "second"})
    direct = ann.done("POST", "conversations", {"people": [ben.id]})["id"]
    ann.say(direct, "between us")
    ben.say(direct, "Ben's answer")
    hook = {"kind": "ntfy", "url": "https://ntfy.example.org/secret-topic"}
    ann.done("POST", "pushes/webhooks", hook)
    ann.done("PUT", f"rooms/{LOBBY}/read", {"seq": 1})
    loose = upload(ann, b"not sent yet", "draft.txt")

    archive, lists = exported(ann)
    said = lists["messages.jsonl"]
    assert [each["text"] for each in said] == ["about tea 茶", "psst", "second", "between us"]
    assert said[1]["to"]["id"] == ben.id
    assert said[1]["seq"] == int(whisper.rpartition("/")[2])
    assert said[2]["edited_at"] >= said[2]["at"]
    assert [each["kind"] for each in lists["rooms.jsonl"]] == ["room", "direct"]
    assert said[0]["files"] == [f"{file}-teas.txt"]
    assert archive.read(f"files/{file}-teas.txt") == b"a list of teas"
    assert archive.read(f"files/{loose}-draft.txt") == b"not sent yet"
    profile = json.loads(archive.read("profile.json"))
    assert (profile["id"], profile["role"]) == (ann.id, "guest")
    assert lists["notices.jsonl"] == [{"kind": "ntfy", "host": "ntfy.example.org", "language": "en"}]
    assert len(lists["sessions.jsonl"]) == 1
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert ann.guest is not None
    for secret in (
        ann.guest.token,
        "secret-topic",
        "Ben's own",
        "for Ann alone",
        "Ben's answer",
        "taken back",
    ):
        assert secret.encode() not in whole


def test_a_visitor_has_nothing_and_another_site_asks_for_nothing(house: Server) -> None:
    with browse(house.http) as page:
        assert page.get("/api/v1/me/export").status_code == 401
        made = page.post(
            "/api/v1/guests", json={"name": unique("Pia")}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert made.status_code == 201
        refused = page.get("/api/v1/me/export", headers={"Sec-Fetch-Site": "cross-site"})
        assert error_of(refused)["code"] == "origin_refused"
        assert page.get("/api/v1/me/export", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_who_goes_leaves_no_text_no_file_and_no_name(house: Server, two: tuple[Caller, Caller]) -> None:
    ann, ben = two
    assert ann.guest is not None
    name = unique("Wyvernkeep")
    ann.done("PATCH", "me", {"name": name})
    file = upload(ann, b"zephyrous", "list.txt")
    first = ann.say(LOBBY, "xylophone", files=[file])
    ann.done("PATCH", first, {"body": "quizzical"})
    ann.say(LOBBY, "a whisper of xylophone", to=ben.id)
    ben.say(LOBBY, "psst", to=ann.id)
    direct = ann.done("POST", "conversations", {"people": [ben.id]})["id"]
    ann.say(direct, "xylophone again")
    kept = ben.say(LOBBY, "Ben's own")
    ann.done("PUT", f"{kept}/reactions/👍")
    read = f"/files/{file}/list.txt"
    assert ben.http.get(read).status_code == 200
    assert held(house) == set(SECRETS)

    # Not by mistake.
    assert error_of(ann.ask("DELETE", "me", {"name": "Ann"}))["field"] == "name"
    assert ann.read(first)["body"] == "quizzical"
    assert ann.ask("DELETE", "me", {"name": name.upper()}).status_code == 204

    assert ann.ask("GET", "me").status_code == 401
    assert ben.http.get(read).status_code == 404
    assert ben.read(first)["body"] is None
    assert ben.read(first)["folded"]["recalled_by"] == ann.id
    assert ben.read(kept)["body"] == "Ben's own"
    assert ben.done("GET", "search", q="xylophone")["messages"] == []
    house.stop()
    assert held(house) == set()
    house.start()
    # The name is free, and who takes it inherits nothing.
    taken = register(house.http, name)
    assert taken.id != ann.id


def test_a_password_is_asked_for_where_there_is_one(house: Server) -> None:
    name = unique("Pat")
    with browse(house.http, headers={"Origin": house.http}) as page:
        page.post("/api/v1/guests", json={"name": name})
        assert page.post("/api/v1/account", json={"password": PASSWORD}).status_code == 200
        for password in (None, "a wrong one altogether"):
            body = {"name": name, "password": password}
            refused = page.request("DELETE", "/api/v1/me", json=body)
            assert error_of(refused)["code"] == "sign_in_failed"
        gone = page.request("DELETE", "/api/v1/me", json={"name": name, "password": PASSWORD})
        assert gone.status_code == 204
        assert page.get("/api/v1/me").status_code == 401
        back = page.post("/api/v1/sessions", json={"name": name, "password": PASSWORD})
        assert error_of(back)["code"] == "sign_in_failed"


def held(house: Server) -> set[str]:
    """Which of the secrets are in any file of the data folder, or in the name of one."""
    files = [path.read_bytes() for path in house.data.rglob("*") if path.is_file()]
    return {secret for secret in SECRETS if any(secret.encode() in file.lower() for file in files)}
