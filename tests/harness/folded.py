"""What a reader of the protocol makes of a room: its messages as later events left them.

Written from docs/protocol.md alone: pages hold messages as they were at their `as_of`, what
comes live or by a resume are the events themselves, and an event changes a message only if
it is later than what the message was read at.
"""

from __future__ import annotations

from typing import Any

Frame = dict[str, Any]
STATE = ("title", "topic", "archived", "read_only")


class FoldedRoom:
    """One reader's view. `seq` is the last event that was taken; nothing is known before the first load."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.epoch = ""
        self.seq = 0
        self.messages: dict[int, Frame] = {}
        self.kinds: dict[int, str] = {}
        """The type of every event whose place is known."""
        self.pins: list[int] = []
        """The last one first."""
        self.state: Frame = {}
        self._as_of: dict[int, int] = {}

    def take(self, frame: Frame) -> None:
        """Any frame of the connection; most are of no concern."""
        kind = frame["type"]
        if kind == "room.loaded" and frame["state"]["id"] == self.room:
            self._loaded(frame)
        elif kind in ("history.page", "messages.page") and frame["room"] == self.room:
            self._page(frame.get("events") or frame.get("messages") or [], frame["as_of"])
        elif frame.get("room") == self.room and "seq" in frame and "id" not in frame:
            self._event(frame)

    def view(self) -> dict[int, Frame]:
        """All messages, in what two readers must agree about."""
        return {seq: _agreed(message) for seq, message in sorted(self.messages.items())}

    def _loaded(self, reply: Frame) -> None:
        assert reply["seq"] >= self.seq, "the room went back"
        self.epoch, self.seq = reply["epoch"], reply["seq"]
        self.pins = list(reply["pins"])
        self.state = {name: reply["state"][name] for name in STATE}
        self.messages, self.kinds, self._as_of = {}, {}, {}
        self._page(reply["events"], reply["seq"])

    def _page(self, events: list[Frame], as_of: int) -> None:
        for event in events:
            seq = event["seq"]
            known = self.kinds.setdefault(seq, event["type"])
            assert known == event["type"], f"{known} is {event['type']} in a page"
            if event["type"] == "message.created" and as_of >= self._known(seq):
                self.messages[seq] = _read(event)
                self._as_of[seq] = as_of

    def _known(self, seq: int) -> int:
        """How far this message is known; 0 if it is not."""
        return max(self._as_of[seq], self.seq) if seq in self._as_of else 0

    def _event(self, event: Frame) -> None:
        assert event["seq"] == self.seq + 1, f"seq {event['seq']} after {self.seq}"
        self.seq = event["seq"]
        self.kinds[self.seq] = kind = event["type"]
        if kind == "message.created":
            assert "folded" not in event, "only pages are folded"
            self.messages[self.seq] = _read(event)
            self._as_of[self.seq] = self.seq
        elif kind == "room.changed":
            self.state |= {name: event[name] for name in STATE if event.get(name) is not None}
        elif kind != "event.blank":
            self._pin(event)
            target = event["target"]
            if target in self.messages and event["seq"] > self._as_of[target]:
                _change(self.messages[target], event)

    def _pin(self, event: Frame) -> None:
        target = event["target"]
        if event["type"] == "message.pinned" and target not in self.pins:
            self.pins.insert(0, target)
        elif event["type"] in ("message.unpinned", "message.recalled") and target in self.pins:
            self.pins.remove(target)


def _read(event: Frame) -> Frame:
    folded = event.get("folded") or {}
    message = {name: value for name, value in event.items() if name not in ("type", "folded")}
    message["reactions"] = {each["emoji"]: list(each["people"]) for each in folded.get("reactions", ())}
    message["votes"] = {
        person: option for option, people in enumerate(folded.get("votes", ())) for person in people
    }
    for name in ("edited_at", "recalled_at", "recalled_by"):
        message[name] = folded.get(name)
    message["pinned"], message["closed"] = folded.get("pinned", False), folded.get("closed", False)
    message["previews"] = list(folded.get("previews", ()))
    return message


def _change(message: Frame, event: Frame) -> None:
    kind, person = event["type"], event["sender"]["id"]
    if kind == "message.edited":
        message["body"], message["edited_at"] = event.get("body"), event["at"]
        message["mentions"] = event.get("mentions", [])
    elif kind == "message.recalled":
        place = {name: message[name] for name in ("room", "seq", "at", "sender", "key")}
        kept = {name: message[name] for name in ("to", "reply_to") if name in message}
        message.clear()
        message.update(_read(place | kept | {"body": None}))
        message["recalled_at"], message["recalled_by"] = event["at"], person
    elif kind == "reaction.added":
        people = message["reactions"].setdefault(event["emoji"], [])
        if person not in people:
            people.append(person)
    elif kind == "reaction.removed":
        people = message["reactions"].get(event["emoji"], [])
        if person in people:
            people.remove(person)
    elif kind in ("message.pinned", "message.unpinned"):
        message["pinned"] = kind == "message.pinned"
    elif kind == "poll.voted":
        # Anew, and behind those who voted since.
        message["votes"].pop(person, None)
        if event["option"] is not None:
            message["votes"][person] = event["option"]
    elif kind == "poll.closed":
        message["closed"] = True
    elif kind == "message.previewed":
        message["previews"].append(event["preview"])
    else:
        raise AssertionError(f"what is {kind}?")


def _agreed(message: Frame) -> Frame:
    """Without what is left out on the wire, and votes in the order of voting for each option."""
    votes: dict[int, list[int]] = {}
    for person, option in message["votes"].items():
        votes.setdefault(option, []).append(person)
    reactions = {emoji: people for emoji, people in message["reactions"].items() if people}
    return {
        name: value
        for name, value in {**message, "votes": votes, "reactions": reactions}.items()
        if value not in (None, False, [], {}) or name == "body"
    }
