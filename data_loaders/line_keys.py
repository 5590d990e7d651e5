"""The line part of figures' addresses, and which lines are leaves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin

from data_loaders.text import match_key

_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[,.]|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[,.)](?![0-9])|其中:)+"
)
_FORBIDDEN = re.compile(r"[^A-Za-z0-9]+")
MAX_SLUG = 80


@lru_cache(maxsize=16_384)
def plain_label(text: str) -> str:
    """A label folded and without its numbering: 一、公共安全支出 -> 公共安全支出."""
    return _NUMBERING.sub("", match_key(text))


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """A label as a token of `[A-Za-z0-9-]`: pinyin without tones, at most 80 characters."""
    letters = "-".join(lazy_pinyin(plain_label(text)))
    return _FORBIDDEN.sub("-", letters).strip("-")[:MAX_SLUG].strip("-") or "line"


def unique_keys(wanted: Iterable[str]) -> list[str]:
    """`wanted` in order, duplicates numbered: a, b, a -> a, b, a~2."""
    seen: Counter[str] = Counter()
    keys = []
    for key in wanted:
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return keys


def code_parents(codes: Sequence[str | None]) -> frozenset[str]:
    """Of the codes of a tree, those with a longer one below them."""
    known = {code for code in codes if code}
    return frozenset(code[:length] for code in known for length in range(3, len(code), 2) if code[:length] in known)
