"""Every dataset by the name it has in the API's addresses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from transparency_site.queries import (
    batches,
    budget_lines,
    budget_totals,
    changes,
    classification,
    disbursements,
    disclosures,
    execution,
    findings,
    funds,
    publications,
    questions,
    register_rows,
    registers,
    three_public,
    timeliness,
    units,
)
from transparency_site.queries.list_rows import ListDataset
from transparency_site.queries.sql_rows import SqlDataset

AnyDataset = SqlDataset[Any] | ListDataset[Any]

_ALL: tuple[AnyDataset, ...] = (
    units.DATASET, budget_lines.DATASET, budget_totals.DATASET, execution.DATASET, funds.DATASET, batches.DATASET,
    disbursements.DATASET, three_public.DATASET, disclosures.DATASET, publications.DATASET, changes.DATASET,
    findings.DATASET, timeliness.DATASET, classification.DATASET, registers.DATASET,
    questions.DATASET, *register_rows.BY_REGISTER.values(),
)

DATASETS: Mapping[str, AnyDataset] = MappingProxyType({dataset.name: dataset for dataset in _ALL})
