"""The people of an import: found again, matched with people of this place, or made.

Who is made has a name for good and no way to sign in; an admin's link for a new password
gives the account to whom it belongs. Who somebody was there is kept as a credential of the
kind import, so that another run finds the same person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

import regex

from teahouse.model.errors import BadNameError, NameTakenError
from teahouse.model.names import NAME_CHARACTERS, check_name, is_name, name_key
from teahouse.model.people import ACCOUNTS, Person, Role
from teahouse.moves.report import Report
from teahouse.moves.said import Author
from teahouse.store.account_records import Known
from teahouse.store.port import Store

KIND: Final = "import"
PAGE: Final = 500
TRIES: Final = 10_000

_CHARACTER: Final = regex.compile(r"\X", regex.V1)
_ODD: Final = regex.compile(r"[^\p{L}\p{N}\p{M}\p{P}\p{So}\p{Sk} ]+", regex.V1)


class Newcomers:
    """Authors by their keys, looked up or made when first needed."""

    def __init__(
        self, store: Store, source: str, authors: Iterable[Author], report: Report, now: int
    ) -> None:
        self._store = store
        self._source = source
        self._authors = {author.key: author for author in authors}
        self._report = report
        self._now = now
        self._found: dict[str, Person] = {}
        self._one = asyncio.Lock()
        """Several rooms are filled at once, and nobody is made twice."""
        self._by_email: dict[str, Person] = {}
        self._by_name: dict[str, Person] = {}

    async def match(self) -> None:
        """From now on, who has a confirmed address or the name of an account of this place is that account."""
        before = None
        while page := await self._store.lodgers("", before, self._now, PAGE):
            for lodger in page:
                if lodger.role in ACCOUNTS:
                    self._by_name[name_key(lodger.person.name)] = lodger.person.plain()
                    address = (await self._store.mailbox(lodger.person.id)).address
                    if address:
                        self._by_email[address.casefold()] = lodger.person.plain()
            before = page[-1].person.id

    async def owner(self) -> Person | None:
        """Whose this place is."""
        before = None
        while page := await self._store.lodgers("", before, self._now, PAGE):
            for lodger in page:
                if lodger.role is Role.OWNER:
                    return lodger.person.plain()
            before = page[-1].person.id
        return None

    def name(self, key: str) -> str:
        """What an author is called there; the key itself for one whom nobody lists."""
        author = self._authors.get(key)
        return author.name if author is not None else key

    async def person(self, key: str, called: str | None = None) -> Person:
        """Who that is here; `called` is a name for who is not listed."""
        found = self._found.get(key)
        if found is None:
            async with self._one:
                found = self._found.get(key) or await self._find_or_make(key, called)
                self._found[key] = found
        return found

    async def _find_or_make(self, key: str, called: str | None) -> Person:
        if called is None and key not in self._authors:
            self._report.note("people whom the archive does not list, made from their ids", key)
        subject = f"{self._source}/{key}"
        known = await self._store.credential(KIND, subject)
        if known is not None:
            return (await self._store.person(known.person)).person.plain()
        person = self._matched(key)
        if person is not None:
            await self._store.put_credential(person.id, KIND, subject, "", "", self._now)
            return person
        person = await self._make(called if called and key not in self._authors else self.name(key), subject)
        self._report.people += 1
        return person

    def _matched(self, key: str) -> Person | None:
        author = self._authors.get(key)
        if author is None:
            return None
        by_email = self._by_email.get(author.email.casefold()) if author.email else None
        return by_email or self._by_name.get(name_key(author.name))

    async def _make(self, wanted: str, subject: str) -> Person:
        """In one step with the note of it, or a run that is killed between the two would make them again."""
        name = fitting_name(wanted)
        for number in range(1, TRIES):
            tried = name if number == 1 else numbered(name, number)
            try:
                person, _ = await self._store.add_known(tried, Known(kind=KIND, subject=subject), self._now)
            except NameTakenError:
                continue
            if tried != wanted:
                self._report.note(
                    "people under another name, as theirs is taken or not allowed", f"{wanted} → {tried}"
                )
            return person.plain()
        raise NameTakenError


def fitting_name(wanted: str) -> str:
    """The nearest name that is allowed here."""
    try:
        return check_name(wanted)
    except BadNameError:
        pass
    plain = " ".join(_ODD.sub(" ", wanted[:200]).lstrip("@/ ").split())
    for name in ("".join(_CHARACTER.findall(plain)[:NAME_CHARACTERS]).strip(), f"{plain[:18]} (1)"):
        if is_name(name):
            return name
    return "Someone"


def numbered(name: str, number: int) -> str:
    """The name with a number, no longer than names may be."""
    suffix = f" {number}"
    return "".join(_CHARACTER.findall(name)[: NAME_CHARACTERS - len(suffix)]).strip() + suffix
