"""What a reader asks of a dataset: columns, `Filters` and `Paging`, from the query string and back to it. Knows no SQL.

One table of `Column`s per dataset (in `queries/`) says what can be filtered and sorted, and drives the API's
documentation, CSV headers and XLSX headers too. Operators stand behind two underscores: `amount_yuan__gte=100000`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

MAX_VALUE = 200  # characters of one parameter's value
MAX_LIST = 100  # values of one __in
MAX_SORT = 3
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
MAX_CURSOR = 600
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_FEN = re.compile(r"-?[0-9]{1,15}")
_YUAN = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[A-Za-z0-9._~-]{1,160}")


class Kind(StrEnum):
    """What a column holds; it decides operators, JSON, CSV and XLSX types."""

    CODE = "code"
    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"  # integer fen; key ends in _fen, and every answer gives its _yuan beside it
    DATE = "date"
    TIME = "time"
    FLAG = "flag"
    LIST = "list"
    SOURCE = "source"  # {file_sha256, sheet, cell}
    OBJECT = "object"  # a list of JSON objects
    RECORD = "record"  # one JSON object: a row of another dataset


OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CODE: ("eq", "in", "contains"),
    Kind.TEXT: ("eq", "in", "contains"),
    Kind.INTEGER: ("eq", "in", "gte", "lte"),
    Kind.MONEY: ("eq", "in", "gte", "lte"),
    Kind.DATE: ("eq", "in", "gte", "lte"),
    Kind.TIME: (),
    Kind.FLAG: ("eq",),
    Kind.LIST: (),
    Kind.SOURCE: (),
    Kind.OBJECT: (),
    Kind.RECORD: (),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset. `key` is its name in answers, `name` its query parameter (default: the key).

    `sql` is the expression that filters and sorts it (None in a dataset that is filtered in memory).
    `shown` False: a filter only. `filtered` False: shown only.
    """

    key: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    name: str = ""
    sql: Any = field(default=None, compare=False, hash=False, repr=False)
    filtered: bool = True
    sort: bool = False
    choices: tuple[str, ...] = ()
    shown: bool = True

    @property
    def parameter(self) -> str:
        """The query parameter's name; money is asked in yuan (`amount_yuan`) or fen (`amount_fen`)."""
        return self.name or self.key

    @property
    def sort_name(self) -> str:
        return self.parameter.removesuffix("_fen")


class BadParameter(ValueError):
    """A parameter that cannot be used: its name, a code (`unknown-parameter`, `bad-value` …), and what was expected.

    `value` is what was given, cut to 64 characters: no answer ever echoes more.
    """

    def __init__(self, name: str, code: str, value: str = "", expected: str = "") -> None:
        super().__init__(f"{name[:64]}: {code}")
        self.name, self.code, self.value, self.expected = name[:64], code, value[:64], expected


@dataclass(frozen=True, slots=True)
class Condition:
    """`key` is a column's key; values are typed: int (fen for money), date, bool or text."""

    key: str
    operator: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list: how many rows, and after which one (an opaque cursor that pins the version)."""

    page_size: int = DEFAULT_PAGE_SIZE
    cursor: str | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """Back to query parameters, defaults left out."""
        pairs = [] if self.page_size == DEFAULT_PAGE_SIZE else [("page_size", str(self.page_size))]
        return pairs if self.cursor is None else [*pairs, ("cursor", self.cursor)]


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions (sorted, all must hold), order, and status: `published` or `withdrawn`."""

    conditions: tuple[Condition, ...] = ()
    sort: tuple[str, ...] = ()  # sort names, "-" in front for descending
    status: str = "published"

    def value(self, key: str) -> Any:
        """The one value that `key` must equal, or None: `filters.value("year")`."""
        for condition in self.conditions:
            if condition.key == key and condition.operator == "eq":
                return condition.values[0]
        return None

    def and_equal(self, key: str, value: Any) -> Filters:
        """These filters and `key` = `value` (in place of another equality on it)."""
        kept = tuple(c for c in self.conditions if (c.key, c.operator) != (key, "eq"))
        return Filters(_sorted((*kept, Condition(key, "eq", (value,)))), self.sort, self.status)

    def without(self, key: str) -> Filters:
        """These filters without any condition on `key` (a chip removed)."""
        return Filters(tuple(c for c in self.conditions if c.key != key), self.sort, self.status)

    def sorted_by(self, *sort: str) -> Filters:
        return Filters(self.conditions, sort, self.status)


def where(**equal: Any) -> Filters:
    """Filters from Python: `where(year=2013, unit_code="101001")`; keys are column keys, None is left out."""
    conditions = (Condition(key, "eq", (value,)) for key, value in equal.items() if value is not None)
    return Filters(_sorted(conditions))


def _sorted(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(sorted(conditions, key=lambda c: (c.key, c.operator)))


def parse(
    columns: Sequence[Column],
    arguments: Iterable[tuple[str, str]],
    *,
    ignore_unknown: bool = False,
    also: Collection[str] = (),
    statuses: bool = True,
) -> tuple[Filters, Paging]:
    """Filters and paging from query-string pairs. Raises BadParameter.

    `also` are names that the face handles itself (as_of, lang …). `ignore_unknown` is for pages: WeChat adds
    parameters; there an empty field of a form counts as not given.
    """
    given = _single(arguments, also, ignore_unknown)
    page_size = _page_size(given.pop("page_size", None))
    cursor = _cursor(given.pop("cursor", None))
    sort = _sort(columns, given.pop("sort", None))
    status = _status(given.pop("status", None)) if statuses else "published"
    names = _names(tuple(columns))
    conditions: dict[tuple[str, str], Condition] = {}
    for name, text in given.items():
        base, operator = _split(name, names)
        if base not in names or operator not in OPERATORS[names[base][0].kind]:
            if not ignore_unknown:
                raise BadParameter(name, "unknown-parameter", text, ", ".join(sorted(names)))
            continue
        condition = _condition(name, names[base], operator, text)
        if (condition.key, operator) in conditions:
            raise BadParameter(name, "duplicate-parameter", text)
        conditions[condition.key, operator] = condition
    return Filters(_sorted(conditions.values()), sort, status), Paging(page_size, cursor)


def _single(arguments: Iterable[tuple[str, str]], also: Collection[str], forgiving: bool) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in arguments:
        if name in also or (forgiving and value == ""):
            continue
        if name in given:
            raise BadParameter(name, "duplicate-parameter", value)
        if len(value) > (MAX_CURSOR if name == "cursor" else MAX_VALUE * (10 if name.endswith("__in") else 1)):
            raise BadParameter(name, "too-long", value, f"≤ {MAX_VALUE}")
        given[name] = value
    return given


@lru_cache(maxsize=256)
def _names(columns: tuple[Column, ...]) -> dict[str, tuple[Column, str]]:
    """Parameter name -> (column, how its text is read). A column answers to its key and to its short name."""
    names: dict[str, tuple[Column, str]] = {}
    for column in columns:
        if not column.filtered or not OPERATORS[column.kind]:
            continue
        if column.kind is Kind.MONEY:
            names[column.key] = (column, "fen")
            names[column.key.removesuffix("_fen") + "_yuan"] = (column, "yuan")
        else:
            names[column.key] = names[column.parameter] = (column, column.kind.value)
    return names


def filter_names(columns: Sequence[Column]) -> dict[str, Column]:
    """Documented parameter names (without operators) of a dataset, in column order."""
    documented: dict[str, Column] = {}
    for column in columns:
        if column.filtered and OPERATORS[column.kind]:
            is_money = column.kind is Kind.MONEY
            documented[column.key.removesuffix("_fen") + "_yuan" if is_money else column.parameter] = column
    return documented


def _split(name: str, names: Mapping[str, tuple[Column, str]]) -> tuple[str, str]:
    if name in names:
        return name, "eq"
    base, separator, operator = name.rpartition("__")
    return (base, operator) if separator and operator != "eq" else (name, "eq")


def _condition(name: str, column: tuple[Column, str], operator: str, text: str) -> Condition:
    parts = text.split(",") if operator == "in" else [text]
    if len(parts) > MAX_LIST:
        raise BadParameter(name, "too-many-values", text, f"≤ {MAX_LIST}")
    how = "text" if operator == "contains" else column[1]
    values = tuple(_value(name, how, column[0], part) for part in parts)
    return Condition(column[0].key, operator, tuple(sorted(set(values))) if operator == "in" else values)


def _value(name: str, how: str, column: Column, text: str) -> Any:
    try:
        value = _READERS[how](text)
    except ValueError:
        raise BadParameter(name, "bad-value", text, _EXPECTED[how]) from None
    if column.choices and how != "text" and value not in column.choices:
        raise BadParameter(name, "bad-value", text, ", ".join(column.choices))
    return value


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _read_text(text: str) -> str:
    if not text or len(text) > MAX_VALUE or any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in text):
        raise ValueError(text)
    return text


def _read_flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_READERS: Mapping[str, Any] = {
    "code": lambda text: _matched(_CODE, text),
    "text": _read_text,
    "integer": lambda text: int(_matched(_INTEGER, text)),
    "fen": lambda text: int(_matched(_FEN, text)),
    "yuan": lambda text: int(Decimal(_matched(_YUAN, text)) * 100),
    "date": lambda text: dt.date.fromisoformat(_matched(_DATE, text)),
    "flag": _read_flag,
}
_EXPECTED: Mapping[str, str] = {
    "code": "A-Z a-z 0-9 . _ ~ -",
    "text": f"1-{MAX_VALUE}",
    "integer": "2013",
    "fen": "10000000 (fen)",
    "yuan": "100000 / 100000.00 (yuan)",
    "date": "2013-06-30",
    "flag": "true, false",
}


def _page_size(text: str | None) -> int:
    if text is None:
        return DEFAULT_PAGE_SIZE
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= MAX_PAGE_SIZE:
        raise BadParameter("page_size", "bad-value", text, f"1-{MAX_PAGE_SIZE}")
    return int(text)


def _cursor(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise BadParameter("cursor", "bad-cursor", text)
    return text


def _status(text: str | None) -> str:
    if text not in (None, "published", "withdrawn"):
        raise BadParameter("status", "bad-value", text or "", "published, withdrawn")
    return text or "published"


def sort_names(columns: Sequence[Column]) -> dict[str, Column]:
    """What `sort` takes: short names (`amount`, `unit`) and keys."""
    names = {column.sort_name: column for column in columns if column.sort}
    return names | {column.key: column for column in columns if column.sort}


def _sort(columns: Sequence[Column], text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = sort_names(columns)
    parts = text.split(",")
    keys = [names[part.removeprefix("-")].key for part in parts if part.removeprefix("-") in names]
    if len(keys) != len(parts) or len(parts) > MAX_SORT:
        raise BadParameter("sort", "bad-value", text, ", ".join(sorted({c.sort_name for c in names.values()})))
    orders: dict[str, str] = {}  # a column named again orders nothing more
    for key, part in zip(keys, parts, strict=True):
        sign = "-" if part.startswith("-") else ""
        orders.setdefault(key, sign + names[part.removeprefix("-")].sort_name)
    return tuple(orders.values())


def pairs(columns: Sequence[Column], filters: Filters) -> list[tuple[str, str]]:
    """`filters` as query parameters, in one canonical order; `parse` of it gives `filters` back."""
    by_key = {column.key: column for column in columns}
    result = [_pair(by_key[condition.key], condition) for condition in filters.conditions]
    if filters.sort:
        result.append(("sort", ",".join(filters.sort)))
    if filters.status != "published":
        result.append(("status", filters.status))
    return result


def _pair(column: Column, condition: Condition) -> tuple[str, str]:
    name = column.key.removesuffix("_fen") + "_yuan" if column.kind is Kind.MONEY else column.parameter
    suffix = "" if condition.operator == "eq" else f"__{condition.operator}"
    return name + suffix, ",".join(_text(column.kind, value) for value in condition.values)


def _text(kind: Kind, value: Any) -> str:
    if kind is Kind.MONEY:
        return yuan_text(value)
    if kind is Kind.FLAG:
        return "true" if value else "false"
    return str(value)


def yuan_text(fen: int) -> str:
    """Fen as yuan with two decimals, exactly: 123456 -> "1234.56"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def query_text(given: Iterable[tuple[str, str]]) -> str:
    """Parameters as a query string. A page or an answer writes its own into twenty links: each is encoded once."""
    return "&".join([_encoded(*pair) for pair in given])


@lru_cache(maxsize=16_384)
def _encoded(key: str, value: str) -> str:
    return urlencode(((key, value),))
