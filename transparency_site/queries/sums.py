"""Figures that this site adds up itself: which rule, which parts, what is missing. `sum.…` ids stand beside figure ids.

No document states these sums; each is exactly its parts, and every part is a published figure or a sum itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from transparency_site.filters import where
from transparency_site.models import Disclosure
from transparency_site.queries import batches, budget, execution, funds, three_public, townships, units
from transparency_site.queries.budget_totals import MEASURES, added
from transparency_site.queries.execution_figures import total_figures
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot

THREE_PUBLIC = ("total", "overseas_travel", "vehicle_purchase", "vehicle_operation", "reception")
NOWHERE = "none"  # money of batches that names no township


@dataclass(frozen=True, slots=True)
class Part:
    """One addend in fen: `figure` is its id where a document (or a sum) states it; `unit`, `batch` say where it is."""

    name: str
    amount_fen: int
    figure: str | None = None
    unit: str | None = None
    batch: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in fen with all its parts. `kind` chooses the words; `subject` is its measure, class, fund or place."""

    id: str
    kind: str
    year: int
    subject: str  # a code (measure, part of three-public), or a name as published
    stage: str
    amount_fen: int
    parts: tuple[Part, ...]
    missing: tuple[str, ...] = ()  # codes of units that have published nothing to add


@remembered
def sum_of(snapshot: Snapshot, sum_id: str) -> Sum | None:
    """The sum of this id, or None."""
    parts = sum_id.split(".", 3)
    if parts[0] != "sum" or len(parts) < 3 or parts[1] not in _MAKERS:
        return None
    found = _MAKERS[parts[1]](snapshot, sum_id, parts[2], parts[3] if len(parts) > 3 else "")
    return found if found and found.parts else None


def _made(sum_id: str, year: int, subject: str, stage: str, parts: tuple[Part, ...], missing: tuple[str, ...]) -> Sum:
    ordered = tuple(sorted(parts, key=lambda part: (-part.amount_fen, part.name)))
    amount = added(part.amount_fen for part in ordered) or 0
    return Sum(sum_id, sum_id.split(".")[1], year, subject, stage, amount, ordered, missing)


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0


def _city(snapshot: Snapshot, sum_id: str, when: str, what: str) -> Sum | None:
    """Departments of a year: a measure, or one functional class (`class-205`)."""
    city = budget.city_year(snapshot, _year(when), sum_id.split(".")[1])
    if what.startswith("class-"):
        code = what.removeprefix("class-")
        name = next((one.name for one in city.classes if one.code == code), code)
        parts = tuple(
            Part(row.unit_name, part.amount_fen, None, row.unit_code)
            for row in city.rows for part in row.classes if part.code == code
        )
        return _made(sum_id, city.year, name, city.stage, parts, ())
    if what not in MEASURES:
        return None
    parts = tuple(
        Part(row.unit_name, fen, getattr(row, f"{what}_figure"), row.unit_code)
        for row in city.rows if (fen := getattr(row, f"{what}_fen")) is not None
    )
    return _made(sum_id, city.year, what, city.stage, parts, city.missing)


def _expenses(snapshot: Snapshot, sum_id: str, when: str, what: str) -> Sum | None:
    """Three-public expenses of first-level units at one stage: the total or one part of it."""
    stage, _, part = what.partition(".")
    if part not in THREE_PUBLIC:
        return None
    rows = [row for row in three_public.everything(snapshot)
            if row.first_level and (row.year, row.stage) == (_year(when), stage)]
    missing = {unit.code for unit in units.in_year(snapshot, _year(when) or None, first_level=True)}
    parts = tuple(
        Part(row.unit_name, fen, f"{row.id}.{part}", row.unit_code)
        for row in rows if (fen := getattr(row, f"{part}_fen")) is not None
    )
    gone = tuple(sorted(missing - {row.unit_code for row in rows}))
    return _made(sum_id, _year(when), f"{part}_fen", stage, parts, gone)


def _funds(snapshot: Snapshot, sum_id: str, when: str, what: str) -> Sum | None:
    """Batches of a year, of all funds (then each fund is a part) or of one."""
    year = _year(when)
    if not what:
        parts = tuple(Part(one.name, one.amount_fen, f"sum.special-funds.{year}.{one.code}")
                      for one in funds.everything(snapshot, year) if one.batches)
        return _made(sum_id, year, "", "", parts, ())
    rows = list(batches.DATASET.stream(snapshot, where(fund=what, year=year))) if year else []
    parts = tuple(Part(row.document_no, row.amount_fen, row.figure, None, (row.year, row.number)) for row in rows)
    return _made(sum_id, year, rows[0].fund_name if rows else what, "", parts, ())


def _township(snapshot: Snapshot, sum_id: str, when: str, what: str) -> Sum | None:
    """What the batches of a year brought to one township: a part for each batch."""
    year, code = _year(when), "" if what == NOWHERE else what
    statement = snapshot.rows(Disclosure, Disclosure.key, Disclosure.title, Disclosure.totals).where(
        Disclosure.kind == "batch", Disclosure.year == year
    ).order_by(Disclosure.key)
    found = [(key, title, totals["by_township"][code]) for key, title, totals in snapshot.session.execute(statement)
             if code in totals.get("by_township", {})]
    parts = tuple(Part(title, entry["fen"], None, None, (year, key.rpartition(".")[2])) for key, title, entry in found)
    place = townships.detail(snapshot, code)
    name = found[0][2]["name"] if found else place.name if place else code
    return _made(sum_id, year, name or "", "", parts, ())


def _execution(snapshot: Snapshot, sum_id: str, when: str, what: str) -> Sum | None:
    """A quarter of first-level units that report by one basis: `2013Q2.ytd-executed`."""
    year, _, quarter = when.partition("Q")
    basis, _, measure = what.partition("-")
    if measure not in ("budget", "executed"):
        return None
    first_level = units.first_level_codes(snapshot)
    rows = [one for one in execution.quarters(snapshot, _year(year))
            if (str(one.quarter), one.basis) == (quarter, basis) and one.unit_code in first_level]
    figures = total_figures(snapshot, [one.disclosure for one in rows])
    place = ("budget", "executed").index(measure)
    parts = tuple(
        Part(one.unit_name, fen, figures.get(one.disclosure, (None, None))[place], one.unit_code)
        for one in rows if (fen := getattr(one, f"{measure}_fen")) is not None
    )
    return _made(sum_id, _year(year), measure, f"Q{quarter}", parts, ())


_MAKERS: Mapping[str, Callable[[Snapshot, str, str, str], Sum | None]] = {
    "budget": _city, "accounts": _city, "three-public": _expenses, "special-funds": _funds, "township": _township,
    "execution": _execution,
}
