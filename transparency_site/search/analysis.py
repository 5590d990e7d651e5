"""From folded text to terms: runs of one to three characters, words, and the pinyin of names."""

from __future__ import annotations

from functools import lru_cache

import rjieba
from pypinyin import lazy_pinyin

SEPARATOR = "\n"
"""Stands between the parts of a form (title, text, exact entries); folding never yields it, no term crosses it."""


def form_of(title: str, text: str, exact: tuple[str, ...]) -> str:
    """What a document is searched in: its folded parts, each once, parts contained in another part left out.

    A title repeated inside the text would make most runs occur twice, and only forms without repeats can be answered
    without looking at the text (see ``repeated_pairs``).
    """
    parts = sorted({part for part in (title, text, *exact) if part}, key=lambda part: (-len(part), part))
    kept: list[str] = []
    for part in parts:
        if not any(part in longer for longer in kept):
            kept.append(part)
    return SEPARATOR.join(kept)


def runs(form: str) -> tuple[set[str], list[str]]:
    """All distinct runs of one, two and three characters of a form, and its pairs with repetitions.

    Runs across the separator are among them; whoever writes terms leaves out those that contain it.
    """
    pairs = list(map(str.__add__, form, form[1:]))
    found = set(form)
    found.update(pairs)
    found.update(map(str.__add__, pairs, form[2:]))
    return found, pairs


def repeated_pairs(pairs: list[str]) -> set[str]:
    """The pairs of characters that occur more than once in a form.

    Where no inner pair of a phrase repeats, the phrase's runs of three can only lie one behind the other: a document
    that has them all has the phrase, and its text need not be read.
    """
    if len(set(pairs)) == len(pairs):
        return set()
    once: set[str] = set()
    return {pair for pair in pairs if pair in once or once.add(pair)}  # type: ignore[func-returns-value]


def words(folded: str) -> frozenset[str]:
    """The distinct words of a folded text, compounds and their parts (rjieba's search mode)."""
    return frozenset(word for word in rjieba.cut_for_search(folded, True) if word.strip())


@lru_cache(maxsize=65_536)
def syllables(name: str) -> tuple[str, ...]:
    """The pinyin of each Chinese character of a folded name; another character is a syllable of its own."""
    return tuple(lazy_pinyin(name, errors=list))


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
