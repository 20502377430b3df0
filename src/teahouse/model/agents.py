"""What a browser is called in the list of sessions: a few words from its User-Agent."""

from __future__ import annotations

from typing import Final

LABEL_CHARACTERS: Final = 60

# Each names itself after those whose pages it wants to be given too: the first that is found is meant.
BROWSERS: Final = (
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def label(agent: str) -> str:
    """Such as `Firefox, Linux`; of a program its name and version; empty if it says nothing.

    Nothing that a peer says is believed or compared: it is shown to that person alone.
    """
    shown = "".join(letter for letter in agent if letter.isprintable() and letter.isascii())
    browser = next((name for mark, name in BROWSERS if mark in shown), None)
    system = next((name for mark, name in SYSTEMS if mark in shown), None)
    if browser is None:
        return shown.partition(" ")[0][:LABEL_CHARACTERS]
    return browser if system is None else f"{browser}, {system}"
