"""The mail server: whether it lets us in. No letter is sent."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from teahouse.checkup.finding import Finding, Place, bad, ok
from teahouse.outbound.mail import Mailer

NAME: Final = "mail"


def check_mail(place: Place) -> Iterator[Finding]:
    """Connect, encrypt and sign in, as before a letter."""
    settings = place.settings
    if not settings.smtp_url:
        return
    with closing(Mailer(settings.smtp_url, settings.mail_from)) as mailer:
        try:
            mailer.try_out()
        except smtplib.SMTPAuthenticationError:
            yield bad(
                NAME, "the mail server refuses the user or the password", "Mend smtp_url (TEAHOUSE_SMTP_URL)."
            )
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            why = (
                problem.strerror
                if isinstance(problem, OSError) and problem.strerror
                else type(problem).__name__
            )
            yield bad(
                NAME,
                f"the mail server cannot be used: {why}",
                "Look at host and port of smtp_url, and whether this machine may send mail.",
            )
        else:
            yield ok(NAME, "the mail server takes letters")
