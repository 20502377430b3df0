"""What a browser is called."""

from __future__ import annotations

import pytest

from teahouse.model.agents import label

CHROME = "Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
IPHONE = "iPhone; CPU iPhone OS 18_0 like Mac OS X"


@pytest.mark.parametrize(
    ("agent", "wanted"),
    [
        (CHROME.format(system="Windows NT 10.0; Win64; x64"), "Chrome, Windows"),
        (CHROME.format(system="Windows NT 10.0; Win64; x64") + " Edg/130.0", "Edge, Windows"),
        (CHROME.format(system="Linux; Android 14; Pixel"), "Chrome, Android"),
        (CHROME.format(system="Linux; Android 14") + " MicroMessenger/8.0", "WeChat, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Linux"),
        (f"Mozilla/5.0 ({IPHONE}) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17.0 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.4.0", "curl/8.4.0"),
        ("", ""),
        ("\x1b[31mred\u202e 茶", "[31mred"),
        ("x" * 900, "x" * 60),
    ],
)
def test_it_is_a_few_words(agent: str, wanted: str) -> None:
    assert label(agent) == wanted
