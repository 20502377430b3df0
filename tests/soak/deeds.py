"""Everything that people do beside talking, each deed from its begin to its end, and checked on the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from tests.harness.http import unique
from tests.harness.talk import LOBBY
from tests.soak.hands import Unexpected

if TYPE_CHECKING:
    from tests.soak.hands import Hands


class Cast:
    """Who does it: an owner, two members, and somebody to whom it is done."""

    def __init__(self, owner: Hands, one: Hands, two: Hands, victim: Hands, chance: Random) -> None:
        self.owner = owner
        self.one = one
        self.two = two
        self.victim = victim
        self.chance = chance


def upload(cast: Cast) -> None:
    """A file is sent, read by another, and gone with its message."""
    content = cast.chance.randbytes(cast.chance.randint(1, 200_000))
    file = cast.one.done("POST", "files", content=content, name="leaf.bin")["id"]
    path = cast.one.say(LOBBY, "with a file", files=[file])
    read = cast.two.ask("GET", f"/files/{file}/leaf.bin")
    _expect(read.status_code == 200 and read.content == content, f"the file is {read.status_code}")
    cast.one.ask("DELETE", f"/api/v1/{path}")
    cast.two.eventually(
        lambda: cast.two.ask("GET", f"/files/{file}/leaf.bin").status_code == 404, "a file taken back is gone"
    )


def poll(cast: Cast) -> None:
    """A poll is asked, voted in twice by one, and closed."""
    path = cast.one.say(LOBBY, "which tea?", options=["green", "black", "red"])
    cast.two.done("PUT", f"{path}/vote", {"option": 1})
    cast.two.done("PUT", f"{path}/vote", {"option": 2})
    cast.owner.done("PUT", f"{path}/vote", {"option": 2})
    cast.one.done("PUT", f"{path}/closed")
    late = cast.victim.ask("PUT", f"/api/v1/{path}/vote", {"option": 0})
    _expect(400 <= late.status_code < 500, f"a vote in a closed poll: {late.status_code}")


def pin(cast: Cast) -> None:
    """Something is pinned and unpinned."""
    path = cast.one.say(LOBBY, "read this")
    cast.owner.done("PUT", f"{path}/pin")
    cast.owner.done("DELETE", f"{path}/pin")


def room(cast: Cast) -> None:
    """A private room is made, lived in, left, somebody is sent out of it, and it is deleted."""
    title = unique(f"Room {cast.chance.randrange(1 << 40):x}")
    answer = cast.one.ask("POST", "/api/v1/rooms", {"title": title, "access": "private"})
    if not answer.is_success:
        # Asked twice, as its answer was lost: the first one made it.
        _expect("name_taken" in answer.text, f"no room: {answer.text[:200]}")
        return
    number = answer.json()["id"]
    for guest in (cast.two, cast.victim):
        cast.one.done("PUT", f"rooms/{number}/members/{guest.id}", {"role": "member"})
    for guest in (cast.one, cast.two, cast.victim):
        guest.say(number, f"in {title}")
    cast.one.done("PATCH", f"rooms/{number}", {"topic": "what is left"})
    cast.two.ask("DELETE", f"/api/v1/rooms/{number}/members/{cast.two.id}")
    cast.one.ask("DELETE", f"/api/v1/rooms/{number}/members/{cast.victim.id}")
    for guest in (cast.two, cast.victim):
        guest.eventually(partial(_is_out, guest, number), "a room that one is out of is not there")
    cast.one.ask("DELETE", f"/api/v1/rooms/{number}", {"title": title})


def mute(cast: Cast) -> None:
    """Somebody may say nothing for a while, and then may again."""
    made = cast.owner.done("POST", "sanctions", {"kind": "mute", "person": cast.victim.id, "reason": "loud"})
    cast.victim.eventually(lambda: _says(cast.victim) == "muted", "who is muted is silent")
    cast.owner.ask("DELETE", f"/api/v1/sanctions/{made['id']}", {"reason": "quiet now"})
    _undo_all(cast)
    cast.victim.eventually(lambda: _says(cast.victim) is None, "who is muted no more speaks")


def ban(cast: Cast) -> None:
    """Somebody may not be here, and then may again."""
    cast.owner.done("POST", "sanctions", {"kind": "ban", "person": cast.victim.id})
    cast.victim.eventually(lambda: _says(cast.victim) is not None, "who is banned is out")
    _undo_all(cast)


def kick(cast: Cast) -> None:
    """Somebody is sent out of a room that all may enter, for a minute."""
    title = unique(f"Open {cast.chance.randrange(1 << 40):x}")
    answer = cast.owner.ask("POST", "/api/v1/rooms", {"title": title})
    if not answer.is_success:
        _expect("name_taken" in answer.text, f"no room: {answer.text[:200]}")
        return
    number = answer.json()["id"]
    cast.victim.say(number, "hello")
    cast.owner.done("POST", f"rooms/{number}/kick", {"person": cast.victim.id, "seconds": 60})
    cast.victim.eventually(
        partial(_is_refused, cast.victim, number), "who was sent out may not come back at once"
    )
    cast.owner.ask("DELETE", f"/api/v1/rooms/{number}", {"title": title})


def find(cast: Cast) -> None:
    """What was said is found, and not any more once it was taken back."""
    word = f"w{cast.chance.randrange(1 << 60):x}"
    path = cast.one.say(LOBBY, f"look for {word}")
    _expect(cast.two.done("GET", "search", q=word)["count"] == 1, "what was said is not found")
    cast.one.ask("DELETE", f"/api/v1/{path}")
    _expect(cast.two.done("GET", "search", q=word)["count"] == 0, "what was taken back is found")


DEEDS: tuple[Callable[[Cast], None], ...] = (upload, poll, pin, room, mute, ban, kick, find)


def _is_out(hands: Hands, number: int) -> bool:
    return hands.ask("GET", f"/api/v1/rooms/{number}/messages").status_code == 404


def _is_refused(hands: Hands, number: int) -> bool:
    return hands.ask("POST", f"/api/v1/rooms/{number}/messages", {"body": "again"}).status_code in (403, 404)


def _says(hands: Hands) -> str | None:
    """Why somebody may not say something in the lobby; None if they may."""
    answer = hands.ask("POST", f"/api/v1/rooms/{LOBBY}/messages", {"body": "may I?"})
    return None if answer.is_success else str(answer.json()["error"]["code"])


def _undo_all(cast: Cast) -> None:
    """A sanction that was asked for twice is there twice."""
    for each in cast.owner.done("GET", "sanctions")["sanctions"]:
        if each["person"]["id"] == cast.victim.id and not each.get("undone_at"):
            cast.owner.ask("DELETE", f"/api/v1/sanctions/{each['id']}", {})


def _expect(true: bool, what: str) -> None:
    if not true:
        raise Unexpected(what)
