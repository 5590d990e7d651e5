"""Townships: what special funds reached which place, and within it which village, from which fund."""

from __future__ import annotations

from flask import request

from transparency_site import charts
from transparency_site.current import get_snapshot
from transparency_site.filters import Paging, where
from transparency_site.pages import pictures
from transparency_site.pages.addresses import link, remember_state
from transparency_site.pages.blueprint import TABLE, pages
from transparency_site.pages.embedding import chart
from transparency_site.pages.language import gettext as _
from transparency_site.pages.pictures import Picture, Row
from transparency_site.pages.rendering import found, render
from transparency_site.pages.showing import amount_text, column_unit
from transparency_site.pages.words import word
from transparency_site.pages.years import leading_year
from transparency_site.queries import batches, disbursements, funds, township_money, townships
from transparency_site.queries.townships import Township, TownshipYear
from transparency_site.snapshot import Snapshot


def asked_year(snapshot: Snapshot) -> int | None:
    """`?year=` where there are batches of that year, else the year to lead with; remembered for the page's links."""
    years = tuple(total.year for total in batches.by_year(snapshot))
    given = request.args.get("year", "")
    if given.isascii() and given.isdigit() and int(given) in years:
        remember_state([("year", given)])
        return int(given)
    return leading_year(snapshot, years)


@pages.get("/townships", endpoint="townships")
def township_list() -> str:
    """Every township with what it received in a year; a place that received nothing is a row."""
    snapshot = get_snapshot()
    year = asked_year(snapshot)
    rows = townships.totals(snapshot, year) if year else ()
    years = [total.year for total in batches.by_year(snapshot)]
    before = townships.totals(snapshot, year - 1) if year and year - 1 in years else ()
    return render(
        "pages/townships.html",
        crumbs=[(_("乡镇街道"), None)],
        year=year,
        rows=rows,
        years=years,
        largest=rows[0] if rows else None,
        before={row.code: row.amount_fen for row in before},
        per_head=_per_head(snapshot, rows),
        tile_map=township_map(snapshot, year=year) if year else None,
        picture=township_ranking(snapshot, year=year) if year else None,
        places={place.code: place for place in townships.everything(snapshot)},
        twins=TABLE,
    )


def _per_head(snapshot: Snapshot, rows: tuple[TownshipYear, ...]) -> dict[str, int]:
    """Fen a head by township, rounded half up; only where the city's list has the population."""
    people = {place.code: place.population for place in townships.everything(snapshot) if place.population}
    return {row.code: _rounded(row.amount_fen, people[row.code]) for row in rows if row.code in people}


def _rounded(fen: int, people: int) -> int:
    return (2 * fen + people) // (2 * people)


@chart("/townships/map/<int:year>", "townships")
def township_map(snapshot: Snapshot, year: int) -> Picture | None:
    """The tile map: each township's money of a year."""
    paid = {row.code: row.amount_fen for row in townships.totals(snapshot, year) if row.recipients}
    unit = column_unit(paid.values())
    tiles = [
        charts.Tile(
            place.name, place.tile_column, place.tile_row, paid.get(place.code),
            amount_text(paid.get(place.code, 0), unit),
        )
        for place in townships.in_year(snapshot, year)
        if place.tile_column is not None and place.tile_row is not None
    ]
    note = _("颜色越深金额越大；方格只表示大致方位，不是地图，不画边界。")
    return pictures.tiles(_("%(year)s 年到各乡镇（街道）的专项资金：方格图", year=year), tiles, note)


@chart("/townships/ranking/<int:year>", "townships")
def township_ranking(snapshot: Snapshot, year: int) -> Picture | None:
    """The townships of a year, ranked."""
    rows = [Row(row.name or _("未分乡镇"), row.amount_fen) for row in townships.totals(snapshot, year)]
    return pictures.ranking(_("%(year)s 年到各乡镇（街道）的专项资金", year=year), rows)


@pages.get("/townships/<code>")
def township(code: str) -> str:
    """One township: its years, its money by fund and by village, its largest recipients."""
    snapshot = get_snapshot()
    place: Township = found(townships.detail(snapshot, code))
    year = asked_year(snapshot)
    by_year = townships.for_township(snapshot, code)
    fund_names = {fund.code: fund.name for fund in funds.everything(snapshot)}
    by_fund = township_money.by_fund(snapshot, code, year) if year else ()
    largest = disbursements.page(
        snapshot, where(township_code=code, year=year).sorted_by("-amount"), Paging(page_size=20)
    )
    return render(
        "pages/township.html",
        crumbs=[(_("乡镇街道"), link("townships", year=year)), (place.name, None)],
        place=place,
        year=year,
        total=next((one for one in by_year if one.year == year), None),
        before=next((one for one in by_year if year and one.year == year - 1), None),
        per_head=_per_head(snapshot, tuple(one for one in by_year if one.year == year)).get(code),
        before_by_fund={
            one.key: one.amount_fen for one in (township_money.by_fund(snapshot, code, year - 1) if year else ())
        },
        before_by_village={
            one.key: one.amount_fen for one in (township_money.by_village(snapshot, code, year - 1) if year else ())
        },
        by_year=by_year,
        by_fund=by_fund,
        largest=largest,
        fund_names=fund_names,
        by_village=township_money.by_village(snapshot, code, year) if year else (),
        by_type=[
            (word("recipient", one.key), one) for one in (township_money.by_type(snapshot, code, year) if year else ())
        ],
        successor=townships.detail(snapshot, place.successor) if place.successor else None,
        picture=township_funds(snapshot, code=code, year=year) if year else None,
        years=[total.year for total in batches.by_year(snapshot)],
        twins=TABLE,
    )


@chart("/townships/<code>/<int:year>/funds", "township")
def township_funds(snapshot: Snapshot, code: str, year: int) -> Picture | None:
    """What reached a township in a year, by fund."""
    place = townships.detail(snapshot, code)
    if place is None:
        return None
    names = {fund.code: fund.name for fund in funds.everything(snapshot)}
    rows = [Row(names.get(one.key, one.key), one.amount_fen) for one in township_money.by_fund(snapshot, code, year)]
    return pictures.ranking(_("%(year)s 年到%(place)s的专项资金：按资金", year=year, place=place.name), rows)
