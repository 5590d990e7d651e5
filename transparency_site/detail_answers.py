"""JSON of one thing (a unit, a batch, a figure, a publication, a disclosure), for the API and the pages' twins.

Each function gives None where there is no such thing; the face then answers 404.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from transparency_site.answers import object_response
from transparency_site.current import get_site, get_snapshot
from transparency_site.exports.records import plain, record, yuan
from transparency_site.queries import (
    batches,
    budget_totals,
    disbursements,
    disclosures,
    execution,
    figures,
    funds,
    lineage,
    publications,
    questions,
    register_rows,
    registers,
    restated,
    source_cells,
    sums,
    three_public,
    units,
)
from transparency_site.queries.datasets import Summary
from transparency_site.queries.figures import Figure, HistoryEntry, Reading
from transparency_site.queries.sums import Sum


def unit_response(code: str, year: int | None = None) -> Response | None:
    """A unit with its budgets, accounts and three-public rows (of `year`)."""
    snapshot = get_snapshot()
    unit = units.detail(snapshot, code, year)
    if unit is None:
        return None
    data = record(units.COLUMNS, unit)
    totals = budget_totals.for_unit(snapshot, code, year)
    data["totals"] = [record(budget_totals.COLUMNS, one) for one in totals]
    data["three_public"] = [record(three_public.COLUMNS, row) for row in three_public.for_unit(snapshot, code, year)]
    if year is not None:
        data["execution"] = plain(execution.unit_quarters(snapshot, code, year))
    return object_response(data)


def lineage_response(code: str) -> Response | None:
    """A unit's family: entries, steps, who came before, who took over, and today's totals with predecessors added."""
    snapshot = get_snapshot()
    found = lineage.lineage(snapshot, code)
    if found is None:
        return None
    data = {
        "code": found.code, "entries": [record(units.COLUMNS, one) for one in found.entries],
        "steps": plain(found.steps), "ancestors": plain(found.ancestors), "today": plain(found.today),
        "restated": [record(restated.COLUMNS, row) for one in found.today for row in restated.of_unit(snapshot, one)],
    }
    return object_response(data)


def batch_response(year: int, number: str) -> Response | None:
    """A batch with all its recipients; a withdrawn one with its status and reason."""
    found = batches.detail(get_snapshot(), year, number)
    if found is None:
        return None
    data = record(batches.COLUMNS, found.batch)
    data |= {"revision": found.revision, "published_in": found.published_in, "reason": found.reason,
             "marks": plain(found.marks)}
    data["disbursements"] = [record(disbursements.COLUMNS, row) for row in found.recipients]
    paid = sum(row.amount_fen for row in found.recipients)
    return object_response(data, summary=Summary(len(found.recipients), paid if found.recipients else None))


def fund_response(code: str) -> Response | None:
    """A special fund with its years."""
    fund = funds.detail(get_snapshot(), code)
    if fund is None:
        return None
    data = record(funds.COLUMNS, fund) | {"years": plain(fund.years)}
    return object_response(data, summary=Summary(fund.batches, fund.amount_fen))


def figure_response(figure_id: str) -> Response | None:
    """A figure with its source cell and its history; a sum of this site with its parts."""
    added = sums.sum_of(get_snapshot(), figure_id)
    if added is not None:
        return object_response(sum_record(added), summary=Summary(len(added.parts), added.amount_fen))
    found = figures.figure(get_snapshot(), figure_id)
    return None if found is None else object_response(figure_record(found))


def history_response(figure_id: str) -> Response | None:
    """A figure's history over the revisions of its disclosure, as a list."""
    found = figures.figure(get_snapshot(), figure_id)
    if found is None:
        return None
    return object_response([_entry(entry) for entry in found.history], summary=Summary(len(found.history), None))


def source_response(figure_id: str) -> Response | None:
    """Where a figure stands: its cell, the words in it, the workbook and the rows around; a sum has no cell."""
    snapshot = get_snapshot()
    found = figures.figure(snapshot, figure_id)
    if found is None or found.reading is None:
        return None
    source = found.reading.source
    file = source_cells.public_file(snapshot, source.file_sha256 or "")
    around = source_cells.excerpt(get_site(), snapshot, source)
    address = f"{request.script_root}/sources/{file.sha256}" if file else None
    data = {
        "figure": found.id, "disclosure": found.disclosure.id, "revision": found.disclosure.revision,
        **_reading(found.reading), "file_name": file.name if file else None, "file_address": address,
        "excerpt": plain(around),
    }
    return object_response(data, links={"file": address} if address else None)


def publication_response(version: int) -> Response | None:
    """A publication with what it brought, withdrew and corrected, in redline."""
    found = publications.detail(get_snapshot(), version)
    if found is None:
        return None
    data = record(publications.COLUMNS, found.publication)
    data["brought"] = [record(disclosures.COLUMNS, row) for row in found.brought]
    data["withdrawn"] = [record(disclosures.COLUMNS, row) for row in found.withdrawn]
    data["corrections"] = [
        {"disclosure": one.new.id, "old_revision": one.old.revision, "new_revision": one.new.revision,
         "redlines": plain(one.redlines)}
        for one in found.corrections
    ]
    return object_response(data)


def disclosure_response(key: str) -> Response | None:
    """A disclosure with every revision that this version knows."""
    known = disclosures.revisions(get_snapshot(), key)
    current = disclosures.current(get_snapshot(), key)
    if current is None:
        return None
    data = record(disclosures.COLUMNS, current)
    data["revisions"] = [
        record(disclosures.COLUMNS, one.disclosure)
        | {"published_at": one.published_at, "reason": one.reason, "retired_reason": one.retired_reason}
        for one in known
    ]
    return object_response(data)


def sum_record(found: Sum) -> dict[str, Any]:
    """A sum as the API gives it: amounts in fen and yuan, each part with the id of its own figure."""
    parts = [{"name": one.name, "amount_fen": one.amount_fen, "amount_yuan": yuan(one.amount_fen),
              "figure": one.figure, "unit_code": one.unit} for one in found.parts]
    return {
        "id": found.id, "kind": found.kind, "year": found.year, "subject": found.subject, "stage": found.stage,
        "amount_fen": found.amount_fen, "amount_yuan": yuan(found.amount_fen), "parts": parts,
        "missing": list(found.missing),
    }


def register_row_response(register: str, year: int, line: str) -> Response | None:
    """A row of a public register with its values in every revision of the year's register."""
    found = registers.detail(get_snapshot(), register, year, line)
    if found is None:
        return None
    dataset = register_rows.BY_REGISTER[register]
    row = record(dataset.columns, found.item) if found.item else {"id": found.id, "year": year}
    data = row | {"register": register, "line": line, "status": found.status, "reason": found.reason}
    data["history"] = [
        {"revision": one.revision.disclosure.revision, "version": one.revision.disclosure.published_in,
         "published_on": one.revision.published_on, "reason": one.revision.reason,
         "status": one.revision.disclosure.status, "values": plain(one.values) if one.values is not None else None,
         "changed": list(one.changed)}
        for one in found.history
    ]
    return object_response(data)


def figure_record(found: Figure) -> dict[str, Any]:
    """A figure as the API gives it."""
    one = found.disclosure
    return {
        "id": found.id, "disclosure": one.id, "revision": one.revision, "kind": one.kind, "title": one.title,
        "unit_code": one.unit_code, "unit_name": one.unit_name, "year": one.year, "stage": one.stage,
        "scope": one.scope, "quarter": one.quarter, "table": found.table, "line": found.line,
        "measure": found.measure, "status": found.status, "reason": found.reason, **_reading(found.reading),
        "history": [_entry(entry) for entry in found.history],
    }


def _reading(reading: Reading | None) -> dict[str, Any]:
    names = ("name", "table_title", "money_unit", "blank", "raw", "level", "direction", "functional_code",
             "economic_code")
    if reading is None:
        return {**dict.fromkeys(names), "amount_fen": None, "amount_yuan": None, "count": None, "source": None}
    fen = reading.value if reading.is_money else None
    return {
        **{name: getattr(reading, name) for name in names}, "amount_fen": fen, "amount_yuan": yuan(fen),
        "count": None if reading.is_money else reading.value, "source": plain(reading.source),
    }


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    names = ("revision", "version", "published_at", "published_on", "reason", "status", "retired_in", "retired_reason")
    return {**{name: getattr(entry, name) for name in names}, **_reading(entry.reading)}


def question_response(number: int) -> Response | None:
    """A reader's question with its answer, as far as they are public."""
    found = questions.one(get_snapshot(), number)
    return None if found is None else object_response(record(questions.COLUMNS, found))
