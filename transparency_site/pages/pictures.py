"""Pictures of a page: figures to charts, each drawn wide and narrow, with a title that says what, year and stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from transparency_site import charts, formatting
from transparency_site.pages.language import language
from transparency_site.pages.showing import amount_text, chart_unit

LARGEST = 12  # rows of a ranked picture; the table has them all
FEWEST_AREAS = 4  # with fewer parts, bars say more than areas


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in both widths, its title, and what it leaves out, in words."""

    title: str
    wide: Markup
    narrow: Markup
    note: str = ""


def drawn(title: str, draw: Callable[..., Markup], *args: Any, note: str = "") -> Picture:
    """`draw(title, *args)` for wide screens and for phones."""
    return Picture(title, draw(title, *args, narrow=False), draw(title, *args, narrow=True), note)


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


def columns(title: str, rows: Sequence[charts.Column], legend: Sequence[str]) -> Picture | None:
    """Stacked columns; the axis is worded in one unit."""
    amounts = [part for row in rows for part in row.parts if part is not None]
    return drawn(title, charts.stacked_columns, rows, legend, tick(amounts)) if amounts else None


def lines(title: str, labels: Sequence[str], series: Sequence[charts.Series]) -> Picture | None:
    """Lines over `labels`; a period that was not published is a gap."""
    amounts = [value for line in series for value in line.values if value is not None]
    return drawn(title, charts.line_chart, labels, series, tick(amounts)) if amounts else None


def tiles(title: str, places: Sequence[charts.Tile]) -> Picture | None:
    """The tile map of townships."""
    return drawn(title, charts.tile_map, places) if places else None


def tick(amounts: Sequence[int]) -> Callable[[int], str]:
    """Words for an axis value in the unit that fits `amounts`: "500 万元"."""
    unit = chart_unit(amounts)

    def words(fen: int) -> str:
        shown = formatting.money(fen, unit, language())
        return f"{shown.number.removesuffix('.00')} {shown.unit}" if fen else "0"

    return words
