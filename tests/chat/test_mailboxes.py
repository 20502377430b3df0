"""Addresses: no letter but the one that asks goes where nobody has said yes, and nothing tells whose they are."""

from __future__ import annotations

import pytest

from teahouse.chat import accounts, links, mailboxes
from teahouse.chat.context import DAY_MS
from teahouse.chat.links import Wish
from teahouse.model.entry_errors import LinkRefusedError
from teahouse.model.errors import BadFieldError, NotAllowedError
from teahouse.model.people import VISITOR
from teahouse.store.account_records import Mailbox
from tests.chat.house import House, whose
from tests.chat.test_accounts import came, member

SITE = "https://tea.example"
ADDRESS = "ann@example.org"


class Post:
    """Where letters go: to whom, and what they say."""

    def __init__(self, house: House) -> None:
        self.letters: list[tuple[str, str, str]] = []
        house.context.entry.mail = self
        house.context.entry.public_url = SITE

    async def __call__(self, to: str, subject: str, text: str) -> None:
        self.letters.append((to, subject, text))

    def token(self, kind: str) -> str:
        """The one of the last letter's link."""
        text = self.letters[-1][2]
        start = text.index(f"{SITE}/#/{kind}/") + len(f"{SITE}/#/{kind}/")
        return text[start:].split()[0]


async def test_a_letter_confirms_an_address_and_only_then_a_reset_goes_to_it(house: House) -> None:
    ann, post = await member(house, "Ann"), Post(house)
    await mailboxes.set_email(house.context, ann, f" {ADDRESS} ")
    await links.send_reset(house.context, "Ann")
    assert post.letters == [], "nobody has said that the address is theirs"
    await mailboxes.ask(house.context, whose(ann))
    assert [to for to, _, _ in post.letters] == [ADDRESS]
    token = post.token("email")
    assert (await links.look(house.context, token)).kind == "email"
    used = await links.use(house.context, VISITOR, token, Wish())
    assert (used.person, used.token) == (ann.person, None), "it signs nobody in"
    assert (await accounts.ways(house.context, ann))[1] == Mailbox(ADDRESS, None)
    with pytest.raises(LinkRefusedError):
        await links.use(house.context, VISITOR, token, Wish())
    await links.send_reset(house.context, "ann")
    assert post.letters[-1][0] == ADDRESS
    reset = await links.use(house.context, VISITOR, post.token("reset"), Wish(password="battery staple"))
    assert reset.person == ann.person
    assert [entry.action for entry in await house.store.audit(None, 3)] == [
        "account.reset",
        "account.email_confirmed",
        "account.email",
    ]


async def test_the_letter_of_a_day_ago_and_that_of_another_address_confirm_nothing(house: House) -> None:
    ann, post = await member(house, "Ann"), Post(house)
    await mailboxes.set_email(house.context, ann, ADDRESS)
    await mailboxes.ask(house.context, whose(ann))
    first = post.token("email")
    await mailboxes.set_email(house.context, ann, "other@example.org")
    await mailboxes.ask(house.context, whose(ann))
    second = post.token("email")
    house.now += DAY_MS
    for token in (first, second):
        with pytest.raises(LinkRefusedError):
            await links.use(house.context, VISITOR, token, Wish())
    assert await house.store.mailbox(whose(ann).id) == Mailbox(None, "other@example.org")


async def test_whose_an_address_is_shows_nowhere(house: House) -> None:
    ann, ben, post = await member(house, "Ann"), await member(house, "Ben"), Post(house)
    for actor in (ann, ben):
        await mailboxes.set_email(house.context, actor, ADDRESS)
        await mailboxes.ask(house.context, whose(actor))
    await links.use(house.context, VISITOR, post.token("email"), Wish())
    await mailboxes.set_email(house.context, ann, ADDRESS)
    await mailboxes.ask(house.context, whose(ann))
    with pytest.raises(LinkRefusedError):
        await links.use(house.context, VISITOR, post.token("email"), Wish())
    assert await house.store.mailbox(whose(ann).id) == Mailbox(None, ADDRESS)
    assert await house.store.mailbox(whose(ben).id) == Mailbox(ADDRESS, None)
    with pytest.raises(BadFieldError):
        await mailboxes.set_email(house.context, ann, "no address")
    with pytest.raises(NotAllowedError):
        await mailboxes.set_email(house.context, await came(house, "Guest"), ADDRESS)


async def test_where_no_letters_are_sent_an_address_is_kept_and_never_used(house: House) -> None:
    ann, post = await member(house, "Ann"), Post(house)
    house.context.entry.public_url = None
    assert not mailboxes.can_write(house.context)
    await mailboxes.set_email(house.context, ann, ADDRESS)
    await mailboxes.ask(house.context, whose(ann))
    await links.send_reset(house.context, "Ann")
    assert post.letters == [], "without public_url nobody knows where a link should lead"
    assert await house.store.mailbox(whose(ann).id) == Mailbox(None, ADDRESS)
    house.context.entry.public_url = SITE
    for name in ("Ann", "Guest", "Nobody", "\0"):
        await links.send_reset(house.context, name)
    assert post.letters == []


async def test_the_letter_is_in_the_language_of_the_place_or_in_both(house: House) -> None:
    ann, post = await member(house, "Ann"), Post(house)
    await mailboxes.set_email(house.context, ann, ADDRESS)
    for language, words in (("en", {"confirm"}), ("zh-CN", {"确认"}), ("", {"confirm", "确认"})):
        house.context.house.apply({"language": language})
        await mailboxes.ask(house.context, whose(ann))
        assert {word for word in ("confirm", "确认") if word in post.letters[-1][2]} == words
