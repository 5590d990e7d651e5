"""From folded text to what is searched: parts, words, and the pinyin of names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import rjieba
from pypinyin import lazy_pinyin

SEPARATOR = "\n"
"""Stands between the parts of a form (title, text, exact entries); folding never yields it, no term crosses it."""


Piece = str
"""A stretch of folded text without a break in the original; the unit in which texts repeat."""


def parts_of(*parts: list[Piece]) -> list[list[Piece]]:
    """What a document is searched in: its folded parts as pieces, those of `not_contained`."""
    return [parts[place] for place in not_contained(["".join(part) for part in parts])]


def not_contained(texts: Sequence[str]) -> Sequence[int]:
    """The places of a document's folded texts, longest first, without those that are contained in another.

    A title repeated inside the text would make most pairs occur twice, and only where they do not can a phrase be
    answered without looking at the text (see chunk.py).
    """
    if len(texts) == 2 and len(texts[0]) != len(texts[1]):  # a title and a text: nearly all documents
        longer = 0 if len(texts[0]) > len(texts[1]) else 1
        return (longer,) if texts[1 - longer] in texts[longer] else (longer, 1 - longer)
    kept: list[int] = []
    for place in sorted(range(len(texts)), key=lambda one: (-len(texts[one]), texts[one])):
        if texts[place] and not any(texts[place] in texts[longer] for longer in kept):
            kept.append(place)
    return kept


def form_of(parts: list[list[Piece]]) -> str:
    """The parts as one string, in which phrases are looked up."""
    return SEPARATOR.join(["".join(part) for part in parts])


def words(folded: str) -> frozenset[str]:
    """The distinct words of a folded text, compounds and their parts (rjieba's search mode)."""
    return frozenset(filter(str.strip, rjieba.cut_for_search(folded, True)))


@lru_cache(maxsize=65_536)
def syllables(name: str) -> tuple[str, ...]:
    """The pinyin of each Chinese character of a folded name; another character is a syllable of its own."""
    return tuple(lazy_pinyin(name, errors=lambda others: list(others)))  # type: ignore[arg-type,return-value]  # its types know only one string


class NameSounds:
    """The pinyin of one name, ready to be asked whether typed letters mean it."""

    __slots__ = ("initials", "spelled", "starts")

    def __init__(self, name: str) -> None:
        parts = syllables(name)
        self.spelled = "".join(parts)
        self.initials = "".join(part[0] for part in parts)
        self.starts: list[int] = []
        start = 0
        for part in parts:
            self.starts.append(start)
            start += len(part)

    def place(self, letters: str) -> tuple[int, int] | None:
        """The first and last-but-one syllable that ``letters`` spell, or None: jyj and jiaoyuju are 教育局."""
        at = self.initials.find(letters)
        if at >= 0:
            return at, at + len(letters)
        if letters not in self.spelled:
            return None
        for first, start in enumerate(self.starts):
            if self.spelled.startswith(letters, start):
                end = start + len(letters)
                return first, sum(1 for other in self.starts if other < end)
        return None
