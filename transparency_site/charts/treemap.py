"""Treemap of positive figures (squarify). A negative or missing figure has no area: the caller lists it beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import squarify
from markupsafe import Markup

from transparency_site.charts.svg import WIDE, drawing, fit, tag, text_width

_TONES = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle: its value in fen, its name, its figure as words."""

    label: str
    value: int | None
    text: str


def treemap(title: str, cells: Sequence[Cell], *, width: int = WIDE) -> Markup:
    """The cells, largest first, areas in proportion to their values."""
    height = 420 if width < WIDE else 260 + 10 * min(len(cells), 12)
    shown = sorted((cell for cell in cells if (cell.value or 0) > 0), key=lambda cell: -(cell.value or 0))
    areas = squarify.normalize_sizes([cell.value for cell in shown], width, height) if shown else []
    boxes = squarify.squarify(areas, 0, 0, width, height) if shown else []
    drawn = [
        _cell(cell, box, min(index, _TONES - 1)) for index, (cell, box) in enumerate(zip(shown, boxes, strict=True))
    ]
    return drawing(width, height, title, *drawn)


def _cell(cell: Cell, box: dict[str, float], tone: int) -> Markup:
    x, y, wide, high = box["x"], box["y"], box["dx"], box["dy"]
    shape = tag(
        "rect", x=x + 1, y=y + 1, width=max(wide - 2, 0.5), height=max(high - 2, 0.5), rx=3, class_=f"area-{tone}"
    )
    words = []
    if high > 26:
        words.append(tag("text", fit(cell.label, wide - 16), x=x + 9, y=y + 22, class_=f"area-text-{tone}"))
    if high > 48 and text_width(cell.text, 13) <= wide - 16:
        words.append(tag("text", cell.text, x=x + 9, y=y + 42, class_=f"area-text-{tone} area-figure"))
    return tag("g", tag("title", f"{cell.label} {cell.text}"), shape, *words)
