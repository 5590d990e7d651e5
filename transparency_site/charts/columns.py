"""Stacked columns: one column a year (or unit), its parts on top of each other, negative parts below the zero line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from transparency_site.charts.frame import grid, legend_marks
from transparency_site.charts.scale import axis
from transparency_site.charts.svg import WIDE, drawing, fit, tag, text_width

_HEIGHT, _FOOT, _HEAD = 270, 46, 22


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its label (one or two lines), its parts in fen in the order of the legend, its total as words.

    A part that is None was not published.
    """

    label: str
    parts: tuple[int | None, ...]
    text: str


def stacked_columns(
    title: str, columns: Sequence[Column], legend: Sequence[str], tick: Callable[[int], str], *, width: int = WIDE
) -> Markup:
    """The columns with a legend above and round values at the left; `tick` words an axis value."""
    scale = axis([_sum(column, sign) for column in columns for sign in (1, -1)])
    left = max(text_width(tick(value), 13) for value in scale.ticks) + 10
    marks, top = legend_marks(legend, width)
    top += _HEAD

    def y(value: int) -> float:
        return top + (1 - scale.place(value)) * (_HEIGHT - _FOOT)

    room = (width - left) / max(len(columns), 1)
    drawn = [_column(column, left + index * room, room, y, scale.low) for index, column in enumerate(columns)]
    return drawing(width, top + _HEIGHT, title, *marks, *grid(scale, left, width, y, tick), *drawn)


def _sum(column: Column, sign: int) -> int:
    return sum(part for part in column.parts if part is not None and part * sign > 0)


def _column(column: Column, left: float, room: float, y: Callable[[int], float], scale_low: int) -> Markup:
    wide = min(room * 0.62, 84)
    middle = left + room / 2
    shapes, up, down = [], 0, 0
    for index, part in enumerate(column.parts):
        if part is None or part == 0:
            continue
        base = up if part > 0 else down
        low, high = sorted((y(base), y(base + part)))
        shapes.append(
            tag(
                "rect",
                x=middle - wide / 2,
                y=low,
                width=wide,
                height=max(high - low, 0.5),
                class_=f"tone-{index}" + ("" if part > 0 else " chart-negative"),
            )
        )
        up, down = (up + part, down) if part > 0 else (up, down + part)
    published = any(part is not None for part in column.parts)
    kind = "chart-figure" if published else "chart-missing"
    text = tag("text", column.text, x=middle, y=y(up) - 7, text_anchor="middle", class_=kind)
    foot = y(scale_low) + 20
    names = [
        tag("text", fit(line, room - 2), x=middle, y=foot + 17 * number, text_anchor="middle", class_="chart-label")
        for number, line in enumerate(column.label.split("\n"))
    ]
    spoken = column.label.replace("\n", " ")
    return tag("g", tag("title", f"{spoken} {column.text}"), *shapes, text, *names)
