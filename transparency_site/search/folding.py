"""One spelling for the many ways to write the same text: width, traditional characters, case, spaces, brackets.

Folding works character by character, so the folded form of a part of a text is a part of the text's folded form. That
makes substring search exact, and it is why whole-string normalisation (NFC, phrase-wise conversion) is not used.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

_OPENING = "〔[【（(〖{"
_CLOSING = "〕]】）)〗}"
_QUOTES = "\"'“”„‟‘’‚‛「」『』＂＇`´"
_DASHES = "‐‑‒–—―−－"
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})  # combining marks, invisible characters, half surrogates

_LATIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_SPACES = re.compile(" {2,}")
_LOOSE_SPACE = re.compile("(?<![0-9a-z]) | (?![0-9a-z])")


@cache
def _simplified() -> dict[str, str]:
    """Traditional to simplified, one character to one (OpenCC's table)."""
    table = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {traditional: simplified.split(" ")[0] for traditional, simplified in pairs}


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if character in _QUOTES:
        return ""
    if character in _DASHES:
        return "-"
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    return "".join(_fold_part(part) for part in unicodedata.normalize("NFKD", decomposed))


def _fold_part(part: str) -> str:
    if part.isspace():
        return " "
    if part in _QUOTES or unicodedata.category(part) in _DROPPED:
        return ""
    if part in _OPENING:
        return "("
    if part in _CLOSING:
        return ")"
    return _simplified().get(part, part)


class _Table(dict[int, str]):
    """Filled as characters are met: the whole of Unicode would take seconds, a city's texts need a few thousand."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """The folded form: full-width, traditional, upper-case and bracket variants of a text have the same one.

    A space is kept only between Latin letters or digits ("公 务 用 车" is 公务用车); quotation marks are dropped, so
    that “三公”经费 is found by 三公经费.
    """
    folded = text.translate(_TABLE)
    if " " in folded:
        folded = _LOOSE_SPACE.sub("", _SPACES.sub(" ", folded))
    return folded


def fold_pieces(text: str) -> list[str]:
    """The folded form cut where the text has spaces; joined, the pieces are ``fold(text)``.

    Pieces recur (a unit's name stands in thousands of texts), so each is folded once, and inverted once.
    """
    pieces: list[str] = []
    for raw in text.split():
        piece = _fold_piece(raw)
        if not piece:
            continue
        if pieces and piece[0] in _LATIN and pieces[-1][-1] in _LATIN:
            pieces[-1] += " "
        pieces.append(piece)
    return pieces


@lru_cache(maxsize=131_072)
def _fold_piece(raw: str) -> str:
    return fold(raw)


def fold_whole(text: str) -> str:
    """The folded form without any space, for comparing whole codes and document numbers."""
    return fold(text).replace(" ", "")


class Origins(Sequence[int]):
    """For each character of a folded text the place in the text that it comes from, worked out when it is asked for."""

    __slots__ = ("_begins", "_length", "_pieces")

    def __init__(self) -> None:
        self._length = 0
        self._begins: list[int] = []  # where each piece begins in the folded text
        self._pieces: list[tuple[int, tuple[int, ...] | None]] = []  # and in the text; see `_piece_with_origins`

    def add(self, length: int, start: int, places: tuple[int, ...] | None) -> None:
        """The next piece: `length` folded characters, of the text from `start` on."""
        self._begins.append(self._length)
        self._pieces.append((start, places))
        self._length += length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, at: int) -> int:  # type: ignore[override]  # of slices there is no need
        if not 0 <= at < self._length:
            raise IndexError(at)
        number = bisect_right(self._begins, at) - 1
        (start, places), within = self._pieces[number], at - self._begins[number]
        return start + (within if places is None else places[within])


def fold_with_origins(text: str) -> tuple[str, Origins]:
    """The folded form and, for each of its characters, the place in ``text`` that it comes from."""
    pieces: list[str] = []
    origins, end = Origins(), 0
    for raw in text.split():
        start = text.index(raw, end)
        end = start + len(raw)
        piece, places = _piece_with_origins(raw)
        if not piece:
            continue
        if pieces and piece[0] in _LATIN and pieces[-1][-1] in _LATIN:
            pieces.append(" ")
            origins.add(1, start - 1, None)
        pieces.append(piece)
        origins.add(len(piece), start, places)
    return "".join(pieces), origins


@lru_cache(maxsize=16_384)  # names of units and funds, and whole titles, stand in many hits
def _piece_with_origins(raw: str) -> tuple[str, tuple[int, ...] | None]:
    """The folded form of a text without white space, and where its characters come from; None: each from its place."""
    characters: list[str] = []
    origins: list[int] = []
    for place, original in enumerate(raw):
        for character in _TABLE[ord(original)]:
            if character == " " and characters and characters[-1] == " ":
                continue
            characters.append(character)
            origins.append(place)
    loose = {match.start() for match in _LOOSE_SPACE.finditer("".join(characters))}
    kept = [place for place in range(len(characters)) if place not in loose]
    found = tuple(origins[place] for place in kept)
    is_plain = found == tuple(range(len(raw)))
    return "".join(characters[place] for place in kept), None if is_plain else found
