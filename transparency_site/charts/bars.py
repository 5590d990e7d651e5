"""Ranked bars: one horizontal bar a row, name before it, figure after it; negatives go left of a common zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from transparency_site.charts.scale import axis
from transparency_site.charts.svg import WIDE, drawing, fit, tag, text_width

_BAR = 20
_GAP = 10
_NAME = 21  # height of a name above its bar, in the narrow drawing


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` in fen (or a count), None where nothing was published; `text` is the figure as words."""

    label: str
    value: int | None
    text: str
    tone: int = 0  # which of the palette's colours


def ranked_bars(title: str, bars: Sequence[Bar], *, width: int = WIDE) -> Markup:
    """The bars in the order given. Narrow: names above the bars, so that both stay readable on a phone."""
    if width < WIDE:
        return _drawn(title, bars, width, label_room=0, narrow=True)
    room = min(320.0, max((text_width(bar.label) for bar in bars), default=0) + 12)
    return _drawn(title, bars, width, label_room=room, narrow=False)


def _drawn(title: str, bars: Sequence[Bar], width: int, label_room: float, *, narrow: bool) -> Markup:
    scale = axis(bar.value for bar in bars)
    text_room = max((text_width(bar.text) for bar in bars), default=0) + 8
    left, right = label_room, width - text_room
    row = _BAR + _GAP + (_NAME + 4 if narrow else 0)
    rows = [
        _row(
            bar,
            index * row,
            scale_x=lambda value: left + scale.place(value) * (right - left),
            narrow=narrow,
            width=width,
        )
        for index, bar in enumerate(bars)
    ]
    zero = left + scale.place(0) * (right - left)
    height = max(len(bars), 1) * row
    baseline = tag("line", x1=zero, x2=zero, y1=0.0, y2=float(height - _GAP / 2), class_="chart-axis")
    # Names above their bars begin at the edge: a line there would run through them, and equal beginnings need none.
    is_needed = not narrow or zero > left
    return drawing(width, height, title, *rows, *((baseline,) if is_needed else ()))


def _row(bar: Bar, top: float, *, scale_x: Callable[[int], float], narrow: bool, width: int) -> Markup:
    bar_top = top + _NAME if narrow else top
    middle = bar_top + _BAR / 2 + 4.5
    zero = scale_x(0)
    name_room = width if narrow else zero - 12
    name = tag(
        "text",
        fit(bar.label, max(name_room, 60)),
        class_="chart-label",
        x=0.0 if narrow else float(zero - 8 if bar.value is None or bar.value >= 0 else scale_x(bar.value) - 8),
        y=float(top + 14) if narrow else middle,
        text_anchor="start" if narrow else "end",
    )
    if bar.value is None:
        return tag(
            "g",
            tag("title", f"{bar.label} {bar.text}"),
            name,
            tag("text", bar.text, x=zero + 6, y=middle, class_="chart-missing"),
        )
    end = scale_x(bar.value)
    shape = tag(
        "rect",
        x=float(min(zero, end)),
        y=float(bar_top),
        width=float(max(abs(end - zero), 1)),
        height=_BAR,
        rx=2,
        class_=f"tone-{bar.tone}" + (" chart-negative" if bar.value < 0 else ""),
    )
    figure = tag("text", bar.text, x=float(max(zero, end) + 6), y=middle, class_="chart-figure")
    return tag("g", tag("title", f"{bar.label} {bar.text}"), name, shape, figure)
