"""What charts with an upright axis share: the legend above, the round values and lines behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from transparency_site.charts.scale import Axis
from transparency_site.charts.svg import tag, text_width

TONES = 6  # of the palette; a seventh line is the first one dashed


def legend_marks(legend: Sequence[str], width: int) -> tuple[list[Markup], float]:
    """Marks and names of the parts, wrapped to `width`, and the height they take; nothing for a single part."""
    marks, x, y = [], 0.0, 0.0
    if len(legend) < 2:
        return [], 0.0
    for index, word in enumerate(legend):
        need = text_width(word) + 36
        if x and x + need > width:
            x, y = 0.0, y + 22
        kind = f"tone-{index % TONES}" + (" legend-dashed" if index >= TONES else "")
        marks.append(tag("rect", x=x, y=y + 3, width=12, height=12, rx=2, class_=kind))
        marks.append(tag("text", word, x=x + 18, y=y + 14, class_="chart-label"))
        x += need
    return marks, y + 26


def grid(scale: Axis, left: float, width: int, y: Callable[[int], float], tick: Callable[[int], str]) -> list[Markup]:
    """A line and its value at every tick of `scale`."""
    lines = []
    for value in scale.ticks:
        lines.append(
            tag(
                "line",
                x1=left,
                x2=float(width),
                y1=y(value),
                y2=y(value),
                class_="chart-axis" if value == 0 else "chart-grid",
            )
        )
        lines.append(tag("text", tick(value), x=left - 6, y=y(value) + 4, text_anchor="end", class_="chart-tick"))
    return lines
