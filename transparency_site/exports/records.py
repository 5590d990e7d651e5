"""Rows as plain values for JSON: every `*_fen` integer has its `*_yuan` string beside it; None stays null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

import orjson

from transparency_site.filters import Column, Kind, yuan_text
from transparency_site.queries.datasets import Source

Record = dict[str, Any]


def yuan(fen: int | None) -> str | None:
    """Fen as yuan text with two decimals; None stays None (missing is not zero)."""
    return None if fen is None else yuan_text(fen)


def plain(value: Any) -> Any:
    """A query's value as JSON can hold it; dataclasses become objects whose money has its yuan beside it."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, dt.datetime):
        return f"{value.isoformat()}Z"
    return value.isoformat() if isinstance(value, dt.date) else value


def _object(value: Mapping[str, Any]) -> Record:
    record: Record = {}
    for key, one in value.items():
        record[str(key)] = plain(one)
        if str(key).endswith("_fen") and (one is None or isinstance(one, int)):
            record[str(key).removesuffix("_fen") + "_yuan"] = yuan(one)
    return record


def _text_of_date(value: Any) -> Any:
    return None if value is None else value.isoformat()


def _source(value: Source | None) -> Any:
    return None if value is None else {"file_sha256": value.file_sha256, "sheet": value.sheet, "cell": value.cell}


_ENCODERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.DATE: _text_of_date, Kind.TIME: plain, Kind.SOURCE: _source, Kind.LIST: lambda values: list(map(str, values)),
    Kind.OBJECT: plain,
}


def shown(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that an answer has."""
    return tuple(column for column in columns if column.shown)


def record_maker(columns: Sequence[Column]) -> Callable[[Any], Record]:
    """A function from one row to its JSON object, keys in column order; made once for many rows."""
    seen = shown(columns)
    read = _reader(seen)
    parts = [
        (column.key, column.key.removesuffix("_fen") + "_yuan" if column.kind is Kind.MONEY else None,
         _ENCODERS.get(column.kind))
        for column in seen
    ]

    def make(item: Any) -> Record:
        found: Record = {}
        for (key, yuan_key, encode), value in zip(parts, read(item), strict=True):
            found[key] = encode(value) if encode else value
            if yuan_key:
                found[yuan_key] = yuan(value)
        return found

    return make


def record(columns: Sequence[Column], item: Any) -> Record:
    """One row of a dataset as a JSON object, keys in column order."""
    return record_maker(columns)(item)


def _reader(columns: Sequence[Column]) -> Callable[[Any], tuple[Any, ...]]:
    keys = [column.key for column in columns]
    if len(keys) == 1:
        return lambda item: (getattr(item, keys[0]),)
    return attrgetter(*keys)


@lru_cache(maxsize=256)  # readers choose columns
def headers(columns: tuple[Column, ...]) -> tuple[tuple[str, str, str, Kind], ...]:
    """What a flat file has for these columns: (key, Chinese header, English header, kind)."""
    found: list[tuple[str, str, str, Kind]] = []
    for column in shown(columns):
        if column.kind is Kind.MONEY:
            stem = column.key.removesuffix("_fen")
            found += [(column.key, f"{column.zh}（分）", f"{column.en} (fen)", Kind.INTEGER),
                      (f"{stem}_yuan", f"{column.zh}（元）", f"{column.en} (yuan)", Kind.MONEY)]
        elif column.kind is Kind.SOURCE:
            parts = (("file_sha256", "文件SHA-256", "file"), ("sheet", "工作表", "sheet"), ("cell", "单元格", "cell"))
            found += [(f"{column.key}_{key}", f"{column.zh}：{zh}", f"{column.en}: {en}", Kind.CODE)
                      for key, zh, en in parts]
        else:
            found.append((column.key, column.zh, column.en, column.kind))
    return tuple(found)


def cell_maker(columns: Sequence[Column]) -> Callable[[Any], list[Any]]:
    """A function from one row to its cells in a flat file: text, integers, None; money twice (fen, then yuan text)."""
    seen = shown(columns)
    read = _reader(seen)
    # From the right: what becomes several cells must not move what is still to be done.
    special = [(place, _FLAT[one.kind]) for place, one in reversed(list(enumerate(seen))) if one.kind in _FLAT]

    def make(item: Any) -> list[Any]:
        row = list(read(item))
        for place, flatten in special:
            row[place : place + 1] = flatten(row[place])
        return row

    return make


def cells(columns: Sequence[Column], item: Any) -> list[Any]:
    """One row as the cells of a flat file."""
    return cell_maker(columns)(item)


def _flat_source(value: Source | None) -> list[Any]:
    return [None, None, None] if value is None else [value.file_sha256, value.sheet, value.cell]


def _text_of_objects(values: Any) -> str | None:
    """Objects in one cell: each as JSON with sorted keys, so that no format loses what another has."""
    if values is None:
        return None
    return "；".join(orjson.dumps(plain(one), option=orjson.OPT_SORT_KEYS).decode() for one in values)


def _text_of_record(value: Record | None) -> str | None:
    return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


_FLAT: Mapping[Kind, Callable[[Any], list[Any]]] = {
    Kind.MONEY: lambda fen: [fen, yuan(fen)],
    Kind.SOURCE: _flat_source,
    Kind.LIST: lambda values: ["；".join(map(str, values))],
    Kind.FLAG: lambda flag: [None if flag is None else ("true" if flag else "false")],
    Kind.OBJECT: lambda value: [_text_of_objects(value)],
    Kind.RECORD: lambda value: [_text_of_record(value)],
    Kind.DATE: lambda day: [plain(day)],
    Kind.TIME: lambda moment: [plain(moment)],
}
