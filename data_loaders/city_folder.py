"""Reads a city folder (city.toml, units, places, funds, calendar) into a `City`, or says line by line what is wrong.

Formats: CSV files are UTF-8 with a header of English keys; dates are ISO; lists are separated by `;` (or `|`). Editions
of the classification come with the project (`classification/`), not with a city.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from data_loaders.city import City, ClassCode, Deadline, Edition, Fund, Place, Unit
from data_loaders.city_rules import consistency_problems, settings_problems

CLASSIFICATION = Path(__file__).parent / "classification"
_SEPARATORS = str.maketrans({"|": ";", "；": ";", "｜": ";"})

T = TypeVar("T")


class CityFolderError(ValueError):
    """A city folder that cannot be used; `problems` are sentences: file, line, what is wrong, what to do."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(slots=True)
class _Row:
    """One line of a CSV file, with accessors that raise ValueError in words."""

    fields: Mapping[str, str]

    def text(self, key: str) -> str:
        value = self.optional(key)
        if value is None:
            raise ValueError(f"{key} 不能为空，请补上 ({key} must not be empty)")
        return value

    def optional(self, key: str) -> str | None:
        return (self.fields.get(key) or "").strip() or None

    def many(self, key: str) -> tuple[str, ...]:
        listed = (self.optional(key) or "").translate(_SEPARATORS)
        return tuple(part.strip() for part in listed.split(";") if part.strip())

    def date(self, key: str) -> dt.date:
        return _date(self.text(key), key)

    def optional_date(self, key: str) -> dt.date | None:
        value = self.optional(key)
        return None if value is None else _date(value, key)

    def number(self, key: str) -> int:
        value = self.text(key)
        if not (value.isascii() and value.isdigit()):
            raise ValueError(f"{key} 应为整数，现为“{value}” ({key} must be a whole number)")
        return int(value)

    def optional_number(self, key: str) -> int | None:
        return None if self.optional(key) is None else self.number(key)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in choices:
            raise ValueError(f"{key} 应为 {'、'.join(choices)} 之一，现为“{value}” ({key} must be one of these)")
        return value


def _date(text: str, key: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{key} 应写成 2014-01-31 的样子，现为“{text}” ({key} must be an ISO date)") from None


def _unit(row: _Row) -> Unit:
    return Unit(
        code=row.text("code"),
        name=row.text("name"),
        short_name=row.optional("short_name") or row.text("name"),
        category=row.text("category"),
        unit_type=row.text("unit_type"),
        parent_code=row.optional("parent_code"),
        valid_from=row.date("valid_from"),
        valid_to=row.optional_date("valid_to"),
        former_names=row.many("former_names"),
        aliases=row.many("aliases"),
        predecessors=row.many("predecessors"),
        successors=row.many("successors"),
        township_code=row.optional("township_code"),
        telephone=row.optional("telephone"),
    )


def _place(row: _Row) -> Place:
    return Place(
        key=row.text("key"),
        name=row.text("name"),
        valid_from=row.date("valid_from"),
        valid_to=row.optional_date("valid_to"),
        successor=row.optional("successor"),
        aliases=row.many("aliases"),
        population=row.optional_number("population"),
        population_source=row.optional("population_source"),
        tile_column=row.optional_number("tile_column"),
        tile_row=row.optional_number("tile_row"),
    )


def _fund(row: _Row) -> Fund:
    persons = row.choice("persons", ("refused", "masked"))
    basis = row.optional("legal_basis")
    if persons == "masked" and basis is None:
        raise ValueError(
            "persons 为 masked 时须在 legal_basis 写明公开个人信息的依据 (masked persons need a legal basis)"
        )
    return Fund(
        code=row.text("code"),
        name=row.text("name"),
        level=row.choice("level", ("中央", "省", "市", "县")),
        unit_code=row.optional("unit_code"),
        persons=persons,
        legal_basis=basis,
        notice_days=row.optional_number("notice_days") or 7,
        aliases=row.many("aliases"),
    )


def _deadline(row: _Row) -> Deadline:
    return Deadline(
        kind=row.text("kind"),
        year=row.number("year"),
        replied_on=row.optional_date("replied_on"),
        due_on=row.date("due_on"),
        rule=row.text("rule"),
        valid_from=row.optional_date("valid_from"),
    )


def read_city(folder: str | Path) -> City:
    """The city of a folder, with the project's classification. Raises CityFolderError with every problem found."""
    folder = Path(folder)
    problems: list[str] = []
    settings = _read_settings(folder / "city.toml", problems)
    units = _read_table(folder / "units.csv", _unit, problems)
    places = _read_table(folder / "places.csv", _place, problems)
    funds = _read_table(folder / "funds.csv", _fund, problems)
    deadlines = _read_table(folder / "calendar.csv", _deadline, problems)
    if problems:
        raise CityFolderError(problems)
    editions, classes = read_classification()
    city = City(
        code=str(settings["code"]),
        name=str(settings["name"]),
        units=units,
        places=places,
        funds=funds,
        deadlines=deadlines,
        editions=editions,
        classes=classes,
        settings=settings,
    )
    problems = list(consistency_problems(city))
    if problems:
        raise CityFolderError(problems)
    return city


def _read_settings(path: Path, problems: list[str]) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            settings = tomllib.load(file)
    except OSError:
        problems.append(f"{path.name}：城市目录里没有这个文件，请从 cities/sample 复制一份再改 (file not found)")
        return {}
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path.name}：不是有效的 TOML，{error} (not valid TOML)")
        return {}
    problems += settings_problems(settings)
    return settings


def _read_table(path: Path, build: Callable[[_Row], T], problems: list[str]) -> tuple[T, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        problems.append(f"{path.name}：城市目录里没有这个文件；没有内容时也要保留表头 (file not found)")
        return ()
    except UnicodeDecodeError:
        problems.append(f"{path.name}：请另存为 UTF-8 编码 (save the file as UTF-8)")
        return ()
    records: list[T] = []
    reader = csv.DictReader(text.splitlines())
    for fields in reader:
        if not any((value or "") for value in fields.values() if isinstance(value, str)):
            continue
        try:
            records.append(_build(build, fields))
        except ValueError as error:
            problems.append(f"{path.name} 第 {reader.line_num} 行 (line {reader.line_num})：{error}")
    return tuple(records)


def _build(build: Callable[[_Row], T], fields: Mapping[Any, Any]) -> T:
    if None in fields:
        raise ValueError("这一行的列比表头多，请检查逗号 (more columns than the header has)")
    return build(_Row(fields))


def read_classification(folder: Path = CLASSIFICATION) -> tuple[tuple[Edition, ...], tuple[ClassCode, ...]]:
    """The editions of the 政府收支分类科目 that come with the project, and all their codes."""
    with (folder / "editions.toml").open("rb") as file:
        listed = tomllib.load(file)["edition"]
    editions: list[Edition] = []
    classes: list[ClassCode] = []
    for entry in listed:
        edition = Edition(
            scheme=entry["scheme"],
            edition=entry["edition"],
            first_year=entry["first_year"],
            last_year=entry.get("last_year"),
            complete=entry["complete"],
            origin=entry["origin"],
        )
        editions.append(edition)
        with (folder / entry["file"]).open(encoding="utf-8", newline="") as codes:
            classes += [
                ClassCode(edition.scheme, edition.edition, row["code"], row["name"]) for row in csv.DictReader(codes)
            ]
    return tuple(editions), tuple(classes)
