"""SVG elements as safe markup: escaping, short numbers, text that is cut where its room ends."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

WIDE, NARROW, LARGE = 960, 360, 270
"""Widths to draw for, in units of which a letter is 14 high: a desk, a phone, and a phone with large type."""

_BREAKABLE = re.compile(r"[^\u2e80-\uffef\s]+\s*|[\u2e80-\uffef][，。、；：）”]?\s*")
"""A word with the space behind it, or a CJK character with the point behind it."""


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("-0.0", "-0") else text.removesuffix(".0")


def tag(name: str, *children: str, **attributes: str | float) -> Markup:
    """One element. `class_` is the class; underscores in names are hyphens; floats are short; children are escaped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(
            key.rstrip("_").replace("_", "-"), number(value) if isinstance(value, float) else value
        )
        for key, value in attributes.items()
    )
    inner = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, inner)  # noqa: S704 - an element's name from our code


def drawing(width: int, height: float, title: str, *children: str) -> Markup:
    """The whole image; its class says for which screens it is drawn."""
    view = f"0 0 {width} {number(height)}"
    kind = "chart chart-narrow" if width < WIDE else "chart chart-wide"
    return tag("svg", tag("title", title), *children, viewBox=view, role="img", aria_label=title, class_=kind)


def text_width(text: str, size: float = 14) -> float:
    """Estimated width: a CJK character is as wide as it is high, a Latin one a little over half."""
    return sum(size if unicodedata.east_asian_width(char) in "WF" else size * 0.58 for char in text)


def wrapped(text: str, room: float, size: float = 14) -> list[str]:
    """`text` in lines within `room`, broken at spaces and between CJK characters; none where a word is too wide."""
    lines: list[str] = []
    for part in _BREAKABLE.findall(text):
        if lines and text_width(lines[-1] + part.rstrip(), size) <= room:
            lines[-1] += part
        else:
            lines.append(part)
    lines = [line.strip() for line in lines]
    return lines if all(text_width(line, size) <= room for line in lines) else []


def fit(text: str, room: float, size: float = 14) -> str:
    """`text`, or its beginning with an ellipsis, within `room`; empty where not even two characters fit."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return f"{text}…" if len(text) >= 2 else ""
