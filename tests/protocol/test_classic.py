"""The article's dialogue: five types, everything escaped, a list that is always one."""

from __future__ import annotations

import json
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teahouse.model.errors import BadJsonError
from teahouse.protocol import classic

TYPES = {"handshake", "login", "logout", "user", "system"}
quick = settings(max_examples=100, deadline=None, derandomize=True, database=None)
hostile = st.text(st.sampled_from("<>&\"'ab茶\u2028\\"), max_size=20)


def test_the_handshake_is_that_of_the_article() -> None:
    assert json.loads(classic.handshake()) == {"type": "handshake", "content": "done"}


def test_a_message() -> None:
    assert json.loads(classic.user("甲", "你好")) == {"type": "user", "from": "甲", "content": "你好"}


def test_a_whisper_is_marked_in_its_senders_name() -> None:
    assert json.loads(classic.user("甲", "嘘", whisper=True))["from"] == "甲 (悄悄话)"


def test_coming_and_going_tell_the_list() -> None:
    assert json.loads(classic.coming("login", "Ann", ["Ann", "Ben"], 2)) == {
        "type": "login",
        "content": "Ann",
        "user_list": ["Ann", "Ben"],
    }
    assert json.loads(classic.coming("logout", "Ann", [], 0))["user_list"] == []


@pytest.mark.parametrize(("people", "counted"), [(200, False), (201, True), (1_000, True)])
def test_above_two_hundred_the_list_is_cut_and_counted(people: int, counted: bool) -> None:
    told = json.loads(classic.coming("login", "n0", [f"n{n}" for n in range(people)], people))
    assert len(told["user_list"]) == 200
    assert told.get("count") == (people if counted else None)


def test_an_image_with_a_script_is_text() -> None:
    told = classic.user("<b>", '<img src=x onerror="alert(1)">')
    assert json.loads(told) == {
        "type": "user",
        "from": "&lt;b&gt;",
        "content": "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;",
    }


@quick
@given(hostile, hostile)
def test_nothing_reaches_inner_html_unescaped(name: str, text: str) -> None:
    frames = [
        classic.system(text),
        classic.user(name, text),
        classic.coming("login", name, [name, text], 2),
        classic.coming("logout", name, [name], 300),
    ]
    for frame in frames:
        told = json.loads(frame)
        assert told["type"] in TYPES
        texts = [told["content"], told.get("from", ""), *told.get("user_list", [])]
        assert not any(set(each) & set("<>\"'") for each in texts)
        assert unescape(told["content"]) in {name, text}


@pytest.mark.parametrize("content", [None, "Ann", 7, ["Ann"], {"a": 1}])
def test_content_may_be_anything(content: object) -> None:
    said = classic.decode(json.dumps({"type": "login", "content": content, "more": 1}).encode())
    assert (said.type, said.content) == ("login", content)


def test_what_is_missing_is_empty() -> None:
    said = classic.decode(b"{}")
    assert (said.type, said.content) == ("", None)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"type":1}', rb'{"type":"\ud800"}', b'{"content":' * 20_000],
)
def test_what_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(BadJsonError):
        classic.decode(data)
