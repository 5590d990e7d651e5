"""Negative amounts: only a marked reduction or a balance may be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_loaders.addresses import a1
from data_loaders.checks.figures import figure
from data_loaders.findings import Finding
from data_loaders.reading import Context
from data_loaders.records import Document, Kind
from data_loaders.rules import finding

_MARKED = re.compile(r"调减|核减|冲减|冲销|收回|扣减|减少|减免|结转|结余|弥补|差额")
_BALANCES = frozenset({"opening", "closing"})
_KINDS = (Kind.BUDGET, Kind.ACCOUNTS)


def check_signs(documents: tuple[Document, ...], _context: Context) -> Iterator[Finding]:
    """Every amount of the official tables and every three-public figure in them."""
    for document in documents:
        if document.identity.kind not in _KINDS:
            continue
        for table in document.tables:
            for line in table.lines:
                for measure in line.amounts:
                    one = figure(table, line, measure)
                    if one and one.fen < 0 and not (_MARKED.search(line.name) or measure.split("_")[0] in _BALANCES):
                        yield finding(
                            "amount-negative",
                            sheet=one.sheet,
                            cell=one.cell,
                            value=one.shown,
                            disclosure=document.key,
                            label=line.name,
                        )
        for statement in document.three_public:
            for amount in statement.amounts.values():
                if amount.fen is not None and amount.fen < 0:
                    yield finding(
                        "amount-negative",
                        sheet=statement.sheet,
                        cell=a1(statement.row, amount.column),
                        value=amount.raw,
                        disclosure=document.key,
                        label="“三公”经费",
                    )
