"""Stacked columns: one column a year (or unit), its parts on top of each other, negative parts below the zero line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from transparency_site.charts.scale import Axis, axis
from transparency_site.charts.svg import NARROW, WIDE, drawing, fit, tag, text_width

_HEIGHT, _FOOT, _HEAD = 260, 30, 22


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its parts in fen in the order of the legend (None: not published) and its total as words."""

    label: str
    parts: tuple[int | None, ...]
    text: str


def stacked_columns(title: str, columns: Sequence[Column], legend: Sequence[str], tick: Callable[[int], str], *,
                    narrow: bool = False) -> Markup:
    """The columns with a legend above and round values at the left; `tick` words an axis value."""
    width = NARROW if narrow else WIDE
    scale = axis([_sum(column, sign) for column in columns for sign in (1, -1)])
    left = max(text_width(tick(value), 12) for value in scale.ticks) + 10
    legend_marks, top = _legend(legend, width)
    top += _HEAD

    def y(value: int) -> float:
        return top + (1 - scale.place(value)) * (_HEIGHT - _FOOT)

    room = (width - left) / max(len(columns), 1)
    drawn = [_column(column, left + index * room, room, y) for index, column in enumerate(columns)]
    return drawing(width, top + _HEIGHT, title, *legend_marks, *_grid(scale, left, width, y, tick), *drawn, narrow=narrow)


def _sum(column: Column, sign: int) -> int:
    return sum(part for part in column.parts if part is not None and part * sign > 0)


def _legend(legend: Sequence[str], width: int) -> tuple[list[Markup], float]:
    marks, x, y = [], 0.0, 0.0
    if len(legend) < 2:
        return [], 0.0
    for index, word in enumerate(legend):
        need = text_width(word, 13) + 34
        if x and x + need > width:
            x, y = 0.0, y + 22
        marks.append(tag("rect", x=x, y=y + 3, width=12, height=12, rx=2, class_=f"tone-{index}"))
        marks.append(tag("text", word, x=x + 18, y=y + 14, class_="chart-label"))
        x += need
    return marks, y + 26


def _grid(scale: Axis, left: float, width: int, y: Callable[[int], float], tick: Callable[[int], str]) -> list[Markup]:
    lines = []
    for value in scale.ticks:
        lines.append(tag("line", x1=left, x2=float(width), y1=y(value), y2=y(value),
                         class_="chart-axis" if value == 0 else "chart-grid"))
        lines.append(tag("text", tick(value), x=left - 6, y=y(value) + 4, text_anchor="end", class_="chart-tick"))
    return lines


def _column(column: Column, left: float, room: float, y: Callable[[int], float]) -> Markup:
    wide = min(room * 0.62, 84)
    middle = left + room / 2
    shapes, up, down = [], 0, 0
    for index, part in enumerate(column.parts):
        if part is None or part == 0:
            continue
        base = up if part > 0 else down
        low, high = sorted((y(base), y(base + part)))
        shapes.append(tag("rect", x=middle - wide / 2, y=low, width=wide, height=max(high - low, 0.5),
                          class_=f"tone-{index}" + ("" if part > 0 else " chart-negative")))
        up, down = (up + part, down) if part > 0 else (up, down + part)
    published = any(part is not None for part in column.parts)
    kind = "chart-figure" if published else "chart-missing"
    text = tag("text", column.text, x=middle, y=y(up) - 7, text_anchor="middle", class_=kind)
    label = tag("text", fit(column.label, room - 4), x=middle, y=y(down) + 20, text_anchor="middle", class_="chart-label")
    return tag("g", tag("title", f"{column.label} {column.text}"), *shapes, text, label)
