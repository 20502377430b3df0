"""Makes exports as Slack documents them, of what a test wants in them."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DAY = 1_600_000_000


class SlackMaker:
    """Users by name, channels, and messages that get times of their own."""

    def __init__(self) -> None:
        self.users: list[dict[str, Any]] = []
        self.lists: dict[str, list[dict[str, Any]]] = {"channels.json": []}
        self.days: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.uploads: dict[str, bytes] = {}
        self._seconds = DAY

    def user(self, id: str, name: str, **profile: Any) -> str:
        self.users.append(
            {
                "id": id, "team_id": "T0TEA", "name": name.lower(), "deleted": False, "real_name": name,
                "profile": {"real_name": name, "display_name": name, **profile}, "is_bot": False,
            }
        )  # fmt: skip
        return id

    def channel(self, id: str, name: str, kind: str = "channels.json", **more: Any) -> str:
        made = {
            "id": id,
            "name": name,
            "created": DAY,
            "creator": "U1",
            "is_archived": False,
            "members": [],
            **more,
        }
        self.lists.setdefault(kind, []).append(made)
        return name

    def say(self, folder: str, user: str | None, text: str, *, after: float = 60, **more: Any) -> str:
        """Its `ts`."""
        self._seconds += int(after)
        ts = more.pop("ts", f"{self._seconds}.{len(self.days):06}")
        day = datetime.fromtimestamp(self._seconds, UTC).strftime("%Y-%m-%d")
        message = {"type": "message", "text": text, "ts": ts, **more}
        if user is not None:
            message |= {"user": user, "team": "T0TEA"}
        self.days.setdefault((folder, day), []).append(message)
        return str(ts)

    def upload(self, id: str, name: str, content: bytes) -> dict[str, Any]:
        """A file of a message, whose bytes lie in the archive."""
        self.uploads[f"__uploads/{id}/{name}"] = content
        return self.link(id, name)

    def link(self, id: str, name: str) -> dict[str, Any]:
        """A file of a message that is a link, as Slack's own export has it."""
        url = f"https://files.slack.com/files-pri/T0TEA-{id}/{name}"
        return {
            "id": id,
            "name": name,
            "title": name,
            "mode": "hosted",
            "url_private": f"{url}?t=xoxe-secret",
        }

    def write(self, path: Path, root: str = "") -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{root}users.json", json.dumps(self.users))
            for name, rooms in self.lists.items():
                archive.writestr(root + name, json.dumps(rooms))
            archive.writestr(f"{root}integration_logs.json", "[]")
            for (folder, day), messages in self.days.items():
                archive.writestr(f"{root}{folder}/{day}.json", json.dumps(messages))
            for name, content in self.uploads.items():
                archive.writestr(root + name, content)
        return path
