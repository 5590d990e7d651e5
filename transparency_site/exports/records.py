"""Rows as plain values for JSON: every `*_fen` integer has its `*_yuan` string beside it; None stays null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

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
    Kind.DATE: _text_of_date, Kind.TIME: plain, Kind.SOURCE: _source, Kind.LIST: list, Kind.OBJECT: plain,
}


def shown(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that an answer has."""
    return tuple(column for column in columns if column.shown)


def record(columns: Sequence[Column], item: Any) -> Record:
    """One row of a dataset as a JSON object, keys in column order."""
    found: Record = {}
    for column in columns:
        if not column.shown:
            continue
        value = getattr(item, column.key)
        if column.kind is Kind.MONEY:
            found[column.key] = value
            found[column.key.removesuffix("_fen") + "_yuan"] = yuan(value)
        else:
            encode = _ENCODERS.get(column.kind)
            found[column.key] = encode(value) if encode else value
    return found


@cache
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


def cells(columns: Sequence[Column], item: Any) -> list[Any]:
    """One row of a flat file: text, integers, None; money twice (fen, then yuan text); a source in three cells."""
    row: list[Any] = []
    for column in columns:
        if not column.shown:
            continue
        value = getattr(item, column.key)
        match column.kind:
            case Kind.MONEY:
                row += [value, yuan(value)]
            case Kind.SOURCE:
                row += [value.file_sha256, value.sheet, value.cell] if value is not None else [None, None, None]
            case Kind.LIST:
                row.append("；".join(map(str, value)))
            case Kind.FLAG:
                row.append(None if value is None else ("true" if value else "false"))
            case Kind.OBJECT:
                row.append(len(value) if value is not None else None)
            case Kind.DATE | Kind.TIME:
                row.append(plain(value))
            case _:
                row.append(value)
    return row
