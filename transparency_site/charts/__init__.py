"""Figures to SVG, on the server: ranked bars, stacked columns, line, treemap, tile map. Knows no Flask and no database.

Each shape takes plain values (integer fen and the words to print) and returns markup with classes and presentation
attributes only, so that a strict content policy holds and the page's stylesheet colours it, in the dark and in print.
Every chart is an image with a name for screen readers and stands beside a table of the same figures.
Text in an SVG that shrinks to a phone becomes unreadable: every shape is drawn for a width, wide or narrow.
"""

from transparency_site.charts.bars import Bar, ranked_bars
from transparency_site.charts.columns import Column, stacked_columns
from transparency_site.charts.lines import Series, line_chart
from transparency_site.charts.scale import Axis, axis
from transparency_site.charts.svg import LARGE, NARROW, WIDE
from transparency_site.charts.tiles import Tile, tile_map
from transparency_site.charts.treemap import Cell, treemap

__all__ = [
    "LARGE",
    "NARROW",
    "WIDE",
    "Axis",
    "Bar",
    "Cell",
    "Column",
    "Series",
    "Tile",
    "axis",
    "line_chart",
    "ranked_bars",
    "stacked_columns",
    "tile_map",
    "treemap",
]
