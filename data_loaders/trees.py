"""Draft lines of a whole table become lines: leaves, keys, the fund, and codes for lines that only have a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from data_loaders.line_keys import slug, unique_keys
from data_loaders.lines import Draft
from data_loaders.records import Level, Line
from data_loaders.tables import Shape, TableSpec

_DEPTH = {Level.TOTAL: 0, Level.CLASS: 1, Level.SECTION: 2, Level.ITEM: 3}
Resolver = Callable[[str], str | None]


def build_lines(drafts: Sequence[Draft], spec: TableSpec, resolve: Resolver) -> tuple[Line, ...]:
    """The lines of a table. `resolve` gives the functional class code for the name of an expenditure class, or None."""
    leaves = _leaves(drafts)
    keys = unique_keys(_key(draft) for draft in drafts)
    return tuple(
        _line(draft, key, index in leaves, spec, resolve)
        for index, (draft, key) in enumerate(zip(drafts, keys, strict=True))
    )


def _line(draft: Draft, key: str, is_leaf: bool, spec: TableSpec, resolve: Resolver) -> Line:
    economic = spec.shape is Shape.ECONOMIC
    code = draft.code
    if code is None and spec.shape is Shape.TOTALS and draft.level is Level.CLASS:
        code = resolve(draft.name) if draft.direction == "expenditure" else None
    return Line(
        key=key,
        row=draft.row,
        direction=draft.direction,
        level=draft.level,
        is_leaf=is_leaf,
        name=draft.name,
        amounts=draft.amounts,
        functional_code=None if economic else code,
        economic_code=code if economic else None,
        fund=spec.fund,
        label_column=draft.label_column,
    )


def _key(draft: Draft) -> str:
    if draft.code:
        return draft.code
    return "total" if draft.name in ("合计", "合 计", "") else slug(draft.name)


def _leaves(drafts: Sequence[Draft]) -> frozenset[int]:
    """Positions of the leaves. A total is none, unless it is all that the table has; 其中 lines repeat and are none."""
    coded = _code_parents(drafts)
    leaves = {
        index
        for index, draft in enumerate(drafts)
        if draft.level is not Level.TOTAL
        and not draft.of_which
        and not (draft.code in coded if draft.code else _has_below(drafts, index))
    }
    if not leaves and len(drafts) == 1 and drafts[0].is_filled:
        leaves = {0}
    return frozenset(leaves)


def _code_parents(drafts: Iterable[Draft]) -> frozenset[str]:
    """The codes that have a line with an amount below them; blank lines below an amount do not take its place."""
    codes = {draft.code for draft in drafts if draft.code and draft.is_filled}
    return frozenset(code[:length] for code in codes for length in range(3, len(code), 2))


def _has_below(drafts: Sequence[Draft], index: int) -> bool:
    own = drafts[index]
    for draft in drafts[index + 1 :]:
        if draft.panel != own.panel:
            continue
        if _DEPTH[draft.level] <= _DEPTH[own.level]:
            return False
        if draft.is_filled and not draft.of_which:
            return True
    return False
