"""Lines over time. A period without a published figure is a gap, never a zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from transparency_site.charts.frame import TONES, grid, legend_marks
from transparency_site.charts.scale import axis
from transparency_site.charts.svg import WIDE, drawing, tag, text_width

_HEIGHT, _NARROW_HEIGHT = 230, 300  # on a phone a line needs height, or it looks flat


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a value in fen for each label of the chart, None where nothing was published.

    `breaks` are indexes of labels at which the line begins anew: what stands before is not comparable.
    """

    name: str
    values: tuple[int | None, ...]
    texts: tuple[str, ...]
    breaks: tuple[int, ...] = ()


def line_chart(
    title: str, labels: Sequence[str], series: Sequence[Series], tick: Callable[[int], str], *, width: int = WIDE
) -> Markup:
    """All series over `labels`, from a common zero; points are marked, so that a lone one shows."""
    scale = axis(value for line in series for value in line.values)
    height = _NARROW_HEIGHT if width < WIDE else _HEIGHT
    left = max(text_width(tick(value), 13) for value in scale.ticks) + 10
    marks, top = legend_marks([line.name for line in series], width)
    top += 18

    def y(value: int) -> float:
        return top + (1 - scale.place(value)) * height

    room = (width - left) / max(len(labels), 1)
    places = [left + room * (index + 0.5) for index in range(len(labels))]
    names = [
        tag("text", label, x=x, y=top + height + 22, text_anchor="middle", class_="chart-label")
        for label, x in zip(labels, places, strict=True)
    ]
    lines = [_line(line, index, places, labels, y) for index, line in enumerate(series)]
    if 0 < len(series) <= 2:
        lines.append(_figures(series[0], series[1:], places, y))
    return drawing(width, top + height + 32, title, *marks, *grid(scale, left, width, y, tick), *names, *lines)


def _line(
    line: Series, tone: int, places: Sequence[float], labels: Sequence[str], y: Callable[[int], float]
) -> Markup:
    points = [(x, y(value)) for x, value in zip(places, line.values, strict=True) if value is not None]
    path = "".join(_steps(places, line, y))
    stroke = tag("path", d=path, class_=f"chart-line line-{tone % TONES}{' chart-dashed' if tone >= TONES else ''}")
    dots = [tag("circle", cx=x, cy=height, r=4.0, class_=f"tone-{tone % TONES}") for x, height in points]
    spoken = "; ".join(f"{label} {text}" for label, text in zip(labels, line.texts, strict=True))
    return tag("g", tag("title", f"{line.name}: {spoken}"), stroke, *dots)


def _figures(line: Series, others: Sequence[Series], places: Sequence[float], y: Callable[[int], float]) -> Markup:
    """The figures of `line`, each above its point, or below where another line runs through that room."""
    texts = []
    for index, (x, value) in enumerate(zip(places, line.values, strict=True)):
        if value is not None:
            passing = [y(fen) for other in others if (fen := other.values[index]) is not None]
            height = y(value) + (22 if any(-28 < one - y(value) <= 0 for one in passing) else -10)
            texts.append(tag("text", line.texts[index], x=x, y=height, text_anchor="middle", class_="chart-figure"))
    return tag("g", *texts)


def _steps(places: Sequence[float], line: Series, y: Callable[[int], float]) -> list[str]:
    steps, drawing_on = [], False
    for index, (x, value) in enumerate(zip(places, line.values, strict=True)):
        if value is not None:
            steps.append(f"{'L' if drawing_on and index not in line.breaks else 'M'}{x:.1f} {y(value):.1f}")
        drawing_on = value is not None
    return steps
