"""Words and tags as PostgreSQL's terms."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from teahouse.model.people import Person
from teahouse.protocol.parts import Extras, File
from teahouse.store.effects import CREATED, EDITED, REACTED
from teahouse.store.port import NewEvent, Wanted
from teahouse.store.postgres_terms import query, terms


def event(words: str | None, body: str = "", kind: str = CREATED, files: tuple[str, ...] = ()) -> NewEvent:
    """With files of these types."""
    carried = tuple(File(id=type, name="x", size=1, type=type) for type in files)
    return NewEvent(
        room=1, kind=kind, sender=Person(7, "Ann"), key=UUID(int=1), body=body, words=words,
        extras=Extras(files=carried),
    )  # fmt: skip


def test_words_have_their_positions_and_tags_none() -> None:
    assert terms(event("tea for tea 上 海")) == "tea:1 for:2 tea:3 上:4 海:5 =r1 =u7"
    picture = event("", "see https://a.example", files=("image/png",))
    assert terms(picture) == "=hasfile =hasimage =haslink =r1 =u7"
    assert terms(event("", files=("text/plain",))) == "=hasfile =r1 =u7"
    assert terms(replace(picture, kind=EDITED, extras=None)) == "=haslink"
    assert terms(replace(event("tea"), visible_to=(7, 9))) == "tea:1 =r1 =u7 =p7 =p9"


def test_nothing_is_found_of_what_has_no_words_or_is_no_message() -> None:
    assert terms(event(None)) is None
    assert terms(event("tea", kind=REACTED)) is None


def test_what_would_end_a_term_is_part_of_it() -> None:
    assert terms(event("it's \\ '")) == "'it''s':1 '\\\\':2 '''':3 =r1 =u7"
    assert query(None, Wanted(phrases=("it's \\",))) == "('=pub') & ('it''s' <-> '\\\\')"


def test_a_query_has_its_rights_and_filters_in_it() -> None:
    wanted = Wanted(
        phrases=("上 海",), prefixes=("green te",), rooms=(1, 2), senders=(7,), has=("link", "file")
    )
    assert query(9, wanted) == (
        "('=pub' | '=p9') & ('上' <-> '海') & ('green' <-> 'te':*) & ('=r1' | '=r2') & ('=u7')"
        " & ('=haslink') & ('=hasfile')"
    )
    assert query(None, Wanted()) == "('=pub')"
