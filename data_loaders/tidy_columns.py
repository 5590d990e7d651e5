"""The columns of the tidy templates: one table that drives parser, checks, blank and filled workbook, documentation.

A tidy workbook holds many units on one sheet. Every sheet has the same frame:

    row 1   title (`SheetSpec.title`)
    row 2   header cells in pairs (年度 | 2013 | 季度 | 2 …) and, last, the declared money unit: 单位：元 or 单位：万元
    row 3   column headers; `*` marks a mandatory column, money columns repeat the unit: 金额(元)*
    row 4 … one row per record
    last    合计 (the sum of every money column); under it 大写 (the first money column's sum in words, in yuan)

A register (`registers/`) has the same frame; without amounts it has no unit of money and no last rows.

The unit stands three times (declared, in each money header, and through the words), so that a swapped label is a
contradiction and a file swapped as a whole does not agree with its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data_loaders.registers import REGISTERS
from data_loaders.tidy_payment_columns import BATCH_COLUMNS, RECIPIENT_COLUMNS
from data_loaders.tidy_types import (
    BASES,
    CHOICE,
    COUNT,
    EXAMPLE_MARK,
    MONEY_UNITS,
    SCOPES,
    STAGES,
    TOTAL_LABEL,
    WORDS_LABEL,
    YEAR,
    Column,
    ColumnType,
    HeaderCell,
    SheetSpec,
    TemplateSpec,
)
from data_loaders.tidy_unit_columns import (
    BUDGET_COLUMNS,
    BUDGET_TABLES,
    EXECUTION_COLUMNS,
    THREE_PUBLIC_COLUMNS,
)

__all__ = [
    "BUDGET_TABLES",
    "EXAMPLE_MARK",
    "MONEY_UNITS",
    "TEMPLATES",
    "TOTAL_LABEL",
    "WORDS_LABEL",
    "Column",
    "ColumnType",
    "HeaderCell",
    "SheetSpec",
    "TemplateSpec",
]

TEMPLATES: Mapping[str, TemplateSpec] = MappingProxyType(
    {
        "batches": TemplateSpec(
            "batches",
            "专项资金批次",
            "Special-fund batches",
            (
                SheetSpec(
                    "batches",
                    "批次",
                    "全市专项资金批次表",
                    BATCH_COLUMNS,
                    (YEAR,),
                    anchors=("number", "document_no"),
                ),
                SheetSpec(
                    "recipients",
                    "拨付明细",
                    "全市专项资金拨付明细表",
                    RECIPIENT_COLUMNS,
                    (YEAR,),
                    anchors=("batch_number", "recipient"),
                ),
            ),
        ),
        "execution": TemplateSpec(
            "execution",
            "预算执行",
            "Quarterly budget execution",
            (
                SheetSpec(
                    "execution",
                    "预算执行",
                    "全市部门预算执行情况表",
                    EXECUTION_COLUMNS,
                    (
                        YEAR,
                        HeaderCell(
                            "quarter", "季度", COUNT, example=1, note_zh="1、2、3 或 4。", note_en="1, 2, 3 or 4."
                        ),
                        HeaderCell(
                            "basis",
                            "口径",
                            CHOICE,
                            choices=BASES,
                            example="累计",
                            note_zh="累计（年初至季末）或本期（仅本季度）。",
                            note_en="累计: year to date; 本期: this quarter.",
                        ),
                    ),
                    anchors=("unit_code", "executed"),
                ),
            ),
        ),
        "three-public": TemplateSpec(
            "three-public",
            "“三公”经费",
            "Three-public expenses",
            (
                SheetSpec(
                    "three-public",
                    "三公经费",
                    "全市部门“三公”经费一览",
                    THREE_PUBLIC_COLUMNS,
                    (YEAR,),
                    money_unit="万元",
                    anchors=("unit_code", "stage", "reception"),
                ),
            ),
        ),
        "budget": TemplateSpec(
            "budget",
            "部门预算、决算",
            "Department budgets or final accounts of the whole city",
            (
                SheetSpec(
                    "budget",
                    "部门预算",
                    "全市部门预算汇总表",
                    BUDGET_COLUMNS,
                    (
                        YEAR,
                        HeaderCell(
                            "stage",
                            "阶段",
                            CHOICE,
                            choices=STAGES,
                            example="年初批准预算",
                            note_zh="年初批准预算、调整预算或决算。",
                            note_en="Approved budget, adjusted budget or final accounts.",
                        ),
                        HeaderCell(
                            "scope",
                            "范围",
                            CHOICE,
                            choices=SCOPES,
                            example="部门（含下属单位）",
                            note_zh="部门（含下属单位）或单位本身。",
                            note_en="With subordinate units, or the body itself.",
                        ),
                    ),
                    anchors=("unit_code", "table"),
                ),
            ),
        ),
        **{key: register.template() for key, register in REGISTERS.items()},
    }
)
