"""The runs of one to three characters of many texts at once: numbers in arrays instead of a million little strings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transparency_site.search.analysis import SEPARATOR

LONGEST: Final = 3
"""Characters of the longest run."""

_BITS = 21  # of a code point: three of them are one number
_END = np.uint32(ord(SEPARATOR))

_Numbers = NDArray[np.uint64]


def stretch_of(piece: str, following: str) -> str:
    """A piece of a text and the characters behind it that a run can have which begins in the piece: LONGEST - 1."""
    return f"{piece}{SEPARATOR}{following}"


def piece_of(stretch: str) -> str:
    """The piece without what follows it."""
    return stretch.partition(SEPARATOR)[0]


class Runs(NamedTuple):
    """The runs of LONGEST characters of many stretches; one that a text's end cuts short ends in SEPARATORs."""

    texts: list[str]
    """In rising order, so that those of the same beginning lie together."""
    bounds: NDArray[np.int64]
    """Where the stretches of each begin in `stretches`, and where the last one's end."""
    stretches: NDArray[np.int64]
    """The numbers of the stretches in which each run begins, as often as it does."""


def runs_of(stretches: Sequence[str]) -> Runs:
    """The runs that begin in the pieces of the stretches. None crosses the end of a text."""
    keys, numbers = _keys(stretches)
    order = np.argsort(keys)
    keys = keys[order]
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else order
    return Runs(_texts(keys[begins]), np.append(begins, len(keys)), numbers[order])


def _keys(stretches: Sequence[str]) -> tuple[_Numbers, NDArray[np.int64]]:
    """Each run's characters as one number, and the number of its stretch."""
    pieces = np.fromiter(map(len, map(piece_of, stretches)), dtype=np.int64, count=len(stretches))
    codes, lengths = _code_points([stretch.replace(SEPARATOR, "", 1) for stretch in stretches])
    numbers = np.repeat(np.arange(len(stretches)), lengths)
    places = np.arange(len(codes)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    keys, ended = np.zeros(len(codes), dtype=np.uint64), np.zeros(len(codes), dtype=np.bool_)
    for further in range(LONGEST):
        character = np.roll(codes, -further)  # those that come round stand behind the last separator
        ended |= character == _END
        keys = (keys << np.uint64(_BITS)) | np.where(ended, _END, character)
    begins = places < np.repeat(pieces, lengths)
    return keys[begins], numbers[begins]


def _code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All characters one behind the other, a separator after each text, and how many each has with it."""
    joined = SEPARATOR.join(texts) + SEPARATOR
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), lengths


def _texts(keys: _Numbers) -> list[str]:
    shifts = np.arange(_BITS * (LONGEST - 1), -1, -_BITS, dtype=np.uint64)
    characters = ((keys[:, None] >> shifts) & np.uint64((1 << _BITS) - 1)).astype(np.uint32)
    joined = characters.tobytes().decode("utf-32-le", "surrogatepass")
    return [joined[start : start + LONGEST] for start in range(0, len(joined), LONGEST)]
