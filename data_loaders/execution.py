"""Quarterly budget execution: one document per unit and quarter, lines with the measures `budget` and `executed`."""

from __future__ import annotations

from collections.abc import Sequence

from data_loaders.findings import Finding
from data_loaders.line_keys import code_parents, unique_keys
from data_loaders.records import Direction, Document, Identity, Kind, Level, Line, RowCount, Table
from data_loaders.rules import finding
from data_loaders.tidy_rows import by_unit
from data_loaders.tidy_sheet import TidyRow, TidySheet

MEASURES = ("budget", "executed")
LEVELS = {0: Level.TOTAL, 3: Level.CLASS, 5: Level.SECTION, 7: Level.ITEM}


def execution_documents(sheet: TidySheet, year: int | None) -> tuple[list[Document], list[Finding]]:
    """The execution of every unit of the sheet."""
    quarter, basis = sheet.header.get("quarter"), sheet.header.get("basis")
    documents: list[Document] = []
    findings: list[Finding] = []
    for order, (code, rows) in enumerate(by_unit(sheet).items()):
        usable, problems = _usable(sheet, rows)
        findings += problems
        identity = Identity(
            kind=Kind.EXECUTION,
            unit_code=code,
            unit_name=rows[0].text("unit_name"),
            year=year,
            quarter=quarter if isinstance(quarter, int) else None,
            basis=str(basis) if basis else None,
        )
        complete = None not in (year, identity.quarter, identity.basis)
        key = f"execution.{code}.{year}Q{quarter}" if complete else None
        name = identity.unit_name or code
        title = f"{name}{year or ''}年第{quarter or ''}季度预算执行"
        documents.append(Document(key, identity, title, tables=(_table(sheet, usable, order),)))
    return documents, findings


def _usable(sheet: TidySheet, rows: Sequence[TidyRow]) -> tuple[list[TidyRow], list[Finding]]:
    """The rows that can be lines: a code of 3, 5 or 7 digits or none, each once."""
    seen: dict[str, int] = {}
    usable: list[TidyRow] = []
    findings: list[Finding] = []
    for row in rows:
        code = row.text("functional_code") or ""
        where = sheet.cell(row.row, "functional_code")
        if len(code) not in LEVELS or (code and not (code.isascii() and code.isdigit())):
            words = "3、5 或 7 位数字"
            column = "功能科目编码"
            findings.append(
                finding("code-invalid", sheet=sheet.name, cell=where, value=code, column=column, expected=words)
            )
        elif code in seen:
            value = code or row.text("functional_name")
            findings.append(finding("line-repeated", sheet=sheet.name, cell=where, value=value, other=seen[code]))
        else:
            seen[code] = row.row
            usable.append(row)
    return usable, findings


def _table(sheet: TidySheet, rows: Sequence[TidyRow], order: int) -> Table:
    codes = [row.text("functional_code") for row in rows]
    parents = code_parents(codes)
    keys = unique_keys(code or "total" for code in codes)
    label = sheet.columns.get("functional_name") or sheet.columns.get("functional_code", 1)
    lines = tuple(
        Line(
            key=key,
            row=row.row,
            direction=Direction.EXPENDITURE,
            level=LEVELS[len(code or "")],
            is_leaf=code not in parents and (code is not None or len(rows) == 1),
            name=row.text("functional_name") or code or "",
            amounts={measure: amount for measure in MEASURES if (amount := row.amount(measure)) is not None},
            functional_code=code,
            label_column=label,
        )
        for key, code, row in zip(keys, codes, rows, strict=True)
    )
    totals = sum(1 for code in codes if code is None)
    columns = {measure: sheet.columns[measure] for measure in MEASURES if measure in sheet.columns}
    count = RowCount(len(rows), len(rows) - totals, totals, 0, 0)
    return Table("execution", sheet.name, sheet.title, sheet.money_unit, order, columns, count, lines)
