"""Addresses of people: reads of a connection, and writes of a cursor that check before they write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.model.entry_errors import LastWayInError
from teahouse.store import sqlite_links
from teahouse.store.account_records import Mailbox
from teahouse.store.journal import check_text

if TYPE_CHECKING:
    from teahouse.store.driver import driver

MAILBOX = """
SELECT (SELECT address FROM emails WHERE person = ?1 AND confirmed = 1), coalesce(
    (SELECT address FROM email_claims WHERE person = ?1),
    (SELECT address FROM emails WHERE person = ?1 AND confirmed = 0)
)
"""

IS_LAST = """
SELECT 1 FROM emails WHERE person = ?1 AND confirmed = 1
AND NOT EXISTS (SELECT 1 FROM credentials WHERE person = ?1 AND kind <> 'import')
"""

CLAIMED = f"""
SELECT email_claims.person, address, address_key FROM email_claims
JOIN links ON links.token_hash = email_claims.token_hash AND links.person = email_claims.person
WHERE links.token_hash = ? AND links.kind = 'email' AND {sqlite_links.USABLE}
"""  # noqa: S608 - made of constants


def mailbox(person: int, connection: driver.Connection) -> Mailbox:
    """See `Accounts.mailbox`."""
    return Mailbox(*connection.execute(MAILBOX, (person,)).fetchone())


def claim(person: int, address: str | None, cursor: driver.Cursor) -> None:
    """See `Accounts.claim_email`."""
    if address is not None:
        check_text(address, "email")
    key = None if address is None else address.casefold()
    if key is None and cursor.execute(IS_LAST, (person,)).fetchone():
        raise LastWayInError
    cursor.execute("UPDATE links SET revoked = 1 WHERE kind = 'email' AND person = ?", (person,))
    cursor.execute("DELETE FROM emails WHERE person = ? AND (? IS NULL OR confirmed = 0)", (person, key))
    held = cursor.execute("SELECT 1 FROM emails WHERE person = ? AND address_key = ?", (person, key))
    if key is None or held.fetchone() is not None:
        cursor.execute("DELETE FROM email_claims WHERE person = ?", (person,))
        return
    cursor.execute(
        "INSERT OR REPLACE INTO email_claims (person, address, address_key) VALUES (?, ?, ?)",
        (person, address, key),
    )


def ask(person: int, address: str, token: bytes, cursor: driver.Cursor) -> None:
    """See `Accounts.ask_email`."""
    cursor.execute(
        "UPDATE links SET revoked = 1 WHERE kind = 'email' AND person = ? AND token_hash <> ?",
        (person, token),
    )
    cursor.execute(
        "UPDATE email_claims SET token_hash = ? WHERE person = ? AND address_key = ?",
        (token, person, address.casefold()),
    )


def confirm(token: bytes, now: int, cursor: driver.Cursor) -> int | None:
    """See `Accounts.confirm_email`."""
    row = cursor.execute(CLAIMED, (token, now)).fetchone()
    if row is None:
        return None
    person, address, key = row
    others = "SELECT 1 FROM emails WHERE address_key = ? AND person <> ? AND confirmed = 1"
    if cursor.execute(others, (key, person)).fetchone() is not None:
        return None
    cursor.execute(
        "UPDATE links SET uses = uses + 1, uses_left = uses_left - 1 WHERE token_hash = ?", (token,)
    )
    cursor.execute("DELETE FROM email_claims WHERE person = ?", (person,))
    cursor.execute("DELETE FROM emails WHERE address_key = ? OR person = ?", (key, person))
    cursor.execute(
        "INSERT INTO emails (person, address, address_key, confirmed) VALUES (?, ?, ?, 1)",
        (person, address, key),
    )
    return int(person)
