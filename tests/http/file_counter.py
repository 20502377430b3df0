"""The application with files, and two people in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from teahouse.model.limits import Limits
from tests.files.cellar import Cellar
from tests.http.scene import Answer, Scene

PAGE = {"sec-fetch-site": "same-origin", "cookie": "teahouse_fake=secret"}


class Counter:
    """An application with files, and Ann and Ben in it."""

    def __init__(self, root: Path, limits: Limits | None = None) -> None:
        self.cellar = Cellar(root)
        self.scene = Scene(limits=limits, files=self.cellar.files)
        self.ann = self.scene.store.enrol("Ann", "secret")
        self.ben = self.scene.store.enrol("Ben", "other")
        self.cellar.readers = {self.ann.id, self.ben.id}

    async def send(self, name: str, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        return await self.scene.ask(f"/api/v1/files?name={quote(name)}", "POST", headers or PAGE, body)

    async def keep(self, name: str, body: bytes) -> str:
        """A file that a message carries; its id."""
        answer = await self.send(name, body)
        assert answer.status == 201, answer.body
        file: str = json.loads(answer.body)["id"]
        self.cellar.records.send(file)
        return file

    async def read(self, file: str, name: str = "a", **headers: str) -> Answer:
        told = {"cookie": "teahouse_fake=secret"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        return await self.scene.ask(f"/files/{file}/{name}", headers=told)


Make = Callable[..., Counter]
