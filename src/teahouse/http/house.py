"""The place as everyone may know it: what it is called, its picture and its stylesheet."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery

from teahouse.http.files import POLICY
from teahouse.http.page import CHECK_FIRST, FOREVER, matches
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit
from teahouse.protocol.parts import House

STYLE_TYPE: Final = "text/css; charset=utf-8"


@get("/api/v1/house")
async def read_house(request: Asked, services: NamedDependency[Services]) -> House:
    """What the place is called, and how one comes in."""
    services.take(Limit.ADDRESS_READS, request, None)
    return services.house.told()


@get("/house/logo", include_in_schema=False)
async def read_logo(
    request: Asked, services: NamedDependency[Services], v: FromQuery[str] = ""
) -> Response[bytes]:
    """The picture of the place; its address in `House.logo` names these bytes."""
    logo = services.house.logo
    if logo is None:
        raise NotFoundException
    return _answer(request, logo.image, logo.type, logo.version, v)


@get("/house/style.css", include_in_schema=False)
async def read_style(
    request: Asked, services: NamedDependency[Services], v: FromQuery[str] = ""
) -> Response[bytes]:
    """The stylesheet of the owner's, which comes after that of the page."""
    house = services.house
    if not house.custom_css:
        raise NotFoundException
    return _answer(request, house.custom_css.encode(), STYLE_TYPE, house.style_version, v)


def _answer(request: Asked, body: bytes, type_: str, version: str, asked: str) -> Response[bytes]:
    headers = {
        "content-type": type_,
        "content-security-policy": POLICY,
        "cross-origin-resource-policy": "same-origin",
        # An address of before gives what is now, and must not be kept as what it named.
        "cache-control": FOREVER if asked == version else CHECK_FIRST,
        "etag": f'"{version}"',
    }
    if matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, headers=headers)
