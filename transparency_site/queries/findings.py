"""Findings that stay public with a disclosure: notices, and warnings or mistakes with the bureau's explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from transparency_site.filters import Column, Kind, where
from transparency_site.models import Disclosure, PublishedFinding
from transparency_site.queries.sql_rows import SqlDataset
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One public reconciliation mark: rule code, severity, cell, what it says, the explanation where one was given."""

    id: str
    disclosure: str
    kind: str
    year: int | None
    unit_code: str | None
    unit_name: str | None
    code: str
    severity: str
    sheet: str | None
    cell: str | None
    value: str | None
    message_zh: str
    message_en: str
    explanation: str | None
    explained_by: str | None


def present(_snapshot: Snapshot, rows: list[Any]) -> list[FindingRow]:
    return [
        FindingRow(f"{row.key}~{row.revision}.finding.{row.number}", row.key, row.kind, row.year, row.unit_code,
                   row.unit_name, row.code, row.severity, row.sheet, row.cell, row.value, row.message_zh,
                   row.message_en, row.explanation, row.explained_by)
        for row in rows
    ]


_F = PublishedFinding
COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", "Id", Kind.CODE, filtered=False),
    Column("disclosure", "公开件编号", "Disclosure", Kind.CODE, sql=Disclosure.key, sort=True),
    Column("kind", "类型", "Kind", Kind.CODE, sql=Disclosure.kind),
    Column("year", "年度", "Year", Kind.INTEGER, sql=Disclosure.year, sort=True),
    Column("unit_code", "单位编码", "Unit code", Kind.CODE, name="unit", sql=Disclosure.unit_code, sort=True),
    Column("unit_name", "单位名称", "Unit", sql=Disclosure.unit_name),
    Column("code", "规则编号", "Rule", Kind.CODE, sql=_F.code, sort=True),
    Column("severity", "级别", "Severity", Kind.CODE, sql=_F.severity, sort=True,
           choices=("error", "warning", "notice")),
    Column("sheet", "工作表", "Sheet", sql=_F.sheet),
    Column("cell", "单元格", "Cell", Kind.CODE, sql=_F.cell),
    Column("value", "原文", "Value", sql=_F.value),
    Column("message_zh", "说明", "Message (Chinese)", sql=_F.message_zh),
    Column("message_en", "英文说明", "Message (English)", sql=_F.message_en),
    Column("explanation", "财政局解释", "Explanation", sql=_F.explanation),
    Column("explained_by", "解释人", "Explained by", sql=_F.explained_by),
)

DATASET: SqlDataset[FindingRow] = SqlDataset(
    name="findings", zh="校验问题", en="Findings", model=_F, columns=COLUMNS,
    selected=(
        Disclosure.key, Disclosure.revision, Disclosure.kind, Disclosure.year, Disclosure.unit_code,
        Disclosure.unit_name, _F.id.label("number"), _F.code, _F.severity, _F.sheet, _F.cell, _F.value, _F.message_zh,
        _F.message_en, _F.explanation, _F.explained_by,
    ),
    present=present,
)
page = DATASET.page


def of_disclosure(snapshot: Snapshot, disclosure: str) -> tuple[FindingRow, ...]:
    """The public findings of a visible disclosure (its key)."""
    return tuple(DATASET.stream(snapshot, where(disclosure=disclosure)))
