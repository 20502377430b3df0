"""The built client, from memory: compressed once, cached for good where the name has a hash."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import Path

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from teahouse.http.services import Asked, Services
from teahouse.model.language import preferred
from teahouse.outbound.wording import shortened

FOLDER = Path(__file__).parent / "page"
COMPRESSED = {".html", ".js", ".css", ".svg", ".json", ".webmanifest"}
FOREVER = "public, max-age=31536000, immutable"
CHECK_FIRST = "no-cache"
SHORT_NAME = 12
"""Characters that have room below an icon."""


class PageFile(Struct, frozen=True):
    """A file as it is sent. `squeezed` is its gzip form where that is worth it."""

    body: bytes
    squeezed: bytes | None
    headers: dict[str, str]


class Icon(Struct, frozen=True):
    """A picture for the home screen."""

    src: str
    sizes: str
    type: str
    purpose: str


ICONS = (
    Icon("/favicon.svg", "any", "image/svg+xml", "any"),
    Icon("/icons/192.png", "192x192", "image/png", "any"),
    Icon("/icons/512.png", "512x512", "image/png", "any"),
    Icon("/icons/maskable.png", "512x512", "image/png", "maskable"),
)
"""The client's build draws them; see client/icons.ts."""


class Manifest(Struct, frozen=True):
    """What a browser needs to install the page (W3C Web Application Manifest)."""

    name: str
    short_name: str
    lang: str
    start_url: str
    scope: str
    id: str
    display: str
    background_color: str
    theme_color: str
    icons: tuple[Icon, ...]


class Pages:
    """Every file of the built client, by its path below `/`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files: dict[str, PageFile] = {}
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                self._files[name] = _read(path, hashed=name.startswith("assets/"))

    def __bool__(self) -> bool:
        return "index.html" in self._files

    def file(self, name: str) -> PageFile | None:
        """As it is sent; None if there is none of that name."""
        return self._files.get(name)

    def answer(self, name: str, request: Asked) -> Response[bytes]:
        """The file, or 304 if the browser has it; 404 if there is none of that name."""
        found = self._files.get(name)
        if found is None:
            raise NotFoundException
        if matches(request.headers.get("if-none-match", ""), found.headers["etag"]):
            return Response(b"", status_code=304, headers=found.headers)
        if found.squeezed is not None and _takes_gzip(request.headers.get("accept-encoding", "")):
            return Response(found.squeezed, headers={**found.headers, "content-encoding": "gzip"})
        return Response(found.body, headers=found.headers)


def _read(path: Path, *, hashed: bool) -> PageFile:
    body = path.read_bytes()
    squeezed = gzip.compress(body, 9, mtime=0) if path.suffix in COMPRESSED else None
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix in COMPRESSED and path.suffix != ".svg":
        kind += "; charset=utf-8"
    headers = {
        "content-type": kind,
        "cache-control": FOREVER if hashed else CHECK_FIRST,
        "etag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        "vary": "accept-encoding",
    }
    return PageFile(body, squeezed, headers)


def matches(header: str, etag: str) -> bool:
    """If-None-Match (RFC 9110 section 13.1.2): `*`, or a list, compared weakly."""
    return any(each.strip().removeprefix("W/") in ("*", etag) for each in header.split(","))


def _takes_gzip(header: str) -> bool:
    """Accept-Encoding (RFC 9110 section 12.5.3) names gzip, and not with a weight of zero."""
    for item in header.lower().split(","):
        coding, *parameters = (part.strip() for part in item.split(";"))
        if coding == "gzip":
            return not any(parameter.startswith("q=") and _is_zero(parameter[2:]) for parameter in parameters)
    return False


def _is_zero(weight: str) -> bool:
    return weight.replace(".", "").strip("0") == ""


@get("/")
async def read_page(request: Asked, pages: NamedDependency[Pages]) -> Response[bytes]:
    """The page."""
    return pages.answer("index.html", request)


@get("/assets/{name:str}")
async def read_asset(request: Asked, pages: NamedDependency[Pages], name: FromPath[str]) -> Response[bytes]:
    """A part of the page; its name has a hash of its content."""
    return pages.answer(f"assets/{name}", request)


@get("/sw.js")
async def read_worker(request: Asked, pages: NamedDependency[Pages]) -> Response[bytes]:
    """The service worker, with which the page opens without a network."""
    return pages.answer("sw.js", request)


@get("/icons/{name:str}")
async def read_home_icon(
    request: Asked, pages: NamedDependency[Pages], name: FromPath[str]
) -> Response[bytes]:
    """The teacup for home screens."""
    return pages.answer(f"icons/{name}", request)


@get("/manifest.webmanifest")
async def read_manifest(request: Asked, services: NamedDependency[Services]) -> Response[Manifest]:
    """What the page is called where it is installed."""
    told = Manifest(
        name=services.name,
        short_name=shortened(services.name, SHORT_NAME),
        lang=preferred(services.language, request.headers.get("accept-language")),
        start_url="/",
        scope="/",
        id="/",
        display="standalone",
        background_color="#fbfaf5",
        theme_color="#fbfaf5",
        icons=ICONS,
    )
    headers = {"cache-control": CHECK_FIRST, "vary": "accept-language"}
    return Response(told, media_type="application/manifest+json", headers=headers)


@get("/favicon.svg")
async def read_icon(request: Asked, pages: NamedDependency[Pages]) -> Response[bytes]:
    """The teacup."""
    return pages.answer("favicon.svg", request)
