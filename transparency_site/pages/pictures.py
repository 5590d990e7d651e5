"""Pictures of a page: figures to charts, each drawn wide and narrow, with a title that says what, year and stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from transparency_site import charts, formatting
from transparency_site.pages.showing import amount_text, chart_unit
from transparency_site.pages.words import word

LARGEST = 12  # rows of a ranked picture; the table has them all
FEWEST_AREAS = 4  # with fewer parts, bars say more than areas


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in both widths, its title, and what it leaves out, in words."""

    title: str
    wide: Markup
    narrow: Markup
    note: str = ""
    unit: str | None = None  # of the figures in it, where they stand without


@dataclass(frozen=True, slots=True)
class Stack:
    """A column to draw: its parts and their stated total in fen; a line break may part the label."""

    label: str
    parts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line to draw: fen for each label; `breaks` are places over which it is not drawn."""

    name: str
    values: tuple[int | None, ...]
    breaks: tuple[int, ...] = ()


def drawn(title: str, draw: Callable[..., Markup], *args: Any, note: str = "", unit: str | None = None) -> Picture:
    """`draw(title, *args)` for wide screens and for phones."""
    return Picture(title, draw(title, *args, narrow=False), draw(title, *args, narrow=True), note, unit)


def ranking(title: str, rows: Sequence[tuple[str, int | None]], note: str = "") -> Picture | None:
    """Ranked bars of (name, fen), largest first, at most LARGEST of them; None where there is nothing to draw."""
    known = [row for row in rows if row[1] is not None]
    if not known:
        return None
    largest = sorted(known, key=lambda row: -(row[1] or 0))[:LARGEST]
    unit = chart_unit(fen for _name, fen in largest)
    bars = [charts.Bar(name, fen, amount_text(fen, unit)) for name, fen in largest]
    return drawn(title, charts.ranked_bars, bars, note=note)


def areas(title: str, rows: Sequence[tuple[str, int | None]], note: str = "") -> Picture | None:
    """A treemap of (name, fen) for wide screens; on a phone the ranked list comes instead (it reads better there)."""
    positive = [row for row in rows if (row[1] or 0) > 0]
    if not positive:
        return None
    if len(positive) < FEWEST_AREAS:
        return ranking(title, positive, note)
    unit = chart_unit(fen for _name, fen in positive)
    cells = [charts.Cell(name, fen, amount_text(fen, unit)) for name, fen in positive]
    narrow = ranking(title, positive)
    return Picture(title, charts.treemap(title, cells), narrow.narrow if narrow else Markup(""), note)


def columns(title: str, rows: Sequence[Stack], legend: Sequence[str]) -> Picture | None:
    """Stacked columns in one unit, which the caption names."""
    amounts = [fen for row in rows for fen in (*row.parts, row.total) if fen is not None]
    if not amounts:
        return None
    unit = chart_unit(amounts)
    drawings = [charts.Column(row.label, row.parts, _number(row.total, unit)) for row in rows]
    return drawn(title, charts.stacked_columns, drawings, legend, tick(unit), unit=unit)


def lines(title: str, labels: Sequence[str], series: Sequence[Line]) -> Picture | None:
    """Lines over `labels` in one unit; a period that was not published is a gap."""
    amounts = [fen for line in series for fen in line.values if fen is not None]
    if not amounts:
        return None
    unit = chart_unit(amounts)
    drawings = [
        charts.Series(line.name, line.values, tuple(_number(fen, unit) for fen in line.values), line.breaks)
        for line in series
    ]
    return drawn(title, charts.line_chart, labels, drawings, tick(unit), unit=unit)


def _number(fen: int | None, unit: str) -> str:
    return word("status", "missing") if fen is None else formatting.in_unit(fen, unit)


def tiles(title: str, places: Sequence[charts.Tile]) -> Picture | None:
    """The tile map of townships."""
    return drawn(title, charts.tile_map, places) if places else None


def tick(unit: str) -> Callable[[int], str]:
    """Words for an axis value in `unit`, without needless decimals."""

    def words(fen: int) -> str:
        return formatting.in_unit(fen, unit).rstrip("0").rstrip(".") if fen else "0"

    return words
