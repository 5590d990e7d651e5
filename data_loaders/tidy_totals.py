"""The two control rows of a tidy sheet: 合计 against the sum of its rows, 大写 against 合计."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data_loaders.addresses import a1
from data_loaders.amount_words import from_words, in_words
from data_loaders.amounts import AmountReader
from data_loaders.findings import Finding
from data_loaders.grid import Sheet
from data_loaders.money import MONEY_UNITS
from data_loaders.records import Amount
from data_loaders.rules import finding
from data_loaders.tidy_cells import Value

ABSENT_TOTALS = frozenset({"total-row-missing", "total-words-missing"})


def shown(fen: int, unit: str) -> str:
    """`fen` in 元, 千元 or 万元, exact, for messages."""
    places = {100: 2, 100_000: 5, 1_000_000: 6}[MONEY_UNITS[unit]]
    whole, rest = divmod(abs(fen), MONEY_UNITS[unit])
    digits = f"{rest:0{places}d}".rstrip("0").ljust(2, "0")
    return f"{'-' if fen < 0 else ''}{whole:,}.{digits}"


def check_totals(
    sheet: Sheet,
    unit: str,
    total_rows: Sequence[int],
    words_rows: Sequence[int],
    columns: Mapping[str, int],
    rows: Sequence[Mapping[str, Value]],
) -> tuple[dict[str, int], list[Finding]]:
    """The stated totals (fen by measure) and findings where a total, or its words, is missing or differs."""
    if not rows or not columns:
        return {}, []
    sums = {key: sum(amount.fen or 0 for row in rows if isinstance(amount := row.get(key), Amount)) for key in columns}
    if not total_rows:
        return {}, [finding("total-row-missing", sheet=sheet.name)]
    reader = AmountReader(sheet, unit)
    stated: dict[str, int] = {}
    findings: list[Finding] = []
    for row in total_rows:
        for key, column in columns.items():
            amount = reader.one(row, column)
            stated[key] = amount.fen or 0
            if stated[key] != sums[key]:
                findings.append(
                    finding(
                        "total-row-differs",
                        sheet=sheet.name,
                        cell=a1(row, column),
                        value=amount.raw or "0",
                        computed=shown(sums[key], unit),
                        unit=unit,
                    )
                )
    findings += reader.findings
    first = next(iter(columns))
    findings += _check_words(sheet, words_rows, stated[first])
    return stated, findings


def _check_words(sheet: Sheet, words_rows: Sequence[int], total: int) -> list[Finding]:
    expected = in_words(total)
    for row in words_rows:
        for column, text in enumerate(sheet.row_texts(row), 1):
            fen = from_words(text) if text else None
            if fen == total:
                return []
            if fen is not None or (column > 1 and text):
                return [
                    finding("total-words-differ", sheet=sheet.name, cell=a1(row, column), value=text, expected=expected)
                ]
    return [finding("total-words-missing", sheet=sheet.name, expected=expected)]
