"""The table of routes, and what becomes of refusals."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Litestar, Request, Response
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp

from teahouse import __version__
from teahouse.http.accounts import (
    ask_reset,
    change_email,
    change_password,
    make_account,
    read_account,
    sign_in,
)
from teahouse.http.admin import (
    change_settings,
    drop_logo,
    drop_room,
    give_house,
    list_all_rooms,
    list_people,
    put_logo,
    rank_person,
    read_overview,
    read_settings,
)
from teahouse.http.challenge import create_challenge
from teahouse.http.docs import read_docs
from teahouse.http.files import create_file, delete_file, read_file, read_preview
from teahouse.http.finding import read_mentions, search
from teahouse.http.guard import Guard
from teahouse.http.guests import create_guest, end_session, propose_name, read_me, rename_me
from teahouse.http.health import healthz, metrics, readyz
from teahouse.http.house import read_house, read_logo, read_style
from teahouse.http.invites import list_invites, make_invite, revoke_invite
from teahouse.http.links import look_at_link, make_device_link, make_reset_link, use_link
from teahouse.http.members import list_members, put_member, remove_member
from teahouse.http.messages import (
    add_reaction,
    close_poll,
    edit_message,
    pin_message,
    recall_message,
    remove_reaction,
    send_message,
    unpin_message,
    vote,
)
from teahouse.http.named import open_named_room
from teahouse.http.oidc import begin_oidc, drop_oidc, end_oidc
from teahouse.http.order import (
    add_report,
    add_sanction,
    decide_held,
    decide_report,
    kick_person,
    list_held,
    list_reports,
    list_sanctions,
    read_audit,
    undo_sanction,
)
from teahouse.http.own_data import delete_me, export_me
from teahouse.http.page import (
    Pages,
    read_asset,
    read_home_icon,
    read_icon,
    read_manifest,
    read_page,
    read_worker,
)
from teahouse.http.passkeys import (
    add_passkey,
    drop_passkey,
    passkey_options,
    passkey_sign_in,
    passkey_sign_in_options,
    rename_passkey,
)
from teahouse.http.pushes import add_browser, add_webhook, drop_push, list_pushes, test_push
from teahouse.http.reflection import read_reflection
from teahouse.http.rooms import (
    change_room,
    create_room,
    list_rooms,
    mark_read,
    open_conversation,
    read_messages,
    set_notices,
)
from teahouse.http.services import Services
from teahouse.http.sessions import end_one_session, end_other_sessions, list_sessions, make_token
from teahouse.http.words import try_words
from teahouse.model.errors import (
    BadFieldError,
    BadInputError,
    BadJsonError,
    NotFoundError,
    TeahouseError,
    TooLargeError,
)
from teahouse.model.meters import Meters
from teahouse.protocol.errors import ErrorBody

BODY_BYTES = 65_536

ROUTES = [
    try_words,
    read_page,
    read_asset,
    read_icon,
    read_home_icon,
    read_worker,
    read_manifest,
    create_guest,
    create_challenge,
    make_account,
    read_account,
    change_password,
    change_email,
    sign_in,
    ask_reset,
    list_sessions,
    end_one_session,
    end_other_sessions,
    make_token,
    make_reset_link,
    make_device_link,
    look_at_link,
    use_link,
    passkey_options,
    add_passkey,
    drop_passkey,
    rename_passkey,
    passkey_sign_in_options,
    passkey_sign_in,
    begin_oidc,
    end_oidc,
    drop_oidc,
    export_me,
    delete_me,
    end_session,
    read_me,
    rename_me,
    propose_name,
    list_rooms,
    create_room,
    change_room,
    open_named_room,
    list_members,
    put_member,
    remove_member,
    make_invite,
    list_invites,
    revoke_invite,
    open_conversation,
    mark_read,
    set_notices,
    read_messages,
    send_message,
    edit_message,
    recall_message,
    add_reaction,
    remove_reaction,
    pin_message,
    unpin_message,
    vote,
    close_poll,
    add_sanction,
    list_sanctions,
    undo_sanction,
    kick_person,
    add_report,
    list_reports,
    decide_report,
    list_held,
    decide_held,
    read_audit,
    search,
    read_mentions,
    create_file,
    delete_file,
    read_file,
    read_preview,
    list_pushes,
    add_browser,
    add_webhook,
    drop_push,
    test_push,
    healthz,
    readyz,
    metrics,
    read_reflection,
    read_house,
    read_logo,
    read_style,
    read_settings,
    change_settings,
    put_logo,
    drop_logo,
    list_people,
    rank_person,
    give_house,
    list_all_rooms,
    drop_room,
    read_overview,
    read_docs,
]

log = logging.getLogger("teahouse.http")


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
        exception_handlers={
            TeahouseError: _refused,
            HTTPException: _refused_by_framework,
            RecursionError: _refused_as_nested,
            UnicodeDecodeError: _not_text,
            Exception: _failed,
        },
        openapi_config=OpenAPIConfig(
            title="Teahouse",
            version=__version__,
            path="/api",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
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


def _refused(request: Request[Any, Any, Any], error: TeahouseError) -> Response[ErrorBody]:
    meters: Meters | None = request.app.state.meters
    if meters is not None:
        meters.refused(error.code)
    headers = {}
    if error.retry_after_ms is not None:
        headers["retry-after"] = str(-(-error.retry_after_ms // 1000))
    return Response(ErrorBody.of(error, _request_id(request)), status_code=error.status, headers=headers)


def _refused_by_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[ErrorBody]:
    told: TeahouseError = NotFoundError() if error.status_code in (404, 405) else BadInputError()
    if error.status_code == 413:
        told = TooLargeError()
    elif error.status_code == 400:
        extra = error.extra if isinstance(error.extra, list) else []
        fields = [item.get("key") for item in extra if isinstance(item, dict)]
        # What is missing in a query is told without `extra`; a body there is none.
        is_field = bool(extra) or request.method in ("GET", "HEAD")
        told = (
            BadFieldError(field=next((field for field in fields if field), None))
            if is_field
            else BadJsonError()
        )
    response = _refused(request, told)
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response


def _not_text(request: Request[Any, Any, Any], error: UnicodeDecodeError) -> Response[ErrorBody]:
    return _refused(request, BadJsonError())


def _refused_as_nested(request: Request[Any, Any, Any], error: RecursionError) -> Response[ErrorBody]:
    # The decoder gives up on thousands of brackets within one another in this way.
    return _refused(request, BadJsonError())


def _failed(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorBody]:
    log.error("request failed", exc_info=error, extra={"request_id": _request_id(request)})
    return _refused(request, TeahouseError())


def _request_id(request: Request[Any, Any, Any]) -> str | None:
    return request.scope.get("state", {}).get("request_id")
