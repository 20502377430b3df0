"""Which names are allowed, and which are the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.model.errors import BadNameError
from teahouse.model.names import NAME_CHARACTERS, check_name, is_name, name_key

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "name",
    [
        "Jasmine Fox", "听雨的茶客", "José", "Anna-Lena O'Neil", "Пётр", "Ωμέγα", "زيبا", "שרה", "มานี", "मीना",
        "ガク", "님프", "葛\U000e0100城", "李 Ming 3", "x", "7", "<b>Bob</b>", "a&b", "★", "🦊", "🦊 fox", FAMILY,
        "❤\ufe0f", "1\ufe0f\u20e3st", "🇫🇷", "\U0001f44b\U0001f3fd", "\U0001fae8", "\U000323b0", "x" * 24, "🦊" * 24,
        "茶" * 24,
    ],
)  # fmt: skip
def test_people_may_have_such_names(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "\u3000", "x" * 25, "🦊" * 25, FAMILY * 20, "x" * 1_000_000,
        "a\u202eb", "a\u2066b\u2069", "\u200fa", "a\u061cb",  # bidi controls
        "a\u200bb", "a\u200cb", "a\u200db", "\ufeffa", "a\u2060b", "a\u00adb", "a\u034fb",  # zero width
        "\u200d🦊", "🦊\u200d", "🦊\u200dx", "x\ufe0f", "a\U000e0100",  # joiners and selectors out of place
        "\u115f", "\u3164", "\uffa0", "\u2800", "\u17b4", "\u180e",  # letters and marks that are blank
        ENGLAND, "a\U000e0041", "a\x00", "a\nb", "a\tb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b",
        "\ue000", "\U000f0000", "\ufdd0", "\uffff", "\U0001ffff", "\U000e0fff", "\ud800", "a\udfff", "\U00040000",
        "\u0301a", "a \u0301", "a-\u0301", "a" + "\u0301" * 6, "bob\u093e", "王\u0e34",  # marks
        "...", "-_-", "«»", "@bob", " @bob", "＠bob", "﹫bob", "/me", "／me",
    ],
)  # fmt: skip
def test_such_names_are_refused(name: str) -> None:
    with pytest.raises(BadNameError) as refusal:
        check_name(name)
    assert refusal.value.field == "name"


@pytest.mark.parametrize("name", ["Bоb", "Аnna", "Ωmega", "𝐀нна", "Ⅷμ", "Пéтρ", "Ꭺnna", "աnna"])
def test_alphabets_that_look_alike_are_not_mixed(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    "name",
    ["all", "ALL", "Everyone", "e v e r y o n e", "system", "Ѕуѕтем", "ａｌｌ", "@all", "所有人", "所 有 人", "系统", "系統",
     "Admin", "Àdmin", "a.d.m.i.n", "茶馆"],
)  # fmt: skip
def test_names_of_the_place_itself_are_reserved(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Bob  ", "Bob"),
        ("Bob\n", "Bob"),
        ("Jo\u0301se", "J\u00f3se"),
        ("Jasmine \u3000\u00a0 Fox", "Jasmine Fox"),
        ("ＢＯＢ", "ＢＯＢ"),
    ],
)
def test_a_name_is_kept_tidy_but_as_typed(raw: str, kept: str) -> None:
    assert check_name(raw) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bob", "bob"), ("Bob", "ＢＯＢ"), ("Bob", "𝓑𝓸𝓫"), ("Bob", "B o b"), ("Bob", "B.o-b!"), ("Bob", "Bob 🦊"),
        ("José", "jose"), ("José", "JOSE\u0301"), ("find", "ﬁnd"), ("Straße", "STRASSE"), ("İnci", "inci"),
        ("Пётр", "петр"), ("сосо", "coco"), ("ВОТ", "BOT"), ("Ωμέγα", "ωμεγα"), ("ﾊﾟｿｺﾝ", "パソコン"), ("カ哥", "力哥"),
        ("⼈人", "人人"), ("①", "1"), ("שָׂרָה", "שרה"), ("مُحَمَّد", "محمد"), ("葛\U000e0100", "葛"), ("❤\ufe0f", "❤"),
        ("ɑlice", "alice"), ("ςας", "σασ"),
    ],
)  # fmt: skip
def test_the_same_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ian", "Lan"), ("Bob", "Bob2"), ("मीना", "मोना"), ("มานี", "มานา"), ("ガク", "カク"), ("🦊", "🐻"),
        ("王", "玉"), ("发", "發"), (FAMILY, "\U0001f468\U0001f469\U0001f467"), ("★", "☆"),
    ],
)  # fmt: skip
def test_another_name(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_the_key_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key


@given(st.text(max_size=30))
def test_what_is_kept_is_allowed_tidy_and_has_a_key(text: str) -> None:
    try:
        kept = check_name(text)
    except BadNameError:
        return
    assert check_name(kept) == kept
    assert name_key(kept) == name_key(text) != ""
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert "  " not in kept


@given(st.text(st.characters(categories=["Cf", "Cc", "Cs", "Co", "Zl", "Zp"]), min_size=1, max_size=3))
def test_nothing_invisible_stays_inside_a_name(hidden: str) -> None:
    assert not is_name(f"a{hidden}b")


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=NAME_CHARACTERS), st.data())
def test_case_width_spaces_and_dots_make_no_other_name(name: str, data: st.DataObject) -> None:
    def disguise(letter: str) -> str:
        wide = chr(ord(letter) - ord("a") + ord("ａ"))
        return data.draw(
            st.sampled_from([letter, letter.upper(), wide, f"{letter}.", f" {letter}", f"{letter}\u0301"])
        )

    assert name_key("".join(map(disguise, name))) == name_key(name)
