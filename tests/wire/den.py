"""A private room with people in it, something said in it, and strangers: a guest, an account, one who was in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.http import Guest, register, unique
from tests.wire.caller import Caller

if TYPE_CHECKING:
    from tests.harness.server import Server


def member(server: Server, name: str) -> Caller:
    """Somebody with an account."""
    caller = Caller(server, register(server.http, unique(name)))
    token = caller.done("POST", "account", {"password": "green tea, hot"})["token"]
    assert caller.guest is not None
    found = Caller(server, Guest(id=caller.guest.id, name=caller.guest.name, token=token))
    caller.http.close()
    return found


class Den:
    """A private room of Ann's with Ben in it, in which something was said; and strangers."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.ann, self.ben, self.guest, self.former = (
            Caller(server, register(server.http, unique(name))) for name in ("Ann", "Ben", "Gus", "Fay")
        )
        self.account = member(server, "Mia")
        self.visitor = Caller(server, None)
        self.title, self.topic, self.text = unique("Zanzibar"), unique("Quetzal"), unique("Xylophone")
        wish = {"title": self.title, "topic": self.topic, "access": "private"}
        self.room = int(self.ann.done("POST", "rooms", wish)["id"])
        self.add(self.ben)
        self.add(self.former)
        upload = self.ann.http.post(
            "/api/v1/files", params={"name": "leaf.txt"}, content=b"leaf " + b"x" * 50
        )
        assert upload.status_code == 201, upload.text
        self.file = upload.json()["id"]
        self.path = self.ann.say(
            self.room, self.text, options=["green", "black"], mentions=[self.guest.id, self.account.id],
            files=[self.file],
        )  # fmt: skip
        self.seq = int(self.path.rpartition("/")[2])
        self.ann.done("DELETE", f"rooms/{self.room}/members/{self.former.id}")

    @property
    def strangers(self) -> dict[str, Caller]:
        return {
            "guest": self.guest, "account": self.account, "former": self.former, "visitor": self.visitor,
        }  # fmt: skip

    def add(self, who: Caller, role: str = "member") -> None:
        self.ann.done("PUT", f"rooms/{self.room}/members/{who.id}", {"role": role})

    @property
    def owner(self) -> str:
        """What Ann is called."""
        assert self.ann.guest is not None
        return self.ann.guest.name

    def close(self) -> None:
        for caller in (self.ann, self.ben, *self.strangers.values()):
            caller.http.close()

    def check_silent(self, seen: str, where: str) -> None:
        """Nothing that was seen tells of the room."""
        for secret in (self.title, self.topic, self.text, self.file):
            assert secret not in seen, f"{where}: {secret}"
        for form in (
            f'"room":{self.room},',
            f'"room":{self.room}}}',
            f'"id":{self.room},"kind"',
            f"[{self.room},",
        ):
            assert form not in seen, f"{where}: {form}"
