"""The record of publishing: publications, corrections in redline, one figure with its source cell, who is late."""

from __future__ import annotations

from transparency_site.current import get_site, get_snapshot
from transparency_site.pages.addresses import link
from transparency_site.pages.blueprint import OBJECT, TABLE, pages
from transparency_site.pages.disclosure_links import disclosure_link
from transparency_site.pages.language import gettext as _
from transparency_site.pages.published_tables import figure_word, table_of
from transparency_site.pages.rendering import ask, found, render
from transparency_site.pages.showing import sentence
from transparency_site.pages.sums import sum_page
from transparency_site.pages.words import TIMELINESS, word
from transparency_site.queries import figures, publications, questions, source_cells, sums, timeliness
from transparency_site.queries.figures import Figure, Reading
from transparency_site.queries.source_cells import Excerpt
from transparency_site.snapshot import Snapshot

MOST_LINES = 12  # redlines of one correction on the page of all; its own page has the rest


@pages.get("/publications", endpoint="publications")
def publication_list() -> str:
    """Every act of publishing."""
    snapshot = get_snapshot()
    asked = ask(publications.COLUMNS)
    return render(
        "pages/publications.html",
        crumbs=[(_("公开记录"), None)],
        asked=asked,
        twins=TABLE,
        page=publications.page(snapshot, asked.filters, asked.paging),
    )


@pages.get("/publications/<int:version>")
def publication(version: int) -> str:
    """One act of publishing: what it brought, corrected and withdrew."""
    detail = found(publications.detail(get_snapshot(), version))
    return render(
        "pages/publication.html",
        detail=detail,
        one=detail.publication,
        most_lines=None,
        figure_word=figure_word,
        table_of=table_of,
        disclosure_link=disclosure_link,
        crumbs=[(_("公开记录"), link("publications")), (sentence(_("第 %(version)s 版", version=version)), None)],
        twins=OBJECT,
    )


@pages.get("/corrections")
def corrections() -> str:
    """Everything that was corrected or withdrawn, in redline."""
    acts = publications.corrections(get_snapshot())
    return render(
        "pages/corrections.html",
        crumbs=[(_("公开记录"), link("publications")), (_("更正和撤回"), None)],
        acts=acts,
        most_lines=MOST_LINES,
        figure_word=figure_word,
        table_of=table_of,
        disclosure_link=disclosure_link,
        twins=TABLE,
    )


@pages.get("/figures/<id>")
def figure(id: str) -> str:
    """One figure: large, with its source cell ringed among the rows around it, and its history."""
    snapshot = get_snapshot()
    added = sums.sum_of(snapshot, id)
    if added is not None:
        return sum_page(added)
    one: Figure = found(figures.figure(snapshot, id))
    asked = tuple(each for each in questions.about(snapshot, one.disclosure.id) if each.about == id)
    return render(
        "pages/figure.html",
        figure=one,
        asked=asked,
        asked_tally=questions.tally(asked),
        reading=one.reading,
        crumbs=[(_("公开记录"), link("publications")), (_("数字的出处"), None)],
        name=_figure_name(one),
        measure=figure_word(one.measure, one.id),
        excerpt=_excerpt(snapshot, one),
        twins=OBJECT,
        file=source_cells.public_file(snapshot, one.reading.source.file_sha256 or "") if one.reading else None,
        disclosure_link=disclosure_link(one.disclosure),
        current_value=_said(one.reading),
        changed=len({_said(entry.reading) for entry in one.history}) > 1,
    )


def _said(reading: Reading | None) -> tuple[int | None, str | None]:
    """What a reading says: a number, or words."""
    return (reading.value, reading.text) if reading else (None, None)


def _excerpt(snapshot: Snapshot, one: Figure) -> Excerpt | None:
    return source_cells.excerpt(get_site(), snapshot, one.reading.source) if one.reading else None


def _figure_name(one: Figure) -> str:
    reading = one.reading or next((entry.reading for entry in reversed(one.history) if entry.reading), None)
    if one.disclosure.kind == "register" and reading:
        return reading.name
    return figure_word(reading.name, one.id) if reading else one.id


@pages.get("/timeliness/<int:year>")
def timeliness_year(year: int) -> str:
    """Who published on time, who late, who not yet: one row each, with days late."""
    snapshot = get_snapshot()
    years = sorted({one.year for one in timeliness.everything(snapshot)}, reverse=True)
    found(year if year in years else None)
    asked = ask(timeliness.COLUMNS)
    filters = asked.filters.and_equal("year", year)
    filters = filters if filters.sort else filters.sorted_by("-days_late", "due_on", "unit")
    return render(
        "pages/timeliness.html",
        crumbs=[(_("公开记录"), link("publications")), (_("%(year)s 年公开是否及时", year=year), None)],
        rules=list(dict.fromkeys(one.rule for one in timeliness.in_fiscal_year(snapshot, year))),
        year=year,
        years=years,
        counts=timeliness.counts(snapshot, year),
        page=timeliness.page(snapshot, filters, asked.paging),
        asked=asked,
        twins=TABLE,
        kind_options=[
            (kind, word("kind", kind))
            for kind in dict.fromkeys(one.kind for one in timeliness.in_fiscal_year(snapshot, year))
        ],
        status_options=list(TIMELINESS.items()),
    )
