"""Charts as a page shows them: what is drawn, the table beneath, and the address of their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from xml.etree import ElementTree

from transparency_site.formatting import UNIT_WORDS, in_unit

Figures = dict[tuple[str, str], int | None]
"""(label, series) -> fen; None: not published."""

_FIGURE = re.compile(r'<figure class="picture">(.*?)</figure>', re.DOTALL)
_ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(?:<td>(.*?)</td>)?<td class="num">(.*?)</td></tr>', re.DOTALL)
_EXACT = re.compile(r'title="(-?[\d,]+)\.(\d\d) ')
_DRAWN = re.compile(r"(?P<label>.*) (?P<number>-?[\d,]+\.\d\d)(?: (?P<unit>\S+))?", re.DOTALL)
_UNITS = {word: key for key, word in UNIT_WORDS["zh"].items()}


@dataclass(frozen=True)
class ShownChart:
    """A chart on a page (in Chinese): `file` has its figures as JSON, `table` is under it, drawn wide and narrow."""

    file: str
    table: Figures
    unit: str | None
    drawings: tuple[ElementTree.Element, ...]

    def wrong_words(self) -> list[str]:
        """Words in the drawings whose number is no figure of the table: their label, number, unit."""
        return [words for drawing in self.drawings for words in _marks(drawing) if not self._is_right(words)]

    def drawn(self) -> int:
        """How many marks with a number the drawings have."""
        return sum(1 for drawing in self.drawings for words in _marks(drawing) if _DRAWN.fullmatch(words))

    def _is_right(self, words: str) -> bool:
        said = _DRAWN.fullmatch(words)
        if said is None:  # 未公布, and the name of a chart or line without a number
            return True
        unit = _UNITS[said["unit"]] if said["unit"] else (self.unit or "")
        amounts = [fen for (label, series), fen in self.table.items() if said["label"] in (label, f"{series}/{label}")]
        return any(fen is not None and in_unit(fen, unit) == said["number"] for fen in amounts)


def _marks(drawing: ElementTree.Element) -> Iterator[str]:
    """The titles of marks: "name 12.00 万元"; a line's title is taken apart into its points, "line/label 12.00"."""
    for title in drawing.findall("./g/title"):
        text = title.text or ""
        name, colon, points = text.partition(": ")
        if colon:
            yield from (f"{name}/{point}" for point in points.split("; "))
        else:
            yield text


def charts_of(html: str) -> list[ShownChart]:
    """The charts of a Chinese page that have an address of their own."""
    found = []
    for block in _FIGURE.findall(html):
        link = re.search(r'href="([^"]*\.json[^"]*)"', block)
        if link is None:
            continue
        head = re.search(r"<figcaption>(.*?)</figcaption>", block, re.DOTALL)
        unit = re.search(r"单位：(\S+?)<", head[1]) if head else None
        drawings = tuple(ElementTree.fromstring(svg) for svg in re.findall(r"<svg\b.*?</svg>", block, re.DOTALL))
        found.append(ShownChart(unescape(link[1]), dict(_table(block)), _UNITS[unit[1]] if unit else None, drawings))
    return found


def _table(block: str) -> Iterator[tuple[tuple[str, str], int | None]]:
    for label, series, cell in _ROW.findall(block):
        exact = _EXACT.search(cell)
        fen = int(exact[1].replace(",", "") + exact[2]) if exact else None
        yield (unescape(label), unescape(series)), fen
