"""Header rows become a layout: panels of code, name and amount columns, whatever their order, depth and merging."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_loaders.catalogue.headings import heading_key
from data_loaders.catalogue.measures import measure_of, spelled_measure
from data_loaders.catalogue.roles import Role, role_of
from data_loaders.records import Direction

Path = tuple[str, ...]
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")


@dataclass(frozen=True, slots=True)
class Panel:
    """One block of columns: a table has one, a 收支总表 two or three.

    Columns are 1-based; `paths` are the measures' headers.
    """

    codes: tuple[int, ...]
    names: tuple[int, ...]
    measures: Mapping[str, int]
    paths: Mapping[str, Path]
    direction: Direction | None
    by_use: bool = False  # 支出用途: a second cut of the expenditure beside it

    @property
    def columns(self) -> tuple[int, ...]:
        return (*self.codes, *self.names, *self.measures.values())


@dataclass(frozen=True, slots=True)
class Layout:
    """The panels of a table; `unknown` are amount columns whose header the catalogue does not know (column, header)."""

    panels: tuple[Panel, ...]
    unknown: tuple[tuple[int, str], ...] = ()
    passed_over: frozenset[int] = frozenset()  # 行次, 增减%, 备注: numbers there are no amounts

    @property
    def columns(self) -> frozenset[int]:
        """Every column that the header accounts for."""
        return self.passed_over.union(column for panel in self.panels for column in panel.columns)


@dataclass(slots=True)
class _Open:
    """A panel while its columns are gathered from left to right."""

    codes: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    measures: dict[str, int] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)

    def close(self) -> Panel:
        words = [heading_key(word) for path in self.paths.values() for word in path]
        return Panel(
            tuple(self.codes),
            tuple(self.names),
            dict(self.measures),
            dict(self.paths),
            _direction(words),
            "支出用途" in words,
        )


def header_paths(rows: Sequence[Sequence[str]]) -> list[Path]:
    """The headers above each column, from the top down. A blank cell takes the header on its left, as merged cells do,
    but never across the border of a header above it; what a column has of its own stands lowest."""
    width = max((len(row) for row in rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    starts = [_group_starts(grid, depth, width) for depth in range(len(grid))]
    return [_path(grid, starts, column) for column in range(width)]


def _group_starts(grid: Sequence[Sequence[str]], depth: int, width: int) -> list[int]:
    """For every column, the column whose header in row `depth` reaches it (itself where it is bounded and blank)."""
    starts: list[int] = []
    for column in range(width):
        bounded = any(grid[above][column] for above in range(depth))
        inherits = not grid[depth][column] and column > 0 and not bounded
        starts.append(starts[column - 1] if inherits else column)
    return starts


def _path(grid: Sequence[Sequence[str]], starts: Sequence[Sequence[int]], column: int) -> Path:
    own = [depth for depth in range(len(grid)) if grid[depth][column]]
    lowest = own[-1] if own else len(grid) - 1
    words = (grid[depth][starts[depth][column]] for depth in range(lowest + 1))
    return tuple(word for word in words if word)


def read_layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout that header rows (texts, from column 1) describe; None where no column is known to hold amounts."""
    paths = header_paths([row for row in rows if not _is_counter(row)])
    owned = _owned_columns(rows)
    balances = any(measure_of(path[-1:]) == "opening" for path in paths)
    panels: list[_Open] = [_Open()]
    unknown: list[tuple[int, str]] = []
    passed_over: set[int] = set()
    for column, path in enumerate(paths, 1):
        role = role_of(path) if path else None
        if not path:
            continue
        if role in (Role.IGNORED, Role.REMARK):
            passed_over.add(column)
            continue
        if role is not None:
            _take_label(panels, column, role)
        elif column in owned:
            _take_measure(panels[-1], column, (path, measure_of(path, balances)), unknown)
    closed = tuple(panel.close() for panel in panels if panel.measures)
    known = sum(len(panel.measures) for panel in closed) > len(unknown)
    return Layout(_with_directions(closed), tuple(unknown), frozenset(passed_over)) if known else None


def _is_counter(row: Sequence[str]) -> bool:
    return any(heading_key(text) == "栏次" for text in row)


def _owned_columns(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    return frozenset(column for row in rows for column, text in enumerate(row, 1) if text)


def _take_label(panels: list[_Open], column: int, role: Role) -> None:
    if panels[-1].measures:
        panels.append(_Open())
    (panels[-1].codes if role is Role.CODE else panels[-1].names).append(column)


def _take_measure(panel: _Open, column: int, header: tuple[Path, str | None], unknown: list[tuple[int, str]]) -> None:
    path, measure = header
    if measure in panel.measures and (earlier := _earlier_year(panel, measure, path)):
        measure = earlier
    if measure is None:
        unknown.append((column, path[-1]))
        measure = spelled_measure(path[-1])
    while measure in panel.measures:
        measure += "_more"
    panel.measures[measure] = column
    panel.paths[measure] = path


def _earlier_year(panel: _Open, measure: str, path: Path) -> str | None:
    """Two years side by side (2023年预算数, 2024年预算数): the later keeps the measure, the earlier is `previous`."""
    here, there = (_YEAR.search(" ".join(one)) for one in (path, panel.paths[measure]))
    if not here or not there or here[1] == there[1] or "previous" in panel.measures:
        return None
    if here[1] < there[1]:
        return "previous"
    panel.measures["previous"], panel.paths["previous"] = panel.measures.pop(measure), panel.paths.pop(measure)
    return measure


def _direction(words: Sequence[str]) -> Direction | None:
    for word in words:
        if word in ("收入", "本年收入", "财政拨款收入", "收入预算") or word.endswith("收入预算"):
            return Direction.INCOME
        if word in ("支出", "本年支出", "财政拨款支出", "支出预算", "支出用途", "功能分类") or word.endswith(
            "支出预算"
        ):
            return Direction.EXPENDITURE
    return None


def _with_directions(panels: tuple[Panel, ...]) -> tuple[Panel, ...]:
    """Panels without a word of direction: of two or more, the first is income and the others expenditure."""
    if len(panels) < 2 or panels[0].codes:
        return panels
    usual = [Direction.INCOME, *[Direction.EXPENDITURE] * (len(panels) - 1)]
    return tuple(
        Panel(panel.codes, panel.names, panel.measures, panel.paths, panel.direction or default, panel.by_use)
        for panel, default in zip(panels, usual, strict=True)
    )
