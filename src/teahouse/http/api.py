"""The API as an ASGI application: the table of routes, and what is common to all of them."""

from __future__ import annotations

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp

from teahouse import __version__
from teahouse.http.description import Json
from teahouse.http.guard import Guard
from teahouse.http.page import Pages
from teahouse.http.refusals import HANDLERS
from teahouse.http.routes import ROUTES
from teahouse.http.services import Services

BODY_BYTES = 65_536


def create_app(services: Services, pages: Pages, frame_ancestors: str) -> ASGIApp:
    """The ASGI application."""
    return Guard(routed(services, pages), services.rule, frame_ancestors, services.admit)


def routed(services: Services | None, pages: Pages | None) -> Litestar:
    """The routes and what is common to all; without what they work with, for their description alone."""
    return Litestar(
        route_handlers=ROUTES,
        state=State({"meters": services.meters if services else None}),
        dependencies={
            "services": Provide(lambda: services, sync_to_thread=False),
            "pages": Provide(lambda: pages, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        openapi_config=OpenAPIConfig(
            title="Teahouse",
            version=__version__,
            path="/api",
            render_plugins=[Json(path="/openapi.json")],
            use_handler_docstrings=True,
        ),
        request_max_body_size=BODY_BYTES,
        # The page's files are compressed once, when they are read; see page.py.
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=4,
            minimum_size=500,
            exclude=["^/$", "^/assets/", "^/icons/", "^/sw.js$", "^/files/", "^/house/logo"],
        ),
        logging_config=None,
        debug=False,
    )
