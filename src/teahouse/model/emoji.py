"""What may be a reaction: one emoji."""

from __future__ import annotations

from typing import Final

import regex

from teahouse.model.errors import BadFieldError

CODE_POINTS: Final = 24
"""The longest emoji sequences (families with skin tones, flags of subdivisions) have fewer."""

# A keycap, a flag, or a sequence around a pictograph (UTS #51); that it is one alone, its grapheme cluster says.
_EMOJI: Final = regex.compile(
    r"[0-9#*]\uFE0F?\u20E3|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}"
    r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D\U000E0020-\U000E007F\u2640\u2642\u2695\u2696\u2708]*"
)
_CLUSTER: Final = regex.compile(r"\X")

# What is text unless U+FE0F says otherwise, and what is an emoji anyway.
_LACKING: Final = regex.compile(
    r"(?<=[\p{Emoji}--\p{Emoji_Presentation}--\p{Emoji_Modifier}])(?![\uFE0F\p{Emoji_Modifier}])(?V1)"
)
_NEEDLESS: Final = regex.compile(r"(?<=[\p{Emoji_Presentation}\p{Emoji_Modifier}])\uFE0F")


def check_emoji(text: str) -> str:
    """A single emoji as all write it, fully qualified (UTS #51); BadFieldError.

    ❤ with and without its variation selector is the same reaction.
    """
    if 0 < len(text) <= CODE_POINTS and _EMOJI.fullmatch(text) and _CLUSTER.fullmatch(text):
        return str(_LACKING.sub("\ufe0f", _NEEDLESS.sub("", text)))
    raise BadFieldError(field="emoji")
