"""Pictures of a page: figures to charts, each drawn wide and narrow, with a title that says what, year and stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from transparency_site import charts, formatting
from transparency_site.pages.language import gettext as _
from transparency_site.pages.showing import amount_text, chart_unit, chosen_view
from transparency_site.pages.words import word

LARGEST = 12  # rows of a ranked picture; the table has them all
FEWEST_AREAS = 4  # with fewer parts, bars say more than areas


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a picture: what it is of, in fen (None: not published), and where it stands in a source."""

    position: int
    label: str
    series: str
    amount_fen: int | None
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in both widths, its title, its figures, and what it leaves out, in words."""

    title: str
    wide: Markup
    narrow: Markup
    note: str = ""
    unit: str | None = None  # of the figures in it, where they stand without
    points: tuple[Point, ...] = ()
    chart: Chart | None = None  # its own address, where it has one


@dataclass(frozen=True, slots=True)
class Chart:
    """The lasting name of a picture: the endpoint that embeds it, the page that it stands on, and their parameters."""

    endpoint: str
    page: str
    parameters: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure to rank: fen, and the id of the published figure where it is one."""

    name: str
    fen: int | None
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """A column to draw: its parts and their stated total in fen; a line break may part the label."""

    label: str
    parts: tuple[int | None, ...]
    total: int | None
    figures: tuple[str | None, ...] = ()  # ids of the parts, where they are published figures


@dataclass(frozen=True, slots=True)
class Line:
    """A line to draw: fen for each label; `breaks` are places over which it is not drawn."""

    name: str
    values: tuple[int | None, ...]
    breaks: tuple[int, ...] = ()
    figures: tuple[str | None, ...] = ()  # ids of the values, where they are published figures


def drawn(title: str, draw: Callable[..., Markup], *args: Any, **more: Any) -> Picture:
    """`draw(title, *args)` for wide screens and for phones; `more` are the picture's other parts."""
    narrow = charts.LARGE if chosen_view() == "large" else charts.NARROW
    return Picture(title, draw(title, *args), draw(title, *args, width=narrow), **more)


def _points(rows: Sequence[Row]) -> tuple[Point, ...]:
    return tuple(Point(number, row.name, "", row.fen, row.figure) for number, row in enumerate(rows, 1))


def ranking(title: str, rows: Sequence[Row], note: str = "") -> Picture | None:
    """Ranked bars, largest first, at most LARGEST of them; None where there is nothing to draw."""
    known = sorted((row for row in rows if row.fen is not None), key=lambda row: -(row.fen or 0))
    if not known:
        return None
    unit = chart_unit(row.fen for row in known)
    bars = [charts.Bar(row.name, row.fen, amount_text(row.fen, unit)) for row in known[:LARGEST]]
    if not note and len(known) > LARGEST:
        note = _("图中只画金额最大的 %(drawn)s 项，共 %(count)s 项。", drawn=LARGEST, count=len(known))
    return drawn(title, charts.ranked_bars, bars, note=note, points=_points(known))


def areas(title: str, rows: Sequence[Row]) -> Picture | None:
    """A treemap for wide screens; on a phone the ranked list comes instead (it reads better there).

    What is zero or negative has no area: a note says which, and the figures beside the picture have it.
    """
    positive = sorted((row for row in rows if (row.fen or 0) > 0), key=lambda row: -(row.fen or 0))
    if not positive:
        return None
    ranked = ranking(title, rows)
    negative = [row for row in rows if (row.fen or 0) < 0]
    if len(positive) < FEWEST_AREAS or ranked is None:
        return ranked
    unit = chart_unit(row.fen for row in positive)
    cells = [charts.Cell(row.name, row.fen, amount_text(row.fen, unit)) for row in positive]
    note = _negatives(negative, unit) if negative else ""
    return Picture(title, charts.treemap(title, cells), ranked.narrow, note, points=ranked.points)


def _negatives(rows: Sequence[Row], unit: str) -> str:
    listed = _("、").join(f"{row.name} {amount_text(row.fen, unit)}" for row in rows)
    return _("负数没有面积，不在图里：%(rows)s。", rows=listed)


def columns(title: str, rows: Sequence[Stack], legend: Sequence[str]) -> Picture | None:
    """Stacked columns in one unit, which the caption names."""
    amounts = [fen for row in rows for fen in (*row.parts, row.total) if fen is not None]
    if not amounts:
        return None
    unit = chart_unit(amounts)
    drawings = [charts.Column(row.label, row.parts, _number(row.total, unit)) for row in rows]
    points = _stack_points(rows, legend)
    return drawn(title, charts.stacked_columns, drawings, legend, tick(unit), unit=unit, points=points)


def _stack_points(rows: Sequence[Stack], legend: Sequence[str]) -> tuple[Point, ...]:
    """A point for each part of each column, then the stated total where there are parts to tell it from."""
    found = []
    for row in rows:
        label, figures = row.label.replace("\n", " "), row.figures or (None,) * (len(legend) + 1)
        named = [*zip(legend, row.parts, figures, strict=False)]
        if len(legend) > 1:
            named.append((_("合计"), row.total, figures[-1]))
        found += [(label, *one) for one in named]
    return tuple(Point(number, *one) for number, one in enumerate(found, 1))


def lines(title: str, labels: Sequence[str], series: Sequence[Line], note: str = "") -> Picture | None:
    """Lines over `labels` in one unit; a period that was not published is a gap."""
    amounts = [fen for line in series for fen in line.values if fen is not None]
    if not amounts:
        return None
    unit = chart_unit(amounts)
    drawings = [
        charts.Series(line.name, line.values, tuple(_number(fen, unit) for fen in line.values), line.breaks)
        for line in series
    ]
    found = [
        (label, line.name, fen, figure) for line in series
        for label, fen, figure in zip(labels, line.values, line.figures or (None,) * len(labels), strict=True)
    ]
    points = tuple(Point(number, *one) for number, one in enumerate(found, 1))
    return drawn(title, charts.line_chart, labels, drawings, tick(unit), unit=unit, points=points, note=note)


def _number(fen: int | None, unit: str) -> str:
    return word("status", "missing") if fen is None else formatting.in_unit(fen, unit)


def tiles(title: str, places: Sequence[charts.Tile], note: str = "") -> Picture | None:
    """The tile map of townships."""
    points = _points([Row(place.label, place.value) for place in places])
    return drawn(title, charts.tile_map, places, note=note, points=points) if places else None


def tick(unit: str) -> Callable[[int], str]:
    """Words for an axis value in `unit`, without needless decimals."""

    def words(fen: int) -> str:
        return formatting.in_unit(fen, unit).rstrip("0").rstrip(".") if fen else "0"

    return words
