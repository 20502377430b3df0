"""A place with somebody of each role, made as its people would make it: by the console's link and the API."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.harness.http import Guest, browse, register, unique
from tests.wire.caller import Caller

if TYPE_CHECKING:
    from tests.harness.server import Server

PASSWORD = "correct horse staple"
SETUP = re.compile(r"/#/setup/([A-Za-z0-9_-]{43})$", re.MULTILINE)
ROLES = ("visitor", "guest", "member", "moderator", "admin", "owner", "maker", "stranger", "banned")
"""Who asks: the roles of the place; the guest who made the room that is meant; an account that may not know of
the room (a private one is meant then); and a guest who is banned."""


class Town:
    """Ann, a guest, has made a room for all (`hall`) and a private one (`den`); Ben, a guest, is in both."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.callers: list[Caller] = []
        self.owner = self._owner()
        self.ann, self.ben = self.guest("Ann"), self.guest("Ben")
        self.member, self.tom, self.stranger = self.account(), self.account(), self.account()
        self.moderator, self.admin = self.account("moderator"), self.account("admin")
        self.boss = self.account("admin")
        self.hall, self.den = self.room(), self.room("private")
        self.put(self.den, self.ben)
        banned = self.guest("Bad")
        self.owner.done("POST", "sanctions", {"kind": "ban", "person": banned.id})
        self.people: dict[str, Caller] = {
            "visitor": self._keep(Caller(server, None)),
            "guest": self.guest(),
            "member": self.member,
            "moderator": self.moderator,
            "admin": self.admin,
            "owner": self.owner,
            "maker": self.ann,
            "stranger": self.stranger,
            "banned": banned,
        }
        style = {"custom_css": "body { color: black }"}
        self.owner.done("PATCH", "admin/house", style)
        logo = self.owner.http.put("/api/v1/admin/house/logo", content=picture())
        assert logo.is_success, logo.text
        self.asset = self._asset()

    def close(self) -> None:
        for caller in self.callers:
            caller.http.close()

    # --- people

    def guest(self, stem: str = "Guest") -> Caller:
        return self._keep(Caller(self.server, register(self.server.http, unique(stem))))

    def account(self, role: str = "member") -> Caller:
        """Somebody with an account, of this role in the place."""
        before = self.guest(role.capitalize())
        token = before.done("POST", "account", {"password": PASSWORD})["token"]
        assert before.guest is not None
        made = self._keep(Caller(self.server, Guest(before.id, before.guest.name, token)))
        if role != "member":
            self.owner.done("PATCH", f"admin/people/{made.id}", {"role": role})
        return made

    def again(self, role: str) -> Caller:
        """Somebody of this role with a session that may end: the same person, but for guests."""
        known = self.people[role]
        if role in ("visitor", "banned"):
            return known
        if role in ("guest", "maker"):
            return self.guest()
        assert known.guest is not None
        wish = {"name": known.guest.name, "password": PASSWORD, "credential": "token"}
        token = self.people["visitor"].done("POST", "sessions", wish)["token"]
        return self._keep(Caller(self.server, Guest(known.id, known.guest.name, token)))

    def mortal(self, role: str) -> Caller:
        """Somebody of this role who may go for good; of the owner there is one."""
        if role in ("visitor", "banned", "owner"):
            return self.people[role]
        return self.guest() if role in ("guest", "maker") else self.account(role)

    # --- what is asked about

    def room(self, access: str = "public") -> int:
        """A room of Ann's."""
        return int(self.ann.done("POST", "rooms", {"title": unique("Teas"), "access": access})["id"])

    def title(self, room: int) -> str:
        rooms = self.ann.done("GET", "rooms")["rooms"]
        return str(next(each["title"] for each in rooms if each["id"] == room))

    def put(self, room: int, who: Caller, role: str = "member") -> None:
        self.ann.done("PUT", f"rooms/{room}/members/{who.id}", {"role": role})

    def said(self, room: int, who: Caller | None = None, **more: Any) -> int:
        """The seq of a new message of Ben's or of somebody else's."""
        return int((who or self.ben).say(room, **more).rpartition("/")[2])

    def poll(self, room: int, who: Caller | None = None) -> int:
        return self.said(room, who, options=["green", "black"])

    def upload(self, who: Caller) -> str:
        answer = who.http.post("/api/v1/files", params={"name": "leaf.txt"}, content=b"leaf " * 9)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def link(self, answer: dict[str, Any]) -> str:
        """The token of a link that was made."""
        return str(answer["url"]).rpartition("/")[2]

    def held(self, room: int) -> int:
        """A message of a newcomer's that waits for a moderator of the room."""
        newcomer = self.guest("Newcomer")
        if room == self.den:
            self.put(room, newcomer)
        wish = {"kind": "hold", "person": newcomer.id, "room": room}
        self.ann.done("POST", "sanctions", wish)
        return self.said(room, newcomer)

    def _owner(self) -> Caller:
        found = SETUP.search(self.server.log())
        assert found is not None, self.server.log()
        with browse(self.server.http, headers={"Origin": self.server.http}) as page:
            wish = {"token": found[1], "name": unique("Olga"), "password": PASSWORD}
            used = page.post("/api/v1/links/use", json=wish)
            assert used.is_success, used.text
            you = used.json()["you"]
            token = page.post("/api/v1/tokens", json={"label": "test"}).json()["token"]
        return self._keep(Caller(self.server, Guest(you["id"], you["name"], token)))

    def _asset(self) -> str:
        page = self.people["visitor"].http.get("/").text
        found = re.search(r"/assets/([\w.-]+)", page)
        assert found is not None, page
        return found[1]

    def _keep(self, caller: Caller) -> Caller:
        # Passkeys exist for names alone, and localhost is one.
        caller.http.headers["Host"] = f"localhost:{self.server.port}"
        self.callers.append(caller)
        return caller


def picture() -> bytes:
    """A small image."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "PNG")
    return out.getvalue()
