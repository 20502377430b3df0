"""Where people can be written to: an address counts once a link from a letter to it was opened."""

from __future__ import annotations

from teahouse.chat import audit
from teahouse.chat.context import DAY_MS, Context
from teahouse.chat.letters import confirming_letter
from teahouse.chat.new_links import make
from teahouse.model.emails import check_email
from teahouse.model.entry_errors import LinkRefusedError
from teahouse.model.errors import TeahouseError
from teahouse.model.people import ACCOUNTS, Actor, Person, Role
from teahouse.model.permissions import Action, require_person
from teahouse.store.account_records import token_bytes

CONFIRM_MS = DAY_MS


def can_write(context: Context) -> bool:
    """Whether letters are sent from here: a link in one needs an address of ours that is known for certain."""
    return context.entry.mail is not None and context.entry.public_url is not None


async def set_email(context: Context, actor: Actor, email: str | None, address: str = "") -> None:
    """Say where to write to, None for nowhere; `ask` sends the letter that confirms it.

    Whose address it is besides is not looked at, so nothing tells of it.
    """
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    await context.store.claim_email(person.id, None if email is None else check_email(email))
    await audit.note(context, actor, "account.email", person=person.id, address=address)


async def ask(context: Context, person: Person) -> None:
    """Write to the address that a person says is theirs, if there is a way; a day, one use."""
    entry = context.entry
    if entry.mail is None or entry.public_url is None:
        return
    to = (await context.store.mailbox(person.id)).claimed
    if to is None:
        return
    token, _ = await make(context, "email", CONFIRM_MS, person=person.id)
    await context.store.ask_email(person.id, to, token_bytes(token))
    url = f"{entry.public_url}/#/email/{token}"
    rules = context.house
    await entry.mail(to, *confirming_letter(rules.name, rules.language, person.name, url))


async def confirm(context: Context, token: str, address: str = "") -> tuple[Person, Role]:
    """The link of a letter was opened: whose address is confirmed. LinkRefusedError."""
    found = await context.store.confirm_email(token_bytes(token), context.clock())
    if found is None:
        raise LinkRefusedError
    try:
        known = await context.store.person(found)
    except TeahouseError:
        raise LinkRefusedError from None
    if known.role not in ACCOUNTS:
        raise LinkRefusedError
    await audit.note(
        context, Actor(known.role, known.person), "account.email_confirmed", person=found, address=address
    )
    return known.person, known.role
