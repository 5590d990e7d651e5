"""From a view's answer to a page: the state that its links carry, and the parts that every list page has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, request

from transparency_site.current import get_snapshot
from transparency_site.filters import Column, Condition, Filters, Paging, pairs, parse
from transparency_site.pages import addresses
from transparency_site.pages.language import language
from transparency_site.pages.showing import amount_text, day
from transparency_site.pages.words import word
from transparency_site.queries import publications

OPERATOR_SIGNS = {"eq": "", "in": "", "gte": "≥ ", "lte": "≤ ", "contains": ""}
# Parameters of pages whose values are codes with words of their own.
CODE_GROUPS = {
    "stage": "stage",
    "notice_status": "notice",
    "recipient_type": "recipient",
    "kind": "kind",
    "scope": "scope",
    "status": "status",
    "direction": "direction",
    "money_kind": "fund",
}

# What columns of codes are called where their names are shown: Chinese, English.
NAMED = {"fund": ("专项资金", "Special fund"), "township_code": ("乡镇（街道）", "Township")}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address of the page without it."""

    label: str
    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A list page's parameters as understood: filters, paging, their texts by name (for the form), removable chips."""

    filters: Filters
    paging: Paging
    values: dict[str, str]
    chips: list[Chip]


def render(template: str, *, crumbs: Sequence[tuple[str, str | None]] = (), **values: Any) -> str:
    """`template` with `values`; remembers when the version that it shows was published."""
    snapshot = get_snapshot()
    acts = publications.everything(snapshot)
    g.version_date = acts[0].business_date if acts else snapshot.on_date
    return render_template(template, crumbs=crumbs, **values)


def ask(columns: Sequence[Column], names: dict[str, dict[str, str]] | None = None) -> Asked:
    """The page's filters and paging; unknown parameters are ignored. `names`: column key -> code -> name."""
    filters, paging = parse(columns, request.args.items(multi=True), ignore_unknown=True, also=addresses.CARRIED)
    texts = pairs(columns, filters)
    addresses.remember_state([*texts, *paging.pairs()])
    by_key = {column.key: column for column in columns}
    chips = [
        Chip(
            _label(by_key[condition.key], named=condition.key in (names or {})),
            _words(condition, by_key[condition.key], names or {}),
            addresses.here(cursor=None, **dict.fromkeys(_parameter(columns, condition))),
        )
        for condition in filters.conditions
    ]
    return Asked(filters, paging, dict(texts), chips)


def _parameter(columns: Sequence[Column], condition: Condition) -> Iterable[str]:
    return (name for name, _text in pairs(columns, Filters((condition,))))


def _label(column: Column, *, named: bool) -> str:
    chinese, english = NAMED.get(column.key, (column.zh, column.en)) if named else (column.zh, column.en)
    return english if language() == "en" else chinese


def _words(condition: Condition, column: Column, names: dict[str, dict[str, str]]) -> str:
    group, known = CODE_GROUPS.get(column.key), names.get(column.key, {})
    texts = []
    for value in condition.values:
        if column.kind.value == "money":
            texts.append(amount_text(value))
        elif column.kind.value == "date":
            texts.append(day(value))
        else:
            texts.append(known.get(str(value)) or (word(group, value) if group else str(value)))
    return OPERATOR_SIGNS[condition.operator] + " / ".join(texts)


def found(value: Any) -> Any:
    """`value`, or the page that helps where there is nothing of that name."""
    if value is None:
        abort(404)
    return value
