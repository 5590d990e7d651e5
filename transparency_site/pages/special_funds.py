"""Special funds, batches and disbursements: who got which money, from which fund, under which document."""

from __future__ import annotations

from transparency_site.current import get_snapshot
from transparency_site.filters import Paging, where
from transparency_site.pages import pictures
from transparency_site.pages.addresses import link
from transparency_site.pages.blueprint import OBJECT, TABLE, pages
from transparency_site.pages.embedding import chart
from transparency_site.pages.language import gettext as _
from transparency_site.pages.pictures import Picture, Row
from transparency_site.pages.rendering import ask, found, render
from transparency_site.pages.words import NOTICES, RECIPIENTS
from transparency_site.pages.years import leading_year
from transparency_site.queries import batches, disbursements, fund_money, funds, questions, townships
from transparency_site.queries.batches import BatchDetail
from transparency_site.queries.funds import Fund
from transparency_site.queries.memo import remembered
from transparency_site.snapshot import Snapshot

Options = list[tuple[str, str]]


def _years(snapshot: Snapshot) -> tuple[int, ...]:
    return tuple(total.year for total in batches.by_year(snapshot))


def _year_options(snapshot: Snapshot) -> Options:
    return [(str(year), _("%(year)s 年", year=year)) for year in _years(snapshot)]


@remembered
def _fund_names(snapshot: Snapshot) -> dict[str, str]:
    return {fund.code: fund.name for fund in funds.everything(snapshot)}


@remembered
def _township_names(snapshot: Snapshot) -> dict[str, str]:
    return {place.code: place.name for place in townships.everything(snapshot)}


@pages.get("/special-funds")
def special_funds() -> str:
    """The funds of a year, ranked by what their batches allocated."""
    snapshot = get_snapshot()
    asked = ask(funds.COLUMNS)
    years = _years(snapshot)
    year = asked.filters.value("year") or leading_year(snapshot, years)
    rows = [fund for fund in funds.everything(snapshot, year) if fund.batches]
    return render(
        "pages/special_funds.html",
        crumbs=[(_("专项资金"), None)],
        year=year,
        years=years,
        total=next((one for one in batches.by_year(snapshot) if one.year == year), None),
        rows=sorted(rows, key=lambda fund: -fund.amount_fen),
        notices=batches.open_notices(snapshot),
        picture=funds_of_year(snapshot, year=year) if year else None,
        twins=TABLE,
    )


@chart("/special-funds/by-fund/<int:year>", "special_funds")
def funds_of_year(snapshot: Snapshot, year: int) -> Picture | None:
    """The funds of a year, ranked."""
    rows = [Row(fund.name, fund.amount_fen) for fund in funds.everything(snapshot, year) if fund.batches]
    return pictures.ranking(_("%(year)s 年各项专项资金拨付额", year=year), rows)


@pages.get("/special-funds/<fund>")
def special_fund(fund: str) -> str:
    """One fund: its years, its batches, the townships that it reached."""
    snapshot = get_snapshot()
    one: Fund = found(funds.detail(snapshot, fund))
    page = batches.page(snapshot, where(fund=fund).sorted_by("-year", "-allocated_on"), Paging(page_size=200))
    return render(
        "pages/special_fund.html",
        crumbs=[(_("专项资金"), link("special_funds")), (one.name, None)],
        fund=one,
        feed=link("fund_feed", fund=fund),
        page=page,
        picture=fund_years(snapshot, fund=fund),
        year=(year := leading_year(snapshot, (total.year for total in one.years))),
        places=fund_townships(snapshot, fund=fund, year=year) if year else None,
        purposes=fund_purposes(snapshot, fund=fund, year=year) if year else None,
        twins=TABLE,
    )


@chart("/special-funds/<fund>/years", "special_fund")
def fund_years(snapshot: Snapshot, fund: str) -> Picture | None:
    """A fund's batches added, year by year."""
    one = funds.detail(snapshot, fund)
    if one is None:
        return None
    stacks = [pictures.Stack(str(year.year), (year.amount_fen,), year.amount_fen) for year in one.years]
    return pictures.columns(_("%(fund)s历年拨付额", fund=one.name), stacks, [_("拨付额")])


@chart("/special-funds/<fund>/<int:year>/townships", "special_fund")
def fund_townships(snapshot: Snapshot, fund: str, year: int) -> Picture | None:
    """Where a fund's money of a year went."""
    names = _township_names(snapshot)
    shares = fund_money.by_township(snapshot, fund, year)
    rows = [Row(names.get(one.key, one.key) or _("未分乡镇"), one.amount_fen) for one in shares]
    return pictures.ranking(_("%(year)s 年%(fund)s：到哪些乡镇", year=year, fund=_fund_name(snapshot, fund)), rows)


@chart("/special-funds/<fund>/<int:year>/purposes", "special_fund")
def fund_purposes(snapshot: Snapshot, fund: str, year: int) -> Picture | None:
    """What a fund's money of a year was for."""
    shares = fund_money.by_purpose(snapshot, fund, year)
    rows = [Row(one.key or _("没有写明用途"), one.amount_fen) for one in shares]
    return pictures.ranking(_("%(year)s 年%(fund)s：用来做什么", year=year, fund=_fund_name(snapshot, fund)), rows)


def _fund_name(snapshot: Snapshot, fund: str) -> str:
    return _fund_names(snapshot).get(fund, fund)


@pages.get("/batches")
def batch_list() -> str:
    """Batches, filtered."""
    snapshot = get_snapshot()
    names = _fund_names(snapshot)
    asked = ask(batches.COLUMNS, {"fund": names})
    return render(
        "pages/batches.html",
        crumbs=[(_("专项资金"), link("special_funds")), (_("批次列表"), None)],
        asked=asked,
        page=batches.page(snapshot, asked.filters, asked.paging),
        twins=TABLE,
        year_options=_year_options(snapshot),
        fund_options=list(names.items()),
        notice_options=[(code, NOTICES[code]) for code in ("open", "over", "upcoming")],
    )


@pages.get("/batches/<int:year>/<number>")
def batch(year: int, number: str) -> str:
    """One batch: its document, its notice, its recipients."""
    snapshot = get_snapshot()
    detail: BatchDetail = found(batches.detail(snapshot, year, number))
    name = _("%(year)s 年第 %(number)s 批", year=year, number=number)
    ends = detail.batch.notice_end
    asked = questions.about(snapshot, detail.batch.id)
    return render(
        "pages/batch.html",
        detail=detail,
        asked=asked,
        asked_tally=questions.tally(asked),
        batch=detail.batch,
        days_left=(ends - snapshot.on_date).days + 1 if ends else None,
        crumbs=[(_("专项资金"), link("special_funds")), (_("批次列表"), link("batch_list", year=year)), (name, None)],
        picture=batch_townships(snapshot, year=year, number=number),
        twins=TABLE if detail.recipients else OBJECT,
    )


@chart("/batches/<int:year>/<number>/townships", "batch")
def batch_townships(snapshot: Snapshot, year: int, number: str) -> Picture | None:
    """A batch by township, where it reached more than one."""
    detail = batches.detail(snapshot, year, number)
    sums: dict[str, int] = {}
    for row in detail.recipients if detail else ():
        place = row.township_name or _("未分乡镇")
        sums[place] = sums.get(place, 0) + row.amount_fen
    if len(sums) < 2:
        return None
    name = _("%(year)s 年第 %(number)s 批", year=year, number=number)
    return pictures.ranking(_("%(batch)s：各乡镇（街道）金额", batch=name), [Row(*pair) for pair in sums.items()])


@pages.get("/disbursements")
def disbursement_list() -> str:
    """Recipient rows of all batches, filtered."""
    snapshot = get_snapshot()
    fund_names, places = _fund_names(snapshot), _township_names(snapshot)
    asked = ask(disbursements.COLUMNS, {"fund": fund_names, "township_code": places})
    return render(
        "pages/disbursements.html",
        crumbs=[(_("专项资金"), link("special_funds")), (_("拨付明细"), None)],
        asked=asked,
        page=disbursements.page(snapshot, asked.filters, asked.paging),
        year_options=_year_options(snapshot),
        fund_options=tuple(fund_names.items()),
        township_options=tuple(places.items()),
        type_options=list(RECIPIENTS.items()),
        twins=TABLE,
    )
