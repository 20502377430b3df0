"""The built client, from memory: compressed beforehand, cached for good where the name has a hash."""

from __future__ import annotations

import gzip
import hashlib
import re
from html import escape
from pathlib import Path

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from teahouse.http.services import Asked, Services
from teahouse.model.language import preferred
from teahouse.model.rules import Rules
from teahouse.outbound.wording import shortened

FOLDER = Path(__file__).parent / "page"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
"""What the build makes: what the system's own table says of them differs from one machine to the next."""
FORMS = {".br": "br", ".gz": "gzip"}
"""The compressed forms that the build puts beside a file (client/squeezed.ts), the smaller one first."""
FOREVER = "public, max-age=31536000, immutable"
CHECK_FIRST = "no-cache"
MADE_MOST = 16
SHORT_NAME = 12
"""Characters that have room below an icon."""


_TITLE = re.compile("<title>.*?</title>", re.DOTALL)
_LANGUAGE = re.compile(r"<html[^>]*>")
_THEME = re.compile(r'(<meta name="theme-color"[^>]*content=)"[^"]*"')


class PageFile(Struct, frozen=True):
    """A file as it is sent. `squeezed` are its compressed forms by their content coding, the smallest first."""

    body: bytes
    squeezed: dict[str, bytes]
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
        self._made: dict[tuple[str, ...], PageFile] = {}
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and not _is_form(path):
                name = path.relative_to(folder).as_posix()
                self._files[name] = _read(path, FOREVER if name.startswith("assets/") else CHECK_FIRST)

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
        return _answer(found, request)

    def page(self, request: Asked, house: Rules) -> Response[bytes]:
        """The page with the place's name, language and accent in it, so that it begins as it goes on."""
        plain = self._files.get("index.html")
        if plain is None:
            raise NotFoundException
        language = preferred(house.language, request.headers.get("accept-language"))
        key = (house.name, house.accent, language)
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= MADE_MOST:
                self._made.clear()  # those of before the place was called otherwise
            body = _themed(plain.body.decode(), *key).encode()
            found = self._made[key] = _file(
                body,
                {"gzip": gzip.compress(body, 9, mtime=0)},
                plain.headers["content-type"],
                "accept-encoding, accept-language",
                CHECK_FIRST,
            )
        return _answer(found, request)


def _answer(found: PageFile, request: Asked) -> Response[bytes]:
    if matches(request.headers.get("if-none-match", ""), found.headers["etag"]):
        return Response(b"", status_code=304, headers=found.headers)
    accepted = request.headers.get("accept-encoding", "")
    for coding, body in found.squeezed.items():
        if _takes(coding, accepted):
            return Response(body, headers={**found.headers, "content-encoding": coding})
    return Response(found.body, headers=found.headers)


def _is_form(path: Path) -> bool:
    """Whether it is a compressed form of another file."""
    return path.suffix in FORMS and path.with_suffix("").is_file()


def _read(path: Path, caching: str) -> PageFile:
    forms = {coding: path.with_name(path.name + suffix) for suffix, coding in FORMS.items()}
    squeezed = {coding: form.read_bytes() for coding, form in forms.items() if form.is_file()}
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return _file(path.read_bytes(), squeezed, kind, "accept-encoding", caching)


def _file(body: bytes, squeezed: dict[str, bytes], kind: str, vary: str, caching: str) -> PageFile:
    headers = {
        "content-type": kind,
        "cache-control": caching,
        # Weak, because all forms of a file share it (RFC 9110 section 8.8.1).
        "etag": f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
        "vary": vary,
    }
    return PageFile(body, squeezed, headers)


def _themed(page: str, name: str, accent: str, language: str) -> str:
    """The page's text; `accent` is "#rrggbb" or empty."""
    page = _TITLE.sub(lambda _: f"<title>{escape(name)}</title>", page, count=1)
    # Where there is an accent, it is what the first paint has before any script ran.
    marked = f' data-accent="{escape(accent)}"' if accent else ""
    page = _LANGUAGE.sub(lambda _: f'<html lang="{escape(language)}"{marked}>', page, count=1)
    # The words of the first screen come with the page, not after it: see client/named-strings.ts.
    page = page.replace(
        f'<link rel="strings" hreflang="{language}"',
        f'<link rel="modulepreload" crossorigin hreflang="{language}"',
    )
    return _THEME.sub(lambda tag: f'{tag[1]}"{escape(accent)}"', page) if accent else page


def matches(header: str, etag: str) -> bool:
    """If-None-Match (RFC 9110 section 13.1.2): `*`, or a list, compared weakly."""
    wanted = etag.removeprefix("W/")
    return any(each.strip().removeprefix("W/") in ("*", wanted) for each in header.split(","))


def _takes(coding: str, header: str) -> bool:
    """Accept-Encoding (RFC 9110 section 12.5.3) names the coding, and not with a weight of zero."""
    for item in header.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        if name == coding:
            return not any(parameter.startswith("q=") and _is_zero(parameter[2:]) for parameter in parameters)
    return False


def _is_zero(weight: str) -> bool:
    return weight.replace(".", "").strip("0") == ""


@get("/")
async def read_page(
    request: Asked, services: NamedDependency[Services], pages: NamedDependency[Pages]
) -> Response[bytes]:
    """The page."""
    return pages.page(request, services.house)


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
        name=services.house.name,
        short_name=shortened(services.house.name, SHORT_NAME),
        lang=preferred(services.house.language, request.headers.get("accept-language")),
        start_url="/",
        scope="/",
        id="/",
        display="standalone",
        background_color="#fbfaf5",
        theme_color=services.house.accent or "#fbfaf5",
        icons=ICONS,
    )
    headers = {"cache-control": CHECK_FIRST, "vary": "accept-language"}
    return Response(told, media_type="application/manifest+json", headers=headers)


@get("/favicon.svg")
async def read_icon(request: Asked, pages: NamedDependency[Pages]) -> Response[bytes]:
    """The teacup."""
    return pages.answer("favicon.svg", request)
