"""The runs of one to three characters of many texts at once: numbers in arrays instead of a million little strings."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transparency_site.search.analysis import SEPARATOR
from transparency_site.search.codec import Posting, bitmap_of

MOST_TEXTS: Final = 1 << 16
"""Texts of one call: a text's number takes 16 of a key's 64 bits, and three letters the others."""

_UNICODE = 0x110000
_LETTERS = 1 << 16  # distinct characters of one call: three times 16 bits
_LONGEST = 3

_Numbers = NDArray[np.uint64]


def gram_lists(forms: Sequence[str], first: int) -> Iterator[tuple[str, str, Posting]]:
    """(field, term, documents) for every run of a form ("run") and every pair that occurs in it twice ("repeat").

    The forms are those of the documents from `first` on, at most MOST_TEXTS. No run crosses a SEPARATOR. Where no inner
    pair of a phrase repeats, the phrase's runs of three can only lie one behind the other: a document that has them all
    has the phrase, and its text need not be read. Raises ValueError for a form of more than 65,536 different
    characters: loaders bound every text far below.
    """
    if not forms:
        return
    codes, lengths = _code_points(forms)
    alphabet = np.flatnonzero(np.bincount(codes, minlength=1))
    if len(alphabet) > _LETTERS:  # no language has so many: random text only
        if len(forms) == 1:
            raise ValueError("a text of more different characters than can be numbered")
        half = len(forms) // 2
        yield from gram_lists(forms[:half], first)
        yield from gram_lists(forms[half:], first + half)
        return
    letters = _letters(codes, alphabet)
    texts = np.repeat(np.arange(len(forms), dtype=np.uint64), lengths)
    gaps = codes == ord(SEPARATOR)
    for length in range(1, _LONGEST + 1):
        keys = _keys(letters, texts, gaps, length)
        same = keys[1:] == keys[:-1]
        if length == 2:
            yield from _lists("repeat", length, _distinct(keys[1:][same]), alphabet, first)
        yield from _lists("run", length, _distinct(keys), alphabet, first)


def _code_points(forms: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All characters one behind the other, a separator after each form, and how many each form has with it."""
    joined = SEPARATOR.join(forms) + SEPARATOR
    lengths = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms)) + 1
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), lengths


def _letters(codes: NDArray[np.uint32], alphabet: NDArray[np.int64]) -> _Numbers:
    places = np.zeros(_UNICODE, dtype=np.uint64)
    places[alphabet] = np.arange(len(alphabet), dtype=np.uint64)
    return places[codes]


def _keys(letters: _Numbers, texts: _Numbers, gaps: NDArray[np.bool_], length: int) -> _Numbers:
    """For each run of `length` characters within one part of a text: its letters and the text, as one number; sorted.
    """
    count = max(0, len(letters) - length + 1)
    keys, broken = letters[:count].copy(), gaps[:count].copy()
    for further in range(1, length):
        keys = (keys << np.uint64(16)) | letters[further : further + count]
        broken |= gaps[further : further + count]
    keys = ((keys << np.uint64(16)) | texts[:count])[~broken]
    keys.sort()
    return keys


def _distinct(keys: _Numbers) -> _Numbers:
    return keys[_changes(keys)]


def _changes(keys: _Numbers) -> NDArray[np.bool_]:
    """Where sorted keys differ from the one before."""
    changes = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=changes[1:])
    return changes


def _lists(
    field: str, length: int, keys: _Numbers, alphabet: NDArray[np.int64], first: int
) -> Iterator[tuple[str, str, Posting]]:
    """The posting list of each run: the sorted keys cut where the letters change."""
    runs = keys >> np.uint64(16)
    begins = np.flatnonzero(_changes(runs))
    documents = array("I", ((keys & np.uint64(0xFFFF)) + np.uint64(first)).astype(np.uint32).tobytes())
    ends = [*begins[1:].tolist(), len(runs)]
    for term, begin, end in zip(_terms(runs[begins], length, alphabet), begins.tolist(), ends, strict=False):
        yield field, term, bitmap_of(documents[begin:end])


def _terms(runs: _Numbers, length: int, alphabet: NDArray[np.int64]) -> list[str]:
    shifts = np.arange(16 * (length - 1), -1, -16, dtype=np.uint64)
    characters = alphabet[((runs[:, None] >> shifts) & np.uint64(0xFFFF)).astype(np.int64)].astype(np.uint32)
    joined = characters.tobytes().decode("utf-32-le", "surrogatepass")
    return [joined[start : start + length] for start in range(0, len(joined), length)]
