"""Serves a built page as the server does, and can be in every kind of trouble; it has no socket and no API."""

from __future__ import annotations

import re
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

from teahouse.http.guard import CONTENT_SECURITY_POLICY
from teahouse.http.page import FOLDER, Pages

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


def built() -> Path:
    """The page of this checkout."""
    return FOLDER


def newer(folder: Path, into: Path) -> Path:
    """Another version of the page: every part has another name, and none of the old ones is left."""
    shutil.copytree(folder, into)
    names = {path.name: f"newer-{path.name}" for path in (into / "assets").iterdir()}
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for path in into.rglob("*"):
        if path.suffix in {".html", ".js", ".css"}:
            text = pattern.sub(lambda found: names[found[0]], path.read_text(encoding="utf-8"))
            path.write_text(
                text.replace("<title>", '<meta name="build" content="newer"><title>'), encoding="utf-8"
            )
    for name, new in names.items():
        (into / "assets" / name).rename(into / "assets" / new)
    return into


class StandIn:
    """`trouble` is a status that answers everything; `stuck`: the page never comes."""

    def __init__(self, folder: Path) -> None:
        self.trouble: int | None = None
        self._stuck = threading.Event()
        self._stuck.set()
        self.folder = folder
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stand_in._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.http = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def folder(self) -> Path:
        return self._folder

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._folder = folder
        self._pages = Pages(folder)

    @property
    def stuck(self) -> bool:
        return not self._stuck.is_set()

    @stuck.setter
    def stuck(self, stuck: bool) -> None:
        if stuck:
            self._stuck.clear()
        else:
            self._stuck.set()

    def _answer(self, asked: BaseHTTPRequestHandler) -> None:
        path = asked.path.partition("?")[0].lstrip("/") or "index.html"
        if path == "index.html":
            self._stuck.wait(20)
        found = self._pages.file(path)
        status, body, headers = (200, found.body, found.headers) if found else (404, b"", {})
        if self.trouble is not None:
            status, body, headers = self.trouble, f"trouble {self.trouble}".encode(), {}
        asked.send_response(status)
        policy = CONTENT_SECURITY_POLICY.format(ancestors="'none'")
        for name, value in {
            "content-type": "text/plain",
            **headers,
            "content-security-policy": policy,
        }.items():
            asked.send_header(name, value)
        asked.send_header("content-length", str(len(body)))
        asked.end_headers()
        asked.wfile.write(body)

    def close(self) -> None:
        if self._thread.is_alive():
            self._stuck.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
