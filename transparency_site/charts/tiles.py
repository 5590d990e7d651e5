"""Tile map: one square a township on an invented grid; no border is drawn, so none can be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from transparency_site.charts.svg import WIDE, drawing, fit, tag, text_width

_SHADES = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """One place at (`column`, `row`) of the grid with its value in fen (None: nothing published)."""

    label: str
    column: int
    row: int
    value: int | None
    text: str


def tile_map(title: str, tiles: Sequence[Tile], *, width: int = WIDE) -> Markup:
    """The tiles shaded by value: five equal steps up to the largest."""
    if not tiles:
        return Markup("")
    first_column, first_row = min(tile.column for tile in tiles), min(tile.row for tile in tiles)
    columns = max(tile.column for tile in tiles) - first_column + 1
    rows = max(tile.row for tile in tiles) - first_row + 1
    narrow = width < WIDE
    side, high = width / columns, (44 if narrow else 56)
    largest = max((tile.value or 0 for tile in tiles), default=0)
    drawn = [
        _tile(
            tile,
            (tile.column - first_column) * side,
            (tile.row - first_row) * high,
            side,
            high,
            shade(tile.value, largest),
            narrow=narrow,
        )
        for tile in tiles
    ]
    return drawing(width, rows * high, title, *drawn)


def shade(value: int | None, largest: int) -> int | None:
    """Step 0 to 4 of `value` on the way to `largest`; None where nothing was published."""
    if value is None:
        return None
    if value <= 0 or largest <= 0:
        return 0
    return min(value * _SHADES // largest, _SHADES - 1)


def _tile(tile: Tile, x: float, y: float, side: float, high: float, step: int | None, *, narrow: bool) -> Markup:
    kind = "none" if step is None else str(step)
    shape = tag("rect", x=x + 1, y=y + 1, width=side - 2, height=float(high - 2), rx=4, class_=f"shade-{kind}")
    centre, middle = x + side / 2, y + high / 2
    if narrow:
        lines = _halves(tile.label, side - 6)
        texts = [(line, middle + 5 + 17 * (index - (len(lines) - 1) / 2), "") for index, line in enumerate(lines)]
    else:
        name, figure = fit(tile.label, side - 4), fit(tile.text, side - 6, 12)
        texts = [(name, middle - 2, ""), (figure, middle + 15, " tile-figure")]
    said = [
        tag("text", text, x=centre, y=height, text_anchor="middle", class_=f"shade-text-{kind}{role}")
        for text, height, role in texts
    ]
    return tag("g", tag("title", f"{tile.label} {tile.text}"), shape, *said)


def _halves(label: str, room: float) -> list[str]:
    """`label` on one line where it fits, else on two: on a phone a name is read only as large as other words."""
    if text_width(label) <= room:
        return [label]
    half = (len(label) + 1) // 2
    return [fit(label[:half], room), fit(label[half:], room)]
