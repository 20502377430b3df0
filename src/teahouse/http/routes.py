"""The table of routes: all that this server answers over HTTP."""

from __future__ import annotations

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
from teahouse.http.sessions import (
    end_one_session,
    end_other_sessions,
    list_sessions,
    make_token,
    renew_session,
)
from teahouse.http.words import try_words

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
    renew_session,
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
