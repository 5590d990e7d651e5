"""What can be found: the search document and its kinds."""

from __future__ import annotations

from typing import Final, NamedTuple

KINDS: Final = ("unit", "fund", "township", "batch", "three-public", "line", "disbursement", "register")
"""All kinds, in the order in which equally good hits are shown."""

NAMED_KINDS: Final = frozenset({"unit", "fund", "township"})
"""Kinds whose title is a name: also found by pinyin and initials, and offered as suggestions."""

SUMMED_KINDS: Final = ("batch", "disbursement")
"""Kinds whose amounts may be added: a batch's and a disbursement's; a budget line's measures may not."""


class SearchDocument(NamedTuple):
    """One thing that a search can find; a tuple, because a million of them are made in a minute.

    ``disclosure`` is the integer key of the disclosure revision that it belongs to and decides who may see it. ``kind``
    is one of KINDS. ``key`` is the permanent id of the thing; ``amount_fen`` is integer fen, within 2^62 either way.
    ``exact`` holds codes, document numbers and initials: who types one of them whole sees this document first.
    """

    disclosure: int
    kind: str
    key: str
    title: str
    text: str
    year: int | None
    unit: str | None
    township: str | None
    fund: str | None
    amount_fen: int | None
    url: str
    exact: tuple[str, ...] = ()
