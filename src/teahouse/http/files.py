"""Files: sent as raw bytes, read whole or in part, taken back before a message carries them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from teahouse.files.files import Files
from teahouse.files.kinds import INLINE, OPAQUE
from teahouse.files.records import FileRecord, preview_of
from teahouse.http.page import matches
from teahouse.http.ranges import UnsatisfiableError, part_of
from teahouse.http.services import Asked, Services
from teahouse.model.errors import BadInputError, NotFoundError
from teahouse.model.file_errors import FileTooLargeError
from teahouse.model.limits import Limit
from teahouse.model.permissions import Action, require_person

FOREVER: Final = "private, max-age=31536000, immutable"
"""A file never changes; but only this browser may keep it."""

POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Whatever a browser takes a file for, nothing in it runs or loads."""

MEDIA_POLICY: Final = POLICY + "; media-src 'self'"
"""Opened by itself, sound or film is a page of the browser's that loads it from here."""

PREVIEW_TYPE: Final = "image/webp"


class FileMade(Struct, frozen=True, omit_defaults=True):
    """The file as it is kept: an image has another size, and may have another type and name, than what was sent.

    `width` and `height` are pixels as shown; `preview`: a smaller image is at `/files/{id}/preview`.
    """

    id: str
    name: str
    size: int
    type: str
    width: int | None = None
    height: int | None = None
    preview: bool = False


@dataclass
class RawBody(Operation):
    """What the description says of an upload: the body is the file."""

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.STRING, content_media_type=OPAQUE)
        self.request_body = RequestBody(content={OPAQUE: OpenAPIMediaType(schema=schema)}, required=True)


@post("/api/v1/files", status_code=201, request_max_body_size=None, operation_class=RawBody)
async def create_file(
    request: Asked,
    services: NamedDependency[Services],
    name: Annotated[str, QueryParameter(max_length=1_000)] = "",
) -> FileMade:
    """Send a file: the raw bytes are the body. A message then carries it by its id, within an hour."""
    services.check_origin(request)
    actor = await services.actor(request)
    owner = require_person(actor, Action.FILE_UPLOAD)
    files = _files(services)
    services.take(Limit.PERSON_UPLOADS, request, owner)
    services.context.standing.check_mute(owner.id, None)
    record = await files.receive(owner.id, name, body_of(request), _length(request))
    return FileMade(
        id=record.id,
        name=record.name,
        size=record.size,
        type=record.type,
        width=record.width,
        height=record.height,
        preview=record.preview,
    )


@delete("/api/v1/files/{file:str}", status_code=204)
async def delete_file(request: Asked, services: NamedDependency[Services], file: FromPath[str]) -> None:
    """Take back an upload of one's own that no message carries."""
    services.check_write(request)
    actor = await services.actor(request)
    require_person(actor, Action.FILE_UPLOAD)
    await _files(services).cancel(file, actor)


@get("/files/{file:str}/{name:str}", include_in_schema=False)
async def read_file(
    request: Asked, services: NamedDependency[Services], file: FromPath[str], name: FromPath[str]
) -> Response[Any]:
    """A file, or a part of it. `name` is for the reader of the address alone."""
    record = await _readable(request, services, file)
    return await _answer(request, _files(services), record, record.id, record.type, record.name)


@get("/files/{file:str}/preview", include_in_schema=False)
async def read_preview(
    request: Asked, services: NamedDependency[Services], file: FromPath[str]
) -> Response[Any]:
    """A still image of at most 640 pixels a side; the file itself if it has none."""
    record = await _readable(request, services, file)
    files = _files(services)
    if not record.preview:
        return await _answer(request, files, record, record.id, record.type, record.name)
    return await _answer(request, files, record, preview_of(record.id), PREVIEW_TYPE, "preview.webp")


def _files(services: Services) -> Files:
    if services.files is None:
        raise NotFoundError
    return services.files


async def _readable(request: Asked, services: Services, file: str) -> FileRecord:
    files = _files(services)
    actor = await services.reader(request, Limit.PERSON_DOWNLOADS)
    return await files.find(file, actor)


async def _answer(
    request: Asked, files: Files, record: FileRecord, blob: str, type_: str, name: str
) -> Response[Any]:
    size = await files.blobs.size(blob)
    etag = f'"{blob}"'
    headers = {
        "content-type": type_,
        "content-disposition": disposition(name, inline=type_ in INLINE),
        "content-security-policy": MEDIA_POLICY if type_.startswith(("audio/", "video/")) else POLICY,
        "cross-origin-resource-policy": "same-origin",
        "cache-control": FOREVER,
        # Who signs out and comes back as somebody else is asked anew.
        "vary": "cookie, authorization",
        "etag": etag,
        "accept-ranges": "bytes",
    }
    if matches(request.headers.get("if-none-match", ""), etag):
        return Response(b"", status_code=304, headers=headers)
    # A range is for GET alone, and only of the file that the reader has the rest of (RFC 9110 section 13.1.5).
    is_head = bool(request.scope["state"].get("head"))
    wanted = None if is_head else request.headers.get("range")
    if request.headers.get("if-range", etag) != etag:
        wanted = None
    try:
        part = part_of(wanted, size)
    except UnsatisfiableError:
        return Response(
            b"",
            status_code=416,
            headers=headers | {"content-range": f"bytes */{size}", "content-length": "0"},
        )
    start, stop = part or (0, size)
    headers["content-length"] = str(stop - start)
    if part is not None:
        headers["content-range"] = f"bytes {start}-{stop - 1}/{size}"
    body = files.pieces(blob, start, start if is_head else stop)
    return Stream(body, status_code=200 if part is None else 206, headers=headers, media_type=type_)


def disposition(name: str, *, inline: bool) -> str:
    """Content-Disposition (RFC 6266), with the name in ASCII for old programs and in UTF-8 (RFC 8187)."""
    plain = "".join(each if " " <= each <= "~" and each not in '"\\%' else "_" for each in name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _length(request: Asked) -> int | None:
    """Content-Length; the server has refused what is no number."""
    text = request.headers.get("content-length", "")
    if len(text) > 18:
        raise FileTooLargeError
    return int(text) if text.isdecimal() else None


async def body_of(request: Asked) -> AsyncIterator[bytes]:
    """The body as it comes; BadInputError if the sender goes away before its end."""
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise BadInputError
        if message["body"]:
            yield message["body"]
        if not message.get("more_body", False):
            return
