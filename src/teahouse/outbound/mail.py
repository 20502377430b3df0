"""Letters over SMTP, by the server that the owner names; in a thread, one after the other."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final
from urllib.parse import unquote, urlsplit

log = logging.getLogger("teahouse.mail")

SECONDS: Final = 15.0
"""For each answer of the mail server."""

WAITING: Final = 100
"""More letters than that are not written: whoever asks again gets one then."""

PORTS: Final = {"smtp": 587, "smtps": 465}
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Mailer:
    """`url` is smtp:// (with STARTTLS where it is offered) or smtps://, with user and password if it needs them.

    A password never goes over an open connection to another machine.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or "localhost"
        self._port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mail")
        self._waiting = 0

    async def __call__(self, to: str, subject: str, text: str) -> None:
        """Send one; a failure is in the log alone, without whom it was for."""
        if self._waiting >= WAITING:
            log.warning("too many letters wait to be sent; one was dropped")
            return
        letter = EmailMessage()
        letter["From"] = self._sender
        letter["To"] = to
        letter["Subject"] = " ".join(subject.split())
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2].strip("> ") or None)
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        self._waiting += 1
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._send, letter)
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            log.error("a letter could not be sent", extra={"why": type(problem).__name__})
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Send nothing more that has not begun."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def try_out(self) -> None:
        """Connect, encrypt and sign in as before a letter. OSError, smtplib.SMTPException, ValueError."""
        with self._signed_in():
            pass

    def _send(self, letter: EmailMessage) -> None:
        with self._signed_in() as server:
            server.send_message(letter)

    @contextmanager
    def _signed_in(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self._scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        with server:
            server.ehlo()
            safe = self._scheme == "smtps" or self._host in LOCAL
            if self._scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
                safe = True
            if self._user is not None:
                if not safe:
                    raise ValueError("the mail server offers no encryption for the password")
                server.login(self._user, self._password)
            yield server
