"""The routes for who keeps the place, and what everyone sees of it, over a real store."""

from __future__ import annotations

import io
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from PIL import Image

from teahouse.model.people import Role
from teahouse.model.stylesheet import STYLE_BYTES
from tests.chat.house import House
from tests.http.scene import Answer, Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ADMIN = "/api/v1/admin"
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfaf5" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#131814" />
    <title>Teahouse</title>
  </head>
</html>
"""


class Desk:
    """Requests of people who have a session under `token NAME`."""

    def __init__(self, house: House, folder: Path) -> None:
        pages = folder / "page"
        pages.mkdir()
        (pages / "index.html").write_text(PAGE)
        self.scene = Scene(pages, context=house.context)
        self.house = house

    async def enrol(self, name: str, role: Role) -> int:
        person = await self.house.store.add_person(name, role, f"token {name}", self.house.now, 0)
        return person.id

    async def ask(
        self,
        who: str | None,
        method: str,
        path: str,
        body: object = None,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        given = {"content-type": "application/json", **(headers or {})}
        if who is not None:
            given["authorization"] = f"Bearer token {who}"
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return await self.scene.ask(path, method, given, content)


@asynccontextmanager
async def at_desk(folder: Path) -> AsyncIterator[tuple[Desk, House]]:
    """A desk over a place of its own."""
    house = House(folder / "data")
    async with house:
        yield Desk(house, folder), house


def told(answer: Answer, status: int = 200) -> Any:
    """What it says."""
    assert answer.status == status, answer
    return json.loads(answer.body) if answer.body else None


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, json.loads(answer.body)["error"]["code"]


def picture(width: int, height: int, form: str = "PNG", noise: bool = False) -> bytes:
    image = Image.effect_noise((width, height), 90) if noise else Image.new("RGB", (width, height), "#aa3322")
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


async def test_the_page_begins_with_what_the_place_is_called_and_looks_like(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, _):
        await desk.enrol("Olive", Role.OWNER)
        before = await desk.ask(None, "GET", "/")
        wish = {"name": '<Tea> & "Co" \\1', "accent": "#A03050", "language": "zh-CN"}
        told(await desk.ask("Olive", "PATCH", f"{ADMIN}/house", wish))
        after = await desk.ask(None, "GET", "/", headers={"if-none-match": before.headers["etag"]})
        page = after.body.decode()
        assert after.status == 200
        assert "<title>&lt;Tea&gt; &amp; &quot;Co&quot; \\1</title>" in page
        assert '<html lang="zh-CN" data-accent="#a03050">' in page
        assert page.count('content="#a03050"') == 2
        assert "accept-language" in after.headers["vary"]
        assert (
            await desk.ask(None, "GET", "/", headers={"if-none-match": after.headers["etag"]})
        ).status == 304
        manifest = told(await desk.ask(None, "GET", "/manifest.webmanifest"))
        assert (manifest["name"], manifest["lang"], manifest["theme_color"]) == (
            wish["name"],
            "zh-CN",
            "#a03050",
        )
        told(
            await desk.ask(
                "Olive", "PATCH", f"{ADMIN}/house", {"name": None, "accent": None, "language": None}
            )
        )
        assert (await desk.ask(None, "GET", "/")).body == before.body
        chinese = await desk.ask(None, "GET", "/", headers={"accept-language": "zh-CN"})
        assert b'<html lang="zh-CN">' in chinese.body


async def test_anybody_reads_what_the_place_is_and_only_admins_how_it_is_run(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, _):
        for name, role in (
            ("Gus", Role.GUEST),
            ("Mem", Role.MEMBER),
            ("Mod", Role.MODERATOR),
            ("Ada", Role.ADMIN),
        ):
            await desk.enrol(name, role)
        shown = told(await desk.ask(None, "GET", "/api/v1/house"))
        assert (shown["name"], shown["guests"], shown["owned"], shown["retention_days"]) == (
            "Teahouse",
            True,
            False,
            0,
        )
        reads = ("house", "rooms", "overview")
        for who in ("Gus", "Mem", "Mod"):
            for path in reads:
                assert code(await desk.ask(who, "GET", f"{ADMIN}/{path}")) == (403, "not_allowed")
            assert code(await desk.ask(who, "PATCH", f"{ADMIN}/house", {"name": "x"})) == (403, "not_allowed")
            put = await desk.ask(who, "PUT", f"{ADMIN}/house/logo", raw=picture(8, 8))
            assert code(put) == (403, "not_allowed")
            assert code(await desk.ask(who, "PATCH", f"{ADMIN}/people/1", {"role": "admin"})) == (
                403,
                "not_allowed",
            )
        for path in (*reads, "people"):
            assert code(await desk.ask(None, "GET", f"{ADMIN}/{path}")) == (401, "not_signed_in")
            told(await desk.ask("Ada", "GET", f"{ADMIN}/{path}"))
        settings = told(await desk.ask("Ada", "GET", f"{ADMIN}/house"))
        assert settings["edit_hours"] == {"value": 24, "default": 24}
        refused = await desk.ask("Ada", "PATCH", f"{ADMIN}/house", {"edit_hours": "soon"})
        assert json.loads(refused.body)["error"]["field"] == "edit_hours"


async def test_the_logo_is_made_anew_small_and_served_as_nothing_but_an_image(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, _):
        await desk.enrol("Olive", Role.OWNER)
        logo = f"{ADMIN}/house/logo"
        assert (await desk.ask(None, "GET", "/house/logo")).status == 404
        shown = told(
            await desk.ask("Olive", "PUT", logo, raw=picture(2_000, 1_000) + b"a secret of the camera")
        )
        answer = await desk.ask(None, "GET", shown["logo"])
        assert answer.headers["content-type"] in ("image/webp", "image/png")
        with Image.open(io.BytesIO(answer.body)) as image:
            assert image.size == (640, 320)
        assert b"a secret" not in answer.body
        assert "immutable" in answer.headers["cache-control"]
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        again = await desk.ask(None, "GET", "/house/logo?v=older")
        assert (again.body, again.headers["cache-control"]) == (answer.body, "no-cache")
        etag = {"if-none-match": answer.headers["etag"]}
        assert (await desk.ask(None, "GET", shown["logo"], headers=etag)).status == 304
        for bad in (
            b"",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"MZ" + b"\0" * 600,
            picture(8, 8)[:40],
        ):
            assert (await desk.ask("Olive", "PUT", logo, raw=bad)).status == 415
        assert (await desk.ask(None, "GET", shown["logo"])).body == answer.body
        assert told(await desk.ask("Olive", "DELETE", logo, {}))["logo"] == ""
        assert (await desk.ask(None, "GET", "/house/logo")).status == 404


async def test_the_stylesheet_is_served_as_one_and_reaches_no_other_host(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, _):
        await desk.enrol("Olive", Role.OWNER)
        assert (await desk.ask(None, "GET", "/house/style.css")).status == 404
        style = ":root { --accent: red }\n" * 2_000
        told(await desk.ask("Olive", "PATCH", f"{ADMIN}/house", {"custom_css": style}))
        address = told(await desk.ask(None, "GET", "/api/v1/house"))["style"]
        answer = await desk.ask(None, "GET", address)
        assert (answer.body.decode(), answer.headers["content-type"]) == (style, "text/css; charset=utf-8")
        for bad in ("@import 'x';", "a { background: url(//x.example) }", "x" * (STYLE_BYTES + 1), 5):
            refused = await desk.ask("Olive", "PATCH", f"{ADMIN}/house", {"custom_css": bad})
            assert code(refused) == (400, "bad_field")
        assert (await desk.ask(None, "GET", address)).body.decode() == style


async def test_admins_find_people_and_rank_those_below_them(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, house):
        await desk.enrol("Olive", Role.OWNER)
        ada = await desk.enrol("Ada", Role.ADMIN)
        mem = await desk.enrol("Mem 小", Role.MEMBER)
        gus = await desk.enrol("Gus", Role.GUEST)
        found = told(await desk.ask("Ada", "GET", f"{ADMIN}/people?query=%E5%B0%8F"))
        assert [(each["person"]["id"], each["role"], each["sanctions"]) for each in found["people"]] == [
            (mem, "member", 0)
        ]
        assert found["next"] is None
        person = f"{ADMIN}/people/"
        told(await desk.ask("Ada", "PATCH", f"{person}{mem}", {"role": "moderator"}), 204)
        assert (await house.store.person(mem)).role is Role.MODERATOR
        for who, whom, role in (
            ("Ada", mem, "admin"),
            ("Ada", ada, "owner"),
            ("Ada", gus, "moderator"),
            ("Mem 小", gus, "member"),
        ):
            refused = await desk.ask(who.replace("小", "?"), "PATCH", f"{person}{whom}", {"role": role})
            assert refused.status in (401, 403), (who, whom, role)
        assert code(await desk.ask("Ada", "PATCH", f"{person}{mem}", {"role": "king"}))[0] == 400
        assert code(await desk.ask("Ada", "PATCH", f"{person}999", {"role": "member"})) == (
            404,
            "person_not_found",
        )
        told(await desk.ask("Olive", "PATCH", f"{person}{ada}", {"role": "member"}), 204)
        assert code(await desk.ask("Ada", "GET", f"{ADMIN}/house")) == (403, "not_allowed")


async def test_rooms_are_listed_with_their_sizes_and_deleted_by_their_title(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, house):
        await desk.enrol("Olive", Role.OWNER)
        ann = await house.guest("Ann")
        room = await house.room(ann, "Tea")
        await house.say(ann, "in there", room=room)
        rooms = told(await desk.ask("Olive", "GET", f"{ADMIN}/rooms"))["rooms"]
        assert [(each["id"], each["title"], each["messages"], each["bytes"]) for each in rooms][1:] == [
            (room, "Tea", 1, 0)
        ]
        overview = told(await desk.ask("Olive", "GET", f"{ADMIN}/overview"))
        assert (overview["people"], overview["accounts"], overview["rooms"], overview["messages"]) == (
            2,
            1,
            2,
            1,
        )
        assert (overview["nodes"], overview["sent_per_minute"], overview["healthy"]) == (1, None, True)
        desk.scene.meters.messages, desk.scene.now = 30, 60.0
        assert told(await desk.ask("Olive", "GET", f"{ADMIN}/overview"))["sent_per_minute"] == 30.0
        path = f"/api/v1/rooms/{room}"
        assert code(await desk.ask("Ann", "DELETE", path, {"title": "Tea"}))[0] == 401
        assert code(await desk.ask("Olive", "DELETE", path, {"title": "tee"})) == (400, "bad_field")
        assert code(await desk.ask("Olive", "DELETE", "/api/v1/rooms/1", {"title": "lobby"})) == (
            403,
            "not_allowed",
        )
        told(await desk.ask("Olive", "DELETE", path, {"title": "Tea"}), 204)
        assert code(await desk.ask("Olive", "DELETE", path, {"title": "Tea"})) == (404, "room_not_found")
        assert len(told(await desk.ask("Olive", "GET", f"{ADMIN}/rooms"))["rooms"]) == 1


async def test_another_sites_page_changes_nothing(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as (desk, _):
        await desk.enrol("Olive", Role.OWNER)
        cookie = {"cookie": "teahouse_fake=token Olive", "origin": "https://elsewhere.example"}
        for method, path, body in (
            ("PATCH", f"{ADMIN}/house", b'{"name": "x"}'),
            ("PUT", f"{ADMIN}/house/logo", picture(8, 8)),
            ("DELETE", f"{ADMIN}/house/logo", b"{}"),
            ("PATCH", f"{ADMIN}/people/1", b'{"role": "admin"}'),
            ("DELETE", "/api/v1/rooms/2", b'{"title": "x"}'),
        ):
            answer = await desk.ask(None, method, path, raw=body, headers=cookie)
            assert code(answer) == (403, "origin_refused")
