"""Heading words: how titles and column headers are folded before they are compared with the catalogue."""

from __future__ import annotations

import re
from functools import lru_cache

from data_loaders.text import match_key

_BRACKETED = re.compile(r"\([^()]*\)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年度?|二[〇○零][一二三][〇○零一二三四五六七八九]年度?|本?年度?(?=预算数|决算数)")
_NUMBERING = re.compile(
    r"^(?:(?:附?[表件]|公开|预算|决算|财决)+(?:[0-9]+|[一二三四五六七八九十]+(?!般))(?:-[0-9]+)?表?|[0-9]{1,2}(?:-[0-9]+)?)[-.:,]*"
)
_OWNER = re.compile(r"(?:编制|填报|公开|预算|主管)*(?:部门|单位)(?:名称)?:")


@lru_cache(maxsize=16_384)
def heading_key(text: str) -> str:
    """A column header folded: `match_key` without quotes, brackets with their text, years and footnote stars."""
    key = _BRACKETED.sub("", match_key(text)).replace('"', "").replace("*", "")
    return _YEAR.sub("", key)


def title_key(text: str) -> str:
    """A title folded: as `heading_key`, without its number (表1, 公开02表, 1.) and without an owner or unit written
    behind it."""
    key = _BRACKETED.sub("", match_key(text)).replace('"', "")
    owner = _OWNER.search(key)
    if owner and owner.start() > 0:
        key = key[: owner.start()]
    key = _YEAR.sub("", _NUMBERING.sub("", _YEAR.sub("", key)))
    return key.strip("-.:,")
