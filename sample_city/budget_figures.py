"""Draws the figures of every unit: the budget of 2013, and from it the years beside it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from data_loaders.city import City, Unit
from sample_city.chance import chance, split
from sample_city.functions_of_units import functions_of
from sample_city.unit_budget import Item, ThreePublicFigures, UnitBudget, merged

# Vehicles bought in 2014, in fen: a rise that needs its reason in words.
PURCHASES_2014: Mapping[str, int] = {"206001": 168_000_000, "223001": 34_000_000}
YUAN = 100  # fen
HUNDRED = 100 * YUAN  # 0.01 万元: what a table in 万元 can still say
THOUSAND = 1000 * YUAN
BASE_YEAR = 2013

# Staff of the bodies whose size is known to differ from their category's, schools and stations included.
_STAFF: Mapping[str, int] = {
    "204001": 6400,
    "206001": 780,
    "220001": 1350,
    "207001": 96,
    "209001": 150,
    "210001": 130,
    "214001": 260,
    "215001": 170,
    "216001": 140,
    "217001": 150,
    "226001": 210,
    "311001": 240,
    "153001": 165,
    "154001": 128,
    "211001": 160,
    "212001": 150,
    "312001": 120,
    "201001": 110,
    "451001": 95,
    "221001": 84,
}
_STAFF_RANGE: Mapping[str, tuple[int, int]] = {
    "党委部门": (16, 48),
    "人大政协法检": (40, 60),
    "政府部门": (34, 90),
    "直属事业单位": (22, 70),
    "群团组织": (9, 22),
    "园区": (50, 80),
    "乡镇街道": (48, 110),
}
# Projects of one unit in 万元 per category, least and most; those of `_PROJECTS` by unit.
_PROJECT_RANGE: Mapping[str, tuple[int, int]] = {
    "党委部门": (120, 520),
    "人大政协法检": (380, 900),
    "政府部门": (420, 2600),
    "直属事业单位": (160, 1300),
    "群团组织": (60, 190),
    "园区": (1800, 4200),
    "乡镇街道": (420, 1500),
}
_PROJECTS: Mapping[str, int] = {
    "204001": 21800,
    "206001": 5200,
    "207001": 6900,
    "212001": 9400,
    "214001": 8600,
    "215001": 7700,
    "216001": 4300,
    "220001": 8800,
    "226001": 3900,
    "311001": 4100,
    "305001": 2700,
}

# Where the body's budget holds its schools, clinics or stations, most of the running cost is theirs.
_RUNNING_SHARES: Mapping[str, Mapping[str, int]] = {
    "204001": {"2050202": 46, "2050203": 31, "2050204": 14, "2050302": 4, "2050101": 3, "2050801": 2},
    "220001": {"2100801": 68, "2100501": 14, "2100601": 9, "2100101": 9},
}

_PERSONNEL = {
    "30101": 24,
    "30102": 30,
    "30103": 8,
    "30104": 12,
    "30199": 3,
}  # shares; 30107 instead of 30102 in 事业单位
_OFFICE = {
    "30201": 16,
    "30202": 6,
    "30205": 3,
    "30206": 6,
    "30207": 6,
    "30211": 15,
    "30213": 7,
    "30215": 7,
    "30216": 5,
    "30226": 5,
    "30228": 6,
    "30229": 5,
    "30299": 9,
}


def unit_budget(city: City, unit: Unit, year: int) -> UnitBudget:
    """The approved budget of `unit` in `year` (2012 to 2014), in fen; a successor's is made of its predecessors'."""
    parents = [
        parent for parent in city.units if parent.code in unit.predecessors and parent.valid_to == unit.valid_from
    ]
    if parents:
        return _successor(unit, year, [unit_budget(city, parent, year) for parent in parents])
    base = _base(unit)
    return base if year == BASE_YEAR else _in_other_year(base, year)


def _base(unit: Unit) -> UnitBudget:
    source = chance("budget", unit.code)
    staff = _STAFF.get(unit.code) or source.randint(*_STAFF_RANGE[unit.category])
    three_public, paid_from_office = _three_public(unit, staff, source)
    economic = _economic(unit, staff, source, paid_from_office)
    if unit.unit_type != "事业单位":
        office = sum(amount for code, amount in economic.items() if code.startswith(("302", "310")))
        three_public = replace(three_public, operating=office * source.randint(82, 97) // 100 // HUNDRED * HUNDRED)
    items = merged([*_basic_items(unit, economic), *_projects(unit, source)])
    return UnitBudget(unit.code, BASE_YEAR, staff, items, economic, three_public)


def _three_public(unit: Unit, staff: int, source: random.Random) -> tuple[ThreePublicFigures, dict[str, int]]:
    """The three-public figures, and the part of each that basic spending pays (30212, 30217, 30231)."""
    size = 6 + min(staff, 160)
    cars = max(1, size // 14)
    operation = cars * source.randint(260, 420) * HUNDRED
    reception = size * source.randint(12, 40) * HUNDRED
    purchase = source.randint(1500, 1800) * HUNDRED if source.random() < 0.14 else 0
    overseas = source.randint(300, 2200) * HUNDRED if unit.category != "乡镇街道" and source.random() < 0.3 else 0
    from_office = {
        "30217": reception * source.randint(60, 90) // 100 // HUNDRED * HUNDRED,
        "30231": operation * source.randint(70, 95) // 100 // HUNDRED * HUNDRED,
        "30212": overseas // 2 // HUNDRED * HUNDRED,
    }
    return ThreePublicFigures(overseas, purchase, operation, reception), from_office


def _economic(unit: Unit, staff: int, source: random.Random, paid: Mapping[str, int]) -> dict[str, int]:
    """Basic spending by economic item: personnel to the yuan, office costs to the hundred."""
    public_institution = unit.unit_type == "事业单位"
    shares = dict(_PERSONNEL)
    if public_institution:
        shares["30107"] = shares.pop("30102")
    personnel = staff * source.randint(39_000, 47_000)
    economic = {
        code: amount * YUAN
        for code, amount in zip(
            shares, split(personnel, [share * source.randint(90, 110) for share in shares.values()]), strict=True
        )
    }
    office = staff * source.randint(70, 110) * HUNDRED
    weights = [share * source.randint(60, 140) for share in _OFFICE.values()]
    economic |= dict(zip(_OFFICE, split(office, weights, HUNDRED), strict=True))
    economic |= {code: amount for code, amount in paid.items() if amount}
    retired = staff * source.randint(18, 34) // 100
    economic |= {
        "30302": (retired * source.randint(21_000, 26_000) + 60) * YUAN,
        "30311": staff * source.randint(3_900, 4_900) * YUAN,
    }
    if retired > 20:
        economic["30301"] = source.randint(1, 4) * source.randint(48_000, 61_000) * YUAN
    if source.random() < 0.6:
        economic["30305"] = staff * source.randint(200, 900) * YUAN
    economic["31002"] = source.randint(20, 120) * THOUSAND
    return dict(sorted(economic.items()))


def _basic_items(unit: Unit, economic: Mapping[str, int]) -> list[Item]:
    """Basic spending by function: pensions, medical care, housing, and the rest as the body's own running cost."""
    institution = unit.unit_type == "事业单位"
    retired = economic["30302"] + economic.get("30301", 0)
    medical = economic["30104"] * 55 // 100 // YUAN * YUAN
    housing = economic["30311"]
    running = sum(economic.values()) - retired - medical - housing
    shares = _RUNNING_SHARES.get(unit.code, {functions_of(unit.code).running: 1})
    return [
        *(Item(code, amount) for code, amount in zip(shares, split(running, list(shares.values()), YUAN), strict=True)),
        Item("2080502" if institution else "2080501", retired),
        Item("2100402" if institution else "2100401", medical),
        Item("2210201", housing),
    ]


def _projects(unit: Unit, source: random.Random) -> list[Item]:
    """Project spending by item, in whole thousands of yuan."""
    codes = functions_of(unit.code).projects
    least, most = _PROJECT_RANGE[unit.category]
    total = (_PROJECTS.get(unit.code) or source.randint(least, most)) * 10 * THOUSAND
    amounts = split(total, [source.randint(20, 100) for _ in codes], THOUSAND)
    return [Item(code, 0, {origin: amount}) for (code, origin), amount in zip(codes, amounts, strict=True)]


def _in_other_year(base: UnitBudget, year: int) -> UnitBudget:
    """The same items a year before or after: a trend per unit and a little per item, too small to need words."""
    source = chance("year", base.unit_code, year)
    percent = source.randint(86, 94) if year < BASE_YEAR else source.randint(102, 112)
    items = tuple(
        Item(
            item.code,
            _scaled(item.basic, percent, source),
            {origin: _scaled(amount, percent, source) for origin, amount in item.projects.items()},
        )
        for item in base.items
    )
    return replace(
        base,
        year=year,
        items=items,
        economic={},
        three_public=_three_public_in(base.three_public, base.unit_code, year),
    )


def _scaled(amount: int, percent: int, source: random.Random) -> int:
    return amount * (percent * 10 + source.randint(-45, 45)) // 1000 // HUNDRED * HUNDRED


def _three_public_in(base: ThreePublicFigures, unit_code: str, year: int) -> ThreePublicFigures:
    """Three-public figures fall from year to year (the eight rules of December 2012); purchases come and go."""
    source = chance("three-public", unit_code, year)
    low, high = (106, 128) if year < BASE_YEAR else (76, 95)

    def moved(amount: int) -> int:
        return amount * source.randint(low, high) // 100 // HUNDRED * HUNDRED

    purchase = moved(base.vehicle_purchase) + PURCHASES_2014.get(unit_code, 0) * (year == 2014)
    return ThreePublicFigures(
        moved(base.overseas_travel),
        purchase,
        moved(base.vehicle_operation),
        moved(base.reception),
        moved(base.operating),
    )


_MOVED_CODES = {"2011201": "2100716", "2011202": "2100716", "2011205": "2100717", "2011208": "2100717"}


def _successor(unit: Unit, year: int, parts: list[UnitBudget]) -> UnitBudget:
    """The budget of a body made of others; family planning moved to the health class with the edition of 2014."""
    items = (
        replace(item, code=_MOVED_CODES.get(item.code, "2100799" if item.code.startswith("20112") else item.code))
        for part in parts
        for item in part.items
    )
    figures = [part.three_public for part in parts]
    three_public = ThreePublicFigures(
        sum(figure.overseas_travel for figure in figures),
        sum(figure.vehicle_purchase for figure in figures),
        sum(figure.vehicle_operation for figure in figures),
        sum(figure.reception for figure in figures),
        sum(figure.operating for figure in figures),
    )
    staff = sum(part.staff for part in parts)
    return UnitBudget(unit.code, year, staff, merged(items), {}, three_public)
