"""What must come of it: every route and every command for each role, written by hand and not made from the code.

ok: it is done. sign_in: a name is needed first (401). no: they may not (403). hidden: as if it were not there (404).
banned: who is banned may do nothing (403). Any other word is the code of the refusal; `-` is not asked. The roles are
in the order of `town.ROLES`; what stands behind a `:` is a second case of the same route.
"""

from __future__ import annotations

ROUTES = """
#                                            visitor  guest   member  moder.  admin   owner   maker   strang. banned
GET /                                        ok       ok      ok      ok      ok      ok      -       -       ok
GET /assets/{name}                           ok       ok      ok      ok      ok      ok      -       -       ok
GET /favicon.svg                             ok       ok      ok      ok      ok      ok      -       -       ok
GET /icons/{name}                            ok       ok      ok      ok      ok      ok      -       -       ok
GET /sw.js                                   ok       ok      ok      ok      ok      ok      -       -       ok
GET /manifest.webmanifest                    ok       ok      ok      ok      ok      ok      -       -       ok
GET /healthz                                 ok       ok      ok      ok      ok      ok      -       -       ok
GET /readyz                                  ok       ok      ok      ok      ok      ok      -       -       ok
GET /metrics                                 ok       ok      ok      ok      ok      ok      -       -       ok
GET /api/docs                                ok       ok      ok      ok      ok      ok      -       -       ok
GET /house/logo                              ok       ok      ok      ok      ok      ok      -       -       ok
GET /house/style.css                         ok       ok      ok      ok      ok      ok      -       -       ok
GET /house                                   ok       ok      ok      ok      ok      ok      -       -       ok
GET /reflection                              ok       ok      ok      ok      ok      ok      -       -       ok
GET /names                                   ok       ok      ok      ok      ok      ok      -       -       ok
POST /challenge                              ok       ok      ok      ok      ok      ok      -       -       ok
POST /guests                                 ok       ok      ok      ok      ok      ok      -       -       banned

POST /account                                sign_in  ok      no      no      no      no      -       -       banned
GET /account                                 sign_in  ok      ok      ok      ok      ok      -       -       banned
PUT /account/password                        sign_in  no      ok      ok      ok      ok      -       -       banned
PUT /account/email                           sign_in  no      ok      ok      ok      ok      -       -       banned
POST /sessions                               ok       ok      ok      ok      ok      ok      -       -       banned
POST /resets                                 ok       ok      ok      ok      ok      ok      -       -       ok
GET /sessions                                sign_in  ok      ok      ok      ok      ok      -       -       banned
DELETE /sessions                             sign_in  ok      ok      ok      ok      ok      -       -       banned
DELETE /sessions/{handle}                    sign_in  ok      ok      ok      ok      ok      -       -       banned
DELETE /sessions/{handle}:another's          sign_in  hidden  hidden  hidden  hidden  hidden  -       -       banned
POST /tokens                                 sign_in  no      ok      ok      ok      ok      -       -       banned
POST /device-links                           sign_in  ok      ok      ok      ok      ok      -       -       banned
POST /people/{person}/reset-link             sign_in  no      no      no      ok      ok      -       -       banned
POST /people/{person}/reset-link:admin's     sign_in  no      no      no      no      ok      -       -       banned
POST /people/{person}/reset-link:owner's     sign_in  no      no      no      no      no      -       -       banned
POST /links/look                             ok       ok      ok      ok      ok      ok      -       -       ok
POST /links/use                              ok       ok      ok      ok      ok      ok      -       -       banned
POST /session/renewal                        sign_in  ok      ok      ok      ok      ok      -       -       banned
DELETE /session                              sign_in  ok      ok      ok      ok      ok      -       -       banned
GET /me                                      sign_in  ok      ok      ok      ok      ok      -       -       banned
PATCH /me                                    sign_in  ok      ok      ok      ok      ok      -       -       banned
GET /me/export                               sign_in  ok      ok      ok      ok      ok      -       -       banned
DELETE /me                                   sign_in  ok      ok      ok      ok      owner_stays -   -       banned
POST /passkeys/options                       sign_in  no      ok      ok      ok      ok      -       -       banned
POST /passkeys                               sign_in  no      passkey_refused passkey_refused passkey_refused passkey_refused - - banned
PATCH /passkeys/{credential}                 sign_in  no      hidden  hidden  hidden  hidden  -       -       banned
DELETE /passkeys/{credential}                sign_in  no      hidden  hidden  hidden  hidden  -       -       banned
POST /passkeys/sign-in/options               ok       ok      ok      ok      ok      ok      -       -       ok
POST /passkeys/sign-in                       sign_in_failed sign_in_failed sign_in_failed sign_in_failed sign_in_failed sign_in_failed - - sign_in_failed
GET /oidc/{name}                             hidden   hidden  hidden  hidden  hidden  hidden  -       -       hidden
GET /oidc/{name}/callback                    hidden   hidden  hidden  hidden  hidden  hidden  -       -       hidden
DELETE /oidc/{name}                          sign_in  no      hidden  hidden  hidden  hidden  -       -       banned

GET /rooms                                   ok       ok      ok      ok      ok      ok      ok      -       banned
POST /rooms                                  sign_in  ok      ok      ok      ok      ok      -       -       banned
POST /rooms:for accounts                     sign_in  no      ok      ok      ok      ok      -       -       banned
PATCH /rooms/{room}                          sign_in  no      no      ok      ok      ok      ok      hidden  banned
PATCH /rooms/{room}:rules                    sign_in  no      no      no      ok      ok      ok      hidden  banned
DELETE /rooms/{room}                         sign_in  no      no      no      ok      ok      ok      hidden  banned
GET /r/{name}                                ok       ok      ok      ok      ok      ok      ok      -       banned
GET /rooms/{room}/members                    sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
PUT /rooms/{room}/members/{person}           sign_in  no      no      ok      ok      ok      ok      hidden  banned
PUT /rooms/{room}/members/{person}:rank      sign_in  no      no      no      ok      ok      ok      hidden  banned
DELETE /rooms/{room}/members/{person}        sign_in  no      no      ok      ok      ok      ok      hidden  banned
POST /rooms/{room}/invites                   sign_in  no      no      ok      ok      ok      ok      hidden  banned
GET /rooms/{room}/invites                    sign_in  no      no      ok      ok      ok      ok      hidden  banned
DELETE /rooms/{room}/invites/{invite}        sign_in  no      no      ok      ok      ok      ok      hidden  banned
POST /conversations                          sign_in  ok      ok      ok      ok      ok      -       -       banned
PUT /rooms/{room}/read                       sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
PUT /rooms/{room}/notices                    sign_in  ok      ok      ok      ok      ok      ok      hidden  banned

GET /rooms/{room}/messages                   ok       ok      ok      ok      ok      ok      ok      hidden  banned
POST /rooms/{room}/messages                  sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
PATCH /rooms/{room}/messages/{seq}           -        ok      ok      ok      ok      ok      ok      -       -
PATCH /rooms/{room}/messages/{seq}:another's sign_in  no      no      no      no      no      no      hidden  banned
DELETE /rooms/{room}/messages/{seq}          -        ok      ok      ok      ok      ok      ok      -       -
DELETE /rooms/{room}/messages/{seq}:another's sign_in no      no      ok      ok      ok      ok      hidden  banned
DELETE /rooms/{room}/messages/{seq}:owner's  sign_in  no      no      no      no      ok      no      hidden  banned
PUT /rooms/{room}/messages/{seq}/reactions/{emoji}    sign_in ok ok   ok      ok      ok      ok      hidden  banned
DELETE /rooms/{room}/messages/{seq}/reactions/{emoji} sign_in ok ok   ok      ok      ok      ok      hidden  banned
PUT /rooms/{room}/messages/{seq}/pin         sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
DELETE /rooms/{room}/messages/{seq}/pin      sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
PUT /rooms/{room}/messages/{seq}/vote        sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
PUT /rooms/{room}/messages/{seq}/closed      -        ok      ok      ok      ok      ok      ok      -       -
PUT /rooms/{room}/messages/{seq}/closed:another's sign_in no  no      no      no      no      no      hidden  banned
GET /search                                  ok       ok      ok      ok      ok      ok      -       -       banned
GET /mentions                                sign_in  ok      ok      ok      ok      ok      -       -       banned
POST /files                                  sign_in  ok      ok      ok      ok      ok      -       -       banned
DELETE /files/{file}                         -        ok      ok      ok      ok      ok      -       -       -
DELETE /files/{file}:another's               sign_in  hidden  hidden  hidden  hidden  hidden  -       -       banned
GET /files/{file}/{name}                     ok       ok      ok      ok      ok      ok      ok      hidden  banned
GET /files/{file}/preview                    ok       ok      ok      ok      ok      ok      ok      hidden  banned

POST /sanctions                              sign_in  no      no      ok      ok      ok      no      -       banned
POST /sanctions:an admin                     sign_in  no      no      no      no      ok      no      -       banned
POST /sanctions:in the room                  sign_in  no      no      ok      ok      ok      ok      hidden  banned
POST /sanctions:the owner in the room        sign_in  no      no      no      no      no      no      hidden  banned
GET /sanctions                               sign_in  no      no      ok      ok      ok      no      -       banned
GET /sanctions:in the room                   sign_in  no      no      ok      ok      ok      ok      hidden  banned
DELETE /sanctions/{sanction}                 sign_in  no      no      ok      ok      ok      no      -       banned
DELETE /sanctions/{sanction}:an admin's      sign_in  no      no      no      ok      ok      no      -       banned
DELETE /sanctions/{sanction}:in the room     sign_in  no      no      ok      ok      ok      ok      hidden  banned
POST /rooms/{room}/kick                      sign_in  no      no      ok      ok      ok      ok      hidden  banned
POST /reports                                sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
GET /reports                                 sign_in  ok      ok      ok      ok      ok      ok      -       banned
PATCH /reports/{report}                      sign_in  hidden  hidden  ok      ok      ok      ok      hidden  banned
DELETE /reports/{report}/verdict             sign_in  hidden  hidden  ok      ok      ok      ok      hidden  banned
GET /held                                    sign_in  ok      ok      ok      ok      ok      ok      -       banned
POST /held/{room}/{seq}                      sign_in message_gone message_gone ok ok ok      ok      message_gone banned
DELETE /held/{room}/{seq}/verdict            sign_in message_gone message_gone ok ok ok      ok      message_gone banned
GET /audit                                   sign_in  no      no      no      ok      ok      no      -       banned

GET /pushes                                  sign_in  ok      ok      ok      ok      ok      -       -       banned
POST /pushes/browsers                        sign_in  ok      ok      ok      ok      ok      -       -       banned
POST /pushes/webhooks                        sign_in  ok      ok      ok      ok      ok      -       -       banned
DELETE /pushes/{target}                      sign_in  ok      ok      ok      ok      ok      -       -       banned
POST /pushes/{target}/test:another's         sign_in  hidden  hidden  hidden  hidden  hidden  -       -       banned

GET /admin/house                             sign_in  no      no      no      ok      ok      no      -       banned
PATCH /admin/house                           sign_in  no      no      no      ok      ok      no      -       banned
POST /admin/words/try                        sign_in  no      no      no      ok      ok      no      -       banned
GET /admin/people                            sign_in  no      no      ok      ok      ok      no      -       banned
PATCH /admin/people/{person}                 sign_in  no      no      no      ok      ok      no      -       banned
PATCH /admin/people/{person}:to admin        sign_in  no      no      no      no      ok      no      -       banned
PATCH /admin/people/{person}:an admin        sign_in  no      no      no      no      ok      no      -       banned
PATCH /admin/people/{person}:oneself         -        no      no      no      no      no      no      -       -
POST /admin/people/{person}/ownership:under another name sign_in no no no no bad_field no      -       banned
GET /admin/rooms                             sign_in  no      no      no      ok      ok      no      -       banned
GET /admin/overview                          sign_in  no      no      no      ok      ok      no      -       banned
PUT /admin/house/logo                        sign_in  no      no      no      ok      ok      no      -       banned
DELETE /admin/house/logo                     sign_in  no      no      no      ok      ok      no      -       banned
"""

COMMANDS = """
#                                            visitor  guest   member  moder.  admin   owner   maker   strang. banned
message.send                                 sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
message.send:where all are mute              sign_in  room_closed room_closed ok ok   ok      ok      hidden  banned
outbox.resume                                ok       ok      ok      ok      ok      ok      ok      ok      banned
room.load                                    ok       ok      ok      ok      ok      ok      ok      hidden  banned
room.sync                                    ok       ok      ok      ok      ok      ok      ok      hidden  banned
room.leave                                   ok       ok      ok      ok      ok      ok      ok      ok      banned
message.edit                                 -        ok      ok      ok      ok      ok      ok      -       -
message.edit:another's                       sign_in  no      no      no      no      no      no      hidden  banned
message.recall                               -        ok      ok      ok      ok      ok      ok      -       -
message.recall:another's                     sign_in  no      no      ok      ok      ok      ok      hidden  banned
message.recall:owner's                       sign_in  no      no      no      no      ok      no      hidden  banned
reaction.add                                 sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
reaction.remove                              sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
message.pin                                  sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
message.unpin                                sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
poll.vote                                    sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
poll.close                                   -        ok      ok      ok      ok      ok      ok      -       -
poll.close:another's                         sign_in  no      no      no      no      no      no      hidden  banned
room.create                                  sign_in  ok      ok      ok      ok      ok      -       -       banned
room.create:for accounts                     sign_in  no      ok      ok      ok      ok      -       -       banned
room.change                                  sign_in  no      no      ok      ok      ok      ok      hidden  banned
room.change:rules                            sign_in  no      no      no      ok      ok      ok      hidden  banned
room.notify                                  sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
direct.open                                  sign_in  ok      ok      ok      ok      ok      -       -       banned
history.read                                 ok       ok      ok      ok      ok      ok      ok      hidden  banned
messages.read                                ok       ok      ok      ok      ok      ok      ok      hidden  banned
edits.read                                   -        ok      ok      ok      ok      ok      ok      -       -
edits.read:another's                         sign_in  no      no      ok      ok      ok      ok      hidden  banned
mentions.read                                sign_in  ok      ok      ok      ok      ok      -       -       banned
search                                       ok       ok      ok      ok      ok      ok      -       -       banned
read.mark                                    sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
typing.start                                 sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
typing.stop                                  sign_in  ok      ok      ok      ok      ok      ok      hidden  banned
person.rename                                sign_in  ok      ok      ok      ok      ok      -       -       banned
person.ignore                                sign_in  ok      ok      ok      ok      ok      -       -       banned
status.set                                   sign_in  ok      ok      ok      ok      ok      -       -       banned
people.read                                  ok       ok      ok      ok      ok      ok      -       -       banned
people.find                                  sign_in  ok      ok      ok      ok      ok      -       -       banned
"""


def rows(text: str) -> dict[tuple[str, str], list[str]]:
    """What is asked and the case, with the outcomes."""
    found = {}
    for line in text.strip().splitlines():
        if not line or line.startswith("#"):
            continue
        *names, a, b, c, d, e, f, g, h, i = line.split()
        what, _, case = " ".join(names).partition(":")
        assert (what, case) not in found, line
        found[what, case] = [a, b, c, d, e, f, g, h, i]
    return found
