"""The catalogue of tables as a page of the documentation, so that what is read and what is written about it are one."""

from __future__ import annotations

from data_loaders.catalogue.measures import measure_names
from data_loaders.records import Kind
from data_loaders.tables import TABLES, TableSpec

_KINDS = {Kind.BUDGET: "部门预算 · Department budgets", Kind.ACCOUNTS: "部门决算 · Final accounts"}


def catalogue_markdown() -> str:
    """A table per kind in Markdown: key, titles in both languages, usual unit, columns."""
    parts = [f"## {heading}\n\n{_table(kind)}" for kind, heading in _KINDS.items()]
    return "\n".join(parts)


def _table(kind: Kind) -> str:
    head = "| key | 表名 | table | 单位 | 列 columns |\n|---|---|---|---|---|\n"
    return head + "".join(_row(spec) for spec in TABLES if spec.kind is kind)


def _row(spec: TableSpec) -> str:
    columns = ", ".join(f"{measure_names(measure)[0]} `{measure}`" for measure in spec.measures)
    return f"| `{spec.key}` | {spec.title_zh} | {spec.title_en} | {spec.money_unit} | {columns} |\n"
