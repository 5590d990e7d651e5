"""Three-public statements: one document per unit and stage (budget or final), columns in any order."""

from __future__ import annotations

from data_loaders.findings import Finding
from data_loaders.grid import Workbook
from data_loaders.reading import Context, Reading
from data_loaders.records import Amount, Document, Identity, Kind, Stage, ThreePublic
from data_loaders.rules import finding
from data_loaders.three_public_statement import read_statements
from data_loaders.tidy_columns import ColumnType
from data_loaders.tidy_sheet import TidyRow, TidySheet

_STAGES = {"budget": Stage.APPROVED, "final": Stage.FINAL}
_WORDS = {"budget": "预算", "final": "决算"}


def statement_documents(sheet: TidySheet, year: int | None) -> tuple[list[Document], list[Finding]]:
    """A document for every row of the sheet; a second row of a unit and stage is a finding and no document."""
    documents: list[Document] = []
    findings: list[Finding] = []
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        code, stage = row.text("unit_code"), row.text("stage")
        if code is None or stage not in _STAGES:
            continue
        if (code, stage) in seen:
            where = sheet.cell(row.row, "unit_code")
            other = seen[code, stage]
            findings.append(finding("unit-repeated", sheet=sheet.name, cell=where, value=code, other=other))
            continue
        seen[code, stage] = row.row
        documents.append(_document(sheet, row, code, stage, year))
    return documents, findings


def _document(sheet: TidySheet, row: TidyRow, code: str, stage: str, year: int | None) -> Document:
    name = row.text("unit_name")
    identity = Identity(kind=Kind.THREE_PUBLIC, unit_code=code, unit_name=name, year=year, stage=_STAGES[stage])
    return Document(
        key=f"three-public.{code}.{year}.{stage}" if year is not None else None,
        identity=identity,
        title=f"{name or code}{year or ''}年“三公”经费{_WORDS[stage]}",
        three_public=(_figures(sheet, row, stage),),
    )


def _figures(sheet: TidySheet, row: TidyRow, stage: str) -> ThreePublic:
    amounts: dict[str, Amount] = {}
    counts: dict[str, tuple[int | None, int]] = {}
    for column in sheet.spec.columns:
        position = sheet.columns.get(column.key)
        amount = row.amount(column.key)
        if position is None:
            continue
        if column.type is ColumnType.COUNT:
            counts[column.key] = (row.count(column.key), position)
        elif amount is not None:
            amounts[column.key] = amount
    return ThreePublic(
        stage=stage,
        sheet=sheet.name,
        row=row.row,
        money_unit=sheet.money_unit,
        amounts=amounts,
        counts=counts,
        reason=row.text("reason"),
    )


def read(workbook: Workbook, context: Context) -> Reading | None:
    """Statements of many units in the publishers' own layouts; else None. `tidy` reads the tidy ones."""
    return read_statements(workbook, context)
