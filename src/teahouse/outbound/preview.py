"""What a page says about itself, fetched under the guard: title, description, site, picture."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from teahouse.outbound.charset import decoded
from teahouse.outbound.errors import NothingToShowError, OutboundError, WrongTypeError
from teahouse.outbound.page_head import PageHead, read_head
from teahouse.outbound.wording import one_line

if TYPE_CHECKING:
    from teahouse.outbound.client import Answer, Client
    from teahouse.outbound.url import Url

PAGE_BYTES: Final = 512 << 10
"""How much of a page is read; the rest is left on the line."""
IMAGE_BYTES: Final = 1 << 20
PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")
TITLE: Final = 200
DESCRIPTION: Final = 400
SITE: Final = 80

# By their first bytes (WHATWG MIME Sniffing, section 6): what the server calls it is not believed. No SVG.
_IMAGES: Final = (
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/webp", re.compile(rb"RIFF....WEBPVP", re.DOTALL)),
    ("image/avif", re.compile(rb"....ftypavi[fs]", re.DOTALL)),
)
IMAGE_TYPES: Final = (*(each for each, _ in _IMAGES), "image/jpg", "image/*", "application/octet-stream")
# A page may name a canonical address on its own site; elsewhere it would speak in another site's name.
_MIRROR: Final = re.compile(r"^(?:www|m|mobile|amp)\.")


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """A picture as it was sent: not to be shown before it is re-encoded."""

    type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """Texts are one line each, without controls; empty where the page says nothing."""

    url: str
    """Where the page is: its canonical address if that is on the same host, else where the redirects ended."""
    title: str
    description: str
    site: str
    """What the site calls itself, else its host. It is the site's word: show the host of `url` beside it."""
    image_url: str = ""
    image: PreviewImage | None = None

    @property
    def weight(self) -> int:
        """About how many bytes it keeps."""
        return 4_096 + (len(self.image.data) if self.image else 0)


async def fetch_preview(client: Client, link: str) -> Preview:
    """Ask for the page, then for its picture. Raises OutboundError; a missing picture is no error."""
    page = await client.get(link, types=PAGE_TYPES, most_bytes=PAGE_BYTES, cut=True)
    # Off the loop: half a megabyte of markup may take tens of milliseconds.
    preview = await asyncio.to_thread(read_preview, page)
    if not preview.image_url:
        return preview
    try:
        return replace(preview, image=await _image(client, preview.image_url))
    except OutboundError:
        return preview


def read_preview(page: Answer) -> Preview:
    """What the page says, without the picture. Raises NothingToShowError."""
    head = read_head(decoded(page.body, page.headers.get("content-type", "")))
    title = one_line(head.first("og:title", "twitter:title") or head.title, TITLE)
    description = one_line(head.first("og:description", "twitter:description", "description"), DESCRIPTION)
    image = _image_url(page.url, head)
    if not (title or description or image):
        raise NothingToShowError
    site = one_line(head.first("og:site_name", "application-name"), SITE) or page.url.host
    return Preview(str(_canonical(page.url, head)), title, description, site, image)


def _canonical(url: Url, head: PageHead) -> Url:
    for reference in (head.links.get("canonical", ""), head.metas.get("og:url", "")):
        if not reference:
            continue
        try:
            named = url.join(reference)
        except OutboundError:
            continue
        if (
            _MIRROR.sub("", named.host) == _MIRROR.sub("", url.host)
            and named.port == url.port
            and named.scheme == url.scheme
        ):
            return named
    return url


def _image_url(url: Url, head: PageHead) -> str:
    reference = (
        head.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
        or head.links.get("image_src", "").strip()
    )
    if not reference:
        return ""
    try:
        return str((url.join(head.base) if head.base else url).join(reference))
    except OutboundError:
        return ""


async def _image(client: Client, link: str) -> PreviewImage:
    answer = await client.get(link, types=IMAGE_TYPES, most_bytes=IMAGE_BYTES)
    for type_, magic in _IMAGES:
        if magic.match(answer.body):
            return PreviewImage(type_, answer.body)
    raise WrongTypeError
