"""Which encoding a page is in: told by its bytes, its server, itself, or guessed; Chinese ones above all."""

from __future__ import annotations

import codecs
import re
from typing import Final

# Labels as the WHATWG's Encoding Standard knows them, to Python's codecs: the larger of each family, as browsers do.
_CODECS: Final[dict[str, str]] = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8",
        "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 csgb2312 csiso58gb231280 iso-ir-58 chinese x-gbk cp936",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis ms932 windows-31j",
        "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
        "iso2022_jp": "iso-2022-jp csiso2022jp",
        "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cseuckr windows-949",
        "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 latin1 l1 ascii us-ascii",
        "cp1250": "windows-1250 cp1250",
        "cp1251": "windows-1251 cp1251 x-cp1251",
        "cp1253": "windows-1253 cp1253",
        "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
        "cp1255": "windows-1255 cp1255",
        "cp1256": "windows-1256 cp1256",
        "cp1257": "windows-1257 cp1257",
        "cp1258": "windows-1258 cp1258",
        "cp874": "windows-874 tis-620 iso-8859-11",
        "iso8859_2": "iso-8859-2 latin2",
        "iso8859_5": "iso-8859-5",
        "iso8859_7": "iso-8859-7",
        "iso8859_15": "iso-8859-15",
        "koi8_r": "koi8-r koi8",
        "koi8_u": "koi8-u",
        "utf-16-le": "utf-16 utf-16le",
        "utf-16-be": "utf-16be",
    }.items()
    for label in labels.split()
}
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_IN_PAGE: Final = re.compile(
    rb"<meta[^>]{0,512}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_LOOK_AT: Final = 8_192
"""How many bytes of a page may declare its encoding. The standard says 1,024; pages do not keep to it."""
_PAIR: Final = re.compile(rb"([\x81-\xfe])([\x40-\x7e\x80-\xfe])")


def decoded(data: bytes, content_type: str) -> str:
    """The text of a page whose end may be missing. `content_type` is the header, with its charset if it has one.

    The first that holds: a byte order mark, the header, the page's own <meta>,
    UTF-8. One whose bytes cannot be read that way is passed over; if none fits,
    the bytes are looked at for GB 18030 and Big5; at last it is Windows-1252.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    told = _told(data, content_type)
    for codec in (*told, "utf-8"):
        text = _read(data, codec)
        if text is not None:
            return text
    # A page that declares one of them and has a broken character in it is still one of them.
    return codecs.getincrementaldecoder(told[0] if told else _guessed(data))("replace").decode(data)


def _told(data: bytes, content_type: str) -> list[str]:
    found: list[str] = []
    if (label := _IN_HEADER.search(content_type)) is not None:
        found += _codec(label[1])
    if (mark := _IN_PAGE.search(data, 0, _LOOK_AT)) is not None:
        # UTF-16 could not be read as far as this: the standard takes it for UTF-8.
        found += [
            "utf-8" if codec.startswith("utf-16") else codec for codec in _codec(mark[1].decode("ascii"))
        ]
    return found


def _codec(label: str) -> list[str]:
    return [_CODECS[label.lower()]] if label.lower() in _CODECS else []


def _read(data: bytes, codec: str) -> str | None:
    # Incremental: the last character may have been cut through.
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(data, final=False)
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> str:
    """Big5 has a third of its second bytes below 0x80, everyday GB text has none there."""
    pairs = _PAIR.findall(data, 0, _LOOK_AT * 4)
    if _read(data, "gb18030") is None and _read(data, "big5hkscs") is None:
        return "cp1252"
    low = sum(second < b"\x80" for _, second in pairs)
    frequent = sum(b"\xa4" <= first <= b"\xc6" for first, _ in pairs)
    if (
        pairs
        and low > len(pairs) / 8
        and frequent > len(pairs) * 0.6
        and _read(data, "big5hkscs") is not None
    ):
        return "big5hkscs"
    return "gb18030"
