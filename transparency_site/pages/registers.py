"""The public registers: all of them, one by year with filters, one row with its source cells and its history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from data_loaders.registers import REGISTERS
from data_loaders.registers.declaration import Register
from transparency_site.current import get_site, get_snapshot
from transparency_site.pages import register_views as views
from transparency_site.pages.addresses import here, link
from transparency_site.pages.blueprint import OBJECT, TABLE, pages
from transparency_site.pages.language import gettext as _
from transparency_site.pages.rendering import ask, found, render
from transparency_site.pages.years import leading_year
from transparency_site.queries import register_rows, registers, source_cells
from transparency_site.queries.registers import RowDetail, RowRevision
from transparency_site.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Door:
    """One register among all: what it is, its years, its large counts in the newest year that has ended."""

    register: Register
    name: str
    about: str
    address: str
    year: int | None
    years: tuple[int, ...]
    count: int
    heads: list[views.Head]


@pages.get("/registers", endpoint="registers")
def register_list() -> str:
    """Every register with what is public of it."""
    snapshot = get_snapshot()
    return render(
        "pages/registers.html",
        crumbs=[(_("公开登记"), None)],
        doors=[_door(snapshot, register) for register in REGISTERS.values()],
        twins=TABLE,
    )


def _door(snapshot: Snapshot, register: Register) -> Door:
    years = registers.standing(snapshot, register.key).years
    year = leading_year(snapshot, years)
    items = [item for item in register_rows.everything(snapshot, register.key) if item.year == year]
    return Door(
        register, views.in_language(register.title), views.in_language(register.about),
        link("register", register=register.key), year, years, len(items),
        views.heads(register, items, partial(link, "register", register=register.key, year=year)) if items else [],
    )


@pages.get("/registers/<register>", endpoint="register")
def register_page(register: str) -> str:
    """One register of a year."""
    snapshot = get_snapshot()
    one: Register = found(REGISTERS.get(register))
    dataset = register_rows.BY_REGISTER[register]
    asked = ask(dataset.columns, views.choice_names(one))
    year = views.default_year(snapshot, register, asked.filters)
    filters = asked.filters if year is None else asked.filters.and_equal("year", year)
    standing = registers.standing(snapshot, register)
    page = dataset.page(snapshot, filters, asked.paging)
    tallied = filters if one.tally is None else filters.without(one.tally)
    return render(
        "pages/register.html",
        crumbs=[(_("公开登记"), link("registers")), (views.in_language(one.title), None)],
        register=one,
        asked=asked,
        year=year or filters.value("year"),
        standing=standing,
        page=page,
        rows=views.rows(one, page.items),
        labels=[views.in_language(column) for column in views.listed_columns(one)],
        offered=lambda column: [(choice.key, views.in_language(choice)) for choice in column.choices],
        heads=views.heads(one, dataset.all(snapshot, tallied), partial(here, cursor=None)),
        searched=one.column(one.row_title[-1]),
        in_language=views.in_language,
        gone=[row for row in standing.withdrawn if row.year == (year or filters.value("year"))],
        twins=TABLE,
    )


@pages.get("/registers/<register>/<int:year>/<line>", endpoint="register_row")
def register_row(register: str, year: int, line: str) -> str:
    """One row: every cell with the place where it stands, and what corrections changed."""
    snapshot = get_snapshot()
    one: Register = found(REGISTERS.get(register))
    detail: RowDetail = found(registers.detail(snapshot, register, year, line))
    shown = detail.shown
    item = detail.item
    return render(
        "pages/register_row.html",
        crumbs=[(_("公开登记"), link("registers")),
                (views.in_language(one.title), link("register", register=register, year=year)),
                (_("第 %(number)s 条", number=line), None)],
        register=one,
        detail=detail,
        title=views.title(one, shown) if shown else detail.id,
        unit_name=(shown or {}).get("unit_name"),
        cells=[views.cell(column, item.values, item.id) for column in one.columns] if item else [],
        history=[(entry, _changes(one, detail, entry)) for entry in detail.history],
        excerpt=source_cells.excerpt(get_site(), snapshot, item.source, around=1) if item else None,
        in_language=views.in_language,
        twins=OBJECT,
    )


def _changes(register: Register, detail: RowDetail, entry: RowRevision) -> list[tuple[str, str | None, str | None]]:
    """What a revision changed: column, old words, new words."""
    place = detail.history.index(entry)
    before = next((one.values for one in reversed(detail.history[:place]) if one.values is not None), None)
    return [
        (views.in_language(column), views.said(column, before[column.value_key]),
         views.said(column, entry.values[column.value_key]))
        for column in register.columns
        if before is not None and entry.values is not None and column.value_key in entry.changed
    ]
