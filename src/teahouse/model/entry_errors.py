"""Refusals of who wants to come in, or changes how they do; see `errors`."""

from __future__ import annotations

from teahouse.model.errors import NotAllowedError, NotFoundError


class SignInFailedError(NotAllowedError):
    """Never says which of the two was wrong."""

    code = "sign_in_failed"
    status = 401
    text = "This name and this password do not belong together."


class ChallengeRequiredError(NotAllowedError):
    code = "challenge_required"
    text = "Many people come at the moment: a proof of work is asked for; see POST /api/v1/challenge."


class PasskeyRefusedError(NotAllowedError):
    code = "passkey_refused"
    text = "This passkey could not be checked."


class PasskeysImpossibleError(NotAllowedError):
    code = "passkeys_impossible"
    text = "Passkeys need the setting public_url, or the name localhost."


class LastWayInError(NotAllowedError):
    code = "last_way_in"
    status = 409
    text = "This is your only way to sign in; add another one first."


class OwnerStaysError(NotAllowedError):
    code = "owner_stays"
    status = 409
    text = "Whoever owns the place hands it over first."


class LinkRefusedError(NotFoundError):
    """Unknown, expired, used up, revoked or of another kind: never says which."""

    code = "link_refused"
    text = "This link is not valid, or not any more."
