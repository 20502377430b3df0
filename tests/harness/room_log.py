"""What one client holds of a room."""

from __future__ import annotations

from typing import Any

Frame = dict[str, Any]


class RoomLog:
    """What one client holds of a room: everything from where its last load began."""

    def __init__(self) -> None:
        self.epoch = ""
        self.seq = 0
        self.events: list[Frame] = []
        self.loading = True
        self.early: list[Frame] = []
        """Live events that came while a load was under way."""

    @property
    def texts(self) -> list[str]:
        """The bodies of the messages that this client may see, in order."""
        return [event["body"] for event in self.events if event["type"] == "message.created"]
