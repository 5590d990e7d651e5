"""Treemap of positive figures (squarify). A negative or missing figure has no area: the caller lists it beneath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import squarify
from markupsafe import Markup

from transparency_site.charts.svg import WIDE, drawing, fit, tag, wrapped

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
    words = [
        tag("text", line, x=x + 1 + left, y=y + 1 + down, class_=f"area-text-{tone}{' area-figure' if small else ''}")
        for line, left, down, small in _words(cell, wide - 2, high - 2)
    ]
    return tag("g", tag("title", f"{cell.label} {cell.text}"), shape, *words)


def _words(cell: Cell, wide: float, high: float) -> Iterator[tuple[str, float, float, bool]]:
    """What a tile has room for, as (line, x, y of its baseline, whether small): name and figure, else the name."""
    for figure in (cell.text, ""):
        for small, size, step, edge in ((False, 14, 20, 8), (True, 12, 16, 4)):
            names, figures = wrapped(cell.label, wide - 2 * edge, size), wrapped(figure, wide - 2 * edge, 12)
            if not names or (figure and len(figures) not in (1, 2)):  # a figure, or a number above its unit
                continue
            if len(names) * step + len(figures) * 16 + edge <= high:
                lines = [(name, edge + step * (number + 0.7), small) for number, name in enumerate(names)]
                below = edge + len(names) * step
                lines += [(one, below + 16 * (number + 0.7), True) for number, one in enumerate(figures)]
                yield from ((line, edge, down, little) for line, down, little in lines)
                return
    cut = fit(cell.label, wide - 16)
    if cut and high > 26:
        yield cut, 8, 21, False
