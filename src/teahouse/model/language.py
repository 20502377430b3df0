"""Which of our two languages a reader prefers."""

from __future__ import annotations


def preferred(setting: str, accept_language: str | None) -> str:
    """`en` or `zh-CN`: the server's setting, or for `auto` the best of Accept-Language.

    RFC 9110 section 12.5.4; the highest weight wins, and the first of equals.
    """
    if setting != "auto":
        return setting
    best, best_weight = "en", 0.0
    for item in (accept_language or "").split(",")[:20]:
        tag, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = _weight(parameters)
        language = "zh-CN" if tag.startswith("zh") else "en" if tag.startswith("en") else None
        if language and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
