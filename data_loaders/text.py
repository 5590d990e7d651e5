"""Text as it comes out of workbooks: cleaned for keeping, and folded for comparing titles and names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_TEXT = 32_767  # what one Excel cell holds
_OFTEN = 40  # characters of a text that stands in a file again and again: names, places, kinds

_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\uffa0"
)
_BREAKS = "\n\t\r\v\f\x85\u2028\u2029"  # each is kept as a space, a new line as such
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What nearly every cell consists of, and what cleaning leaves alone but for spaces: checked at once, not by character.
_PLAIN = re.compile(r"[ -~\u00c0-\u024f\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e“”‘’—…·×]*")
_SPACES = re.compile(r"[^\S\n]+")
_ANY_SPACE = re.compile(r"\s+")
_FOLD = str.maketrans(
    {
        **dict.fromkeys("〔［【〖｛[{", "("),
        **dict.fromkeys("〕］】〗｝]}", ")"),
        **dict.fromkeys("“”„‟〝〞＂「」『』《》〈〉‘’‚‛＇'", '"'),
        **dict.fromkeys("‐‑‒–—―−－﹣", "-"),
        **dict.fromkeys("、，,﹐﹑", ","),
        **dict.fromkeys("：:﹕︰∶", ":"),
        **dict.fromkeys("；;﹔", ";"),
    }
)


def clean(text: str) -> str:
    """`text` for keeping: NFC, no control, bidi, zero-width, private-use or unassigned characters, no padding.

    Runs of spaces become one, line breaks stay. What was taken out is reported by `forbidden_in`.
    """
    return _clean_often(text) if len(text) <= _OFTEN else _clean(text)


def _clean(text: str) -> str:
    if _PLAIN.fullmatch(text) and "  " not in text:
        return text.strip()
    kept = [
        _kept(character) for character in unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    ]
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(kept).split("\n"))
    return "\n".join(lines).strip()


_clean_often = lru_cache(maxsize=32_768)(_clean)


def _kept(character: str) -> str:
    if character == "\n":
        return character
    if character in _BREAKS:
        return " "
    return "" if kind_of(character) else character


def kind_of(character: str) -> str | None:
    """Why `character` is not kept: "invisible", "control", "bidi", "private-use"; None where it is kept."""
    if character.isalnum():
        return None if character not in _INVISIBLE else "invisible"
    if character in _BIDI:
        return "bidi"
    if character in _INVISIBLE:
        return "invisible"
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return None if character in _BREAKS else "control"
    return "private-use" if category in ("Co", "Cn", "Cs") else None


def forbidden_in(text: str) -> frozenset[str]:
    """The kinds of character that `clean` would take out of `text`, for findings."""
    return _forbidden_often(text) if len(text) <= _OFTEN else _forbidden(text)


def _forbidden(text: str) -> frozenset[str]:
    if _PLAIN.fullmatch(text):
        return frozenset()
    return frozenset(kind for kind in map(kind_of, text) if kind)


_forbidden_often = lru_cache(maxsize=32_768)(_forbidden)


@lru_cache(maxsize=32_768)  # headers, titles and names are compared again and again, on every sheet
def match_key(text: str) -> str:
    """`text` folded for comparing: NFKC, no spaces at all, brackets, quotes, dashes and commas unified, lower case.

    “三公”, "三公" and 《三公》 are alike, （一） and (一) too, and "公 务 用 车" is 公务用车. Never shown to anybody.
    """
    folded = unicodedata.normalize("NFKC", clean(text)).translate(_FOLD)
    return _ANY_SPACE.sub("", folded).casefold()


def shorten(text: str, length: int = 64) -> str:
    """`text` on one line of at most `length` characters, for messages."""
    line = _ANY_SPACE.sub(" ", clean(text))
    return line if len(line) <= length else line[: length - 1] + "…"


def distance(one: str, other: str) -> int:
    """How many characters to change, add or leave out between the two (Levenshtein)."""
    before = list(range(len(other) + 1))
    for row, character in enumerate(one, 1):
        line = [row]
        for column, counterpart in enumerate(other, 1):
            line.append(min(before[column] + 1, line[-1] + 1, before[column - 1] + (character != counterpart)))
        before = line
    return before[-1]
