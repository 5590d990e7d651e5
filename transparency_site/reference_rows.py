"""A city's lists as rows of the reference disclosures, and back: the two directions side by side, so that they stay
equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from data_loaders.city import City, ClassCode, Deadline, Edition, Fund, Place, Unit
from transparency_site.db import Base
from transparency_site.models import (
    BudgetUnit,
    CalendarEntry,
    ClassificationCode,
    ClassificationEdition,
    SpecialFund,
)
from transparency_site.models import Place as PlaceRow

Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """One reference disclosure: its key, its title, and which lists of the city it holds, each with its model."""

    key: str
    title: str
    lists: Mapping[str, type[Base]]  # attribute of City -> model


REFERENCE: tuple[ReferenceList, ...] = (
    ReferenceList("reference.units", "预算单位名录", {"units": BudgetUnit}),
    ReferenceList("reference.places", "乡镇街道名录", {"places": PlaceRow}),
    ReferenceList("reference.funds", "专项资金目录", {"funds": SpecialFund}),
    ReferenceList("reference.calendar", "公开日历", {"deadlines": CalendarEntry}),
    ReferenceList(
        "reference.classification",
        "政府收支分类科目",
        {"editions": ClassificationEdition, "classes": ClassificationCode},
    ),
)

RECORDS: Mapping[str, Callable[..., Any]] = {
    "units": Unit,
    "places": Place,
    "funds": Fund,
    "deadlines": Deadline,
    "editions": Edition,
    "classes": ClassCode,
}


def rows_of(city: City, reference: ReferenceList) -> Rows:
    """The rows that `reference` holds for `city`."""
    return {model: [_plain(record) for record in getattr(city, name)] for name, model in reference.lists.items()}


def records_of(name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    """The records of the city's list `name` from rows of its model."""
    kind = RECORDS[name]
    wanted = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return tuple(kind(**{key: _tuple(row[key]) for key in wanted}) for row in rows)


def _plain(record: Any) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(record).items()}


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
