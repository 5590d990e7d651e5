"""The board of deadlines: all units × documents of a year: published, on time or days late, missing, due next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from transparency_site import row_redaction
from transparency_site.bureau.access import require
from transparency_site.bureau.acting import go
from transparency_site.bureau.addresses import address
from transparency_site.bureau.blueprint import bureau
from transparency_site.bureau.words import is_english
from transparency_site.current import get_session, get_site
from transparency_site.queries import timeliness
from transparency_site.queries.timeliness import Obligation
from transparency_site.snapshot import Snapshot, open_snapshot


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's row: what it owes by kind of document."""

    unit_code: str
    unit_name: str
    cells: Mapping[str, Obligation]
    missing: int


@bureau.get("/board")
@require()
def board() -> Response:
    """The board of the newest year with a calendar."""
    years = _years(_snapshot())
    return go("bureau.board_year", year=years[0] if years else get_site().today().year)


@bureau.get("/board/<int:year>")
@require()
def board_year(year: int) -> str:
    """The board of one fiscal year."""
    snapshot = _snapshot()
    years = _years(snapshot)
    if year not in years and years:
        abort(404)
    owed = timeliness.in_fiscal_year(snapshot, year)
    kinds = list(dict.fromkeys(one.kind for one in sorted(owed, key=lambda one: (one.due_on, one.kind))))
    by_unit: dict[str, dict[str, Obligation]] = {}
    for one in owed:
        by_unit.setdefault(one.unit_code, {})[one.kind] = one
    lines = [
        Line(code, next(iter(cells.values())).unit_name, cells, sum(one.status == "missing" for one in cells.values()))
        for code, cells in by_unit.items()
    ]
    return render_template(
        "bureau/board.html",
        crumbs=[(_("公开期限"), None)],
        year=year,
        years=years,
        kinds=[(kind, next(one for one in owed if one.kind == kind).due_on) for kind in kinds],
        lines=sorted(lines, key=lambda line: (-line.missing, line.unit_code)),
        counts=timeliness.counts(snapshot, year),
        next_due=min((one.due_on for one in owed if one.status == "pending"), default=None),
        year_address=lambda chosen: address("bureau.board_year", year=chosen),
        english=is_english(),
        erasures=len(row_redaction.overdue(get_site(), get_session())),
    )


def _snapshot() -> Snapshot:
    return open_snapshot(get_session(), get_site().today())


def _years(snapshot: Snapshot) -> list[int]:
    return sorted({one.year for one in timeliness.everything(snapshot)}, reverse=True)
